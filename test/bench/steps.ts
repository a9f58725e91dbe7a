/** What every server is asked to do, in this order; each step gives one figure or more. */
import { kubectlApply } from './apply-manifests.ts';
import type { Form, Target } from './connection.ts';
import { Connection } from './connection.ts';
import { customResources } from './custom-resource.ts';
import { fanOut, rate, WATCHERS } from './measure.ts';
import { writesThroughWebhook } from './webhook.ts';

export const OBJECTS = 5000;
const GETS = 20_000;
/** Of one client, as a controller or kubectl makes them: each waits for the one before. */
const APPLIES_IN_TURN = 1000;
const LISTS = 64;

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** One server under test and the namespace that is used there. */
export interface Bench {
  readonly target: Target;
  readonly namespace: string;
  readonly kubeconfig: string;
  /** Mebibytes in memory now; undefined: that cannot be seen from here. */
  readonly residentMib?: () => number;
}

export interface Figure {
  readonly what: string;
  /** Of two values the better one. */
  readonly better: 'more' | 'less';
}

export interface Step {
  readonly figures: readonly Figure[];
  /** One value per figure; NaN: there is none. */
  run(bench: Bench): Promise<readonly number[]>;
}

export const FIGURES = {
  firstStart: { what: 'first start to ready, ms', better: 'less' },
  start: { what: 'start to ready, ms', better: 'less' },
  idle: { what: 'resident memory when idle, MiB', better: 'less' },
  createConfigMap: { what: 'create ConfigMap /s', better: 'more' },
  createService: { what: 'create Service /s', better: 'more' },
  get: { what: 'GET Service /s', better: 'more' },
  getProtobuf: { what: 'GET Service, protobuf /s', better: 'more' },
  list: { what: `LIST of ${OBJECTS} Services /s`, better: 'more' },
  listProtobuf: { what: `LIST of ${OBJECTS} Services, protobuf /s`, better: 'more' },
  merge: { what: 'PATCH Service, merge /s', better: 'more' },
  strategic: { what: 'PATCH Service, strategic /s', better: 'more' },
  apply: { what: 'server-side apply of a Service /s', better: 'more' },
  applyInTurn: { what: 'server-side apply of a Service, one client /s', better: 'more' },
  events: { what: `events to ${WATCHERS} watchers /s`, better: 'more' },
  eventP99: { what: `p99 of an event to ${WATCHERS} watchers, ms`, better: 'less' },
  eventsProtobuf: { what: `events to ${WATCHERS} watchers, protobuf /s`, better: 'more' },
  eventProtobufP99: {
    what: `p99 of an event to ${WATCHERS} watchers, protobuf, ms`,
    better: 'less',
  },
  createCustom: { what: 'create custom resource of 200 fields /s', better: 'more' },
  listCustom: { what: 'LIST of 1000 custom resources of 200 fields /s', better: 'more' },
  throughWebhook: { what: 'create ConfigMap through a webhook /s', better: 'more' },
  loaded: { what: 'resident memory after load, MiB', better: 'less' },
  delete: { what: 'DELETE Service /s', better: 'more' },
  kubectlApply: { what: 'kubectl apply of 200 manifests, s', better: 'less' },
} as const satisfies Record<string, Figure>;

export function configMapsOf({ namespace }: Bench): string {
  return `/api/v1/namespaces/${namespace}/configmaps`;
}

export function servicesOf({ namespace }: Bench): string {
  return `/api/v1/namespaces/${namespace}/services`;
}

export function configMap(index: number): string {
  return JSON.stringify({ metadata: { name: `c-${index}` }, data: { key: 'value' } });
}

/** Without a selector: no controller works beside what is measured. */
export function service(index: number): string {
  return JSON.stringify({ metadata: { name: `s-${index}` }, spec: { ports: [{ port: 80 }] } });
}

export function patch(key: string, index: number): string {
  return `{"metadata":{"labels":{"${key}":"r-${index}"}}}`;
}

/** A Service as its owner would apply it again with another label. */
export function appliedService(index: number, label = `r-${index}`): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s-${index}`, labels: { applied: label } },
    spec: { ports: [{ port: 80, protocol: 'TCP' }] },
  });
}

export const STEPS: readonly Step[] = [
  {
    figures: [FIGURES.idle],
    run: async ({ residentMib }) => [residentMib?.() ?? Number.NaN],
  },
  one(FIGURES.createConfigMap, (bench) =>
    rate(bench.target, {
      count: OBJECTS,
      send: (connection, index) =>
        connection.request('POST', configMapsOf(bench), configMap(index)),
    }),
  ),
  one(FIGURES.createService, (bench) =>
    rate(bench.target, {
      count: OBJECTS,
      send: (connection, index) => connection.request('POST', servicesOf(bench), service(index)),
    }),
  ),
  one(FIGURES.get, (bench) => gets(bench, {})),
  one(FIGURES.getProtobuf, (bench) => gets(bench, { accept: PROTOBUF })),
  one(FIGURES.list, (bench) => lists(bench, {})),
  one(FIGURES.listProtobuf, (bench) => lists(bench, { accept: PROTOBUF })),
  one(FIGURES.merge, (bench) =>
    patches(bench, { type: 'application/merge-patch+json' }, (index) => patch('merge', index)),
  ),
  one(FIGURES.strategic, (bench) =>
    patches(bench, { type: 'application/strategic-merge-patch+json' }, (index) =>
      patch('strategic', index),
    ),
  ),
  one(FIGURES.apply, (bench) =>
    rate(bench.target, {
      count: OBJECTS,
      send: (connection, index) => apply(bench, connection, index),
    }),
  ),
  one(FIGURES.applyInTurn, (bench) =>
    rate(bench.target, {
      count: APPLIES_IN_TURN,
      clients: 1,
      send: (connection, index) => apply(bench, connection, index, `again-${index}`),
    }),
  ),
  watchStep([FIGURES.events, FIGURES.eventP99], 'watched'),
  watchStep([FIGURES.eventsProtobuf, FIGURES.eventProtobufP99], 'watched-protobuf', {
    accept: `${PROTOBUF};stream=watch`,
  }),
  { figures: [FIGURES.createCustom, FIGURES.listCustom], run: customResources },
  one(FIGURES.throughWebhook, writesThroughWebhook),
  {
    figures: [FIGURES.loaded],
    run: async ({ residentMib }) => [residentMib?.() ?? Number.NaN],
  },
  one(FIGURES.delete, (bench) =>
    rate(bench.target, {
      count: OBJECTS,
      send: (connection, index) => connection.request('DELETE', `${servicesOf(bench)}/s-${index}`),
    }),
  ),
  one(FIGURES.kubectlApply, kubectlApply),
];

function one(figure: Figure, run: (bench: Bench) => Promise<number>): Step {
  return { figures: [figure], run: async (bench) => [await run(bench)] };
}

function gets(bench: Bench, form: Form): Promise<number> {
  return rate(bench.target, {
    count: GETS,
    send: (connection, index) =>
      connection.request('GET', `${servicesOf(bench)}/s-${index % OBJECTS}`, '', form),
  });
}

function lists(bench: Bench, form: Form): Promise<number> {
  return rate(bench.target, {
    count: LISTS,
    send: (connection) => connection.request('GET', servicesOf(bench), '', form),
  });
}

function patches(bench: Bench, form: Form, body: (index: number) => string): Promise<number> {
  return rate(bench.target, {
    count: OBJECTS,
    send: (connection, index) =>
      connection.request('PATCH', `${servicesOf(bench)}/s-${index}`, body(index), form),
  });
}

function apply(
  bench: Bench,
  connection: Connection,
  index: number,
  label?: string,
): Promise<unknown> {
  const path = `${servicesOf(bench)}/s-${index}?fieldManager=bench&force=true`;
  const form = { type: 'application/apply-patch+yaml' };
  return connection.request('PATCH', path, appliedService(index, label), form);
}

/** @param label that the watched objects have, and nothing else */
function watchStep(figures: readonly Figure[], label: string, { accept }: Form = {}): Step {
  return {
    figures,
    async run(bench) {
      const { eventsPerSecond, p99Ms } = await fanOut(bench.target, {
        watch: `${configMapsOf(bench)}?watch=1&resourceVersion=0&labelSelector=${label}`,
        ...(accept === undefined ? {} : { accept }),
        write(connection, mark) {
          const metadata = { name: `${label}-${mark}`, labels: { [label]: 'yes' } };
          const body = JSON.stringify({ metadata, data: { mark } });
          return connection.request('POST', configMapsOf(bench), body);
        },
      });
      return [eventsPerSecond, p99Ms];
    },
  };
}

/** Runs all steps against one server, in a namespace that is made for it and removed again. */
export async function runSteps(bench: Bench, steps: readonly Step[]): Promise<Map<string, number>> {
  const namespace = JSON.stringify({ metadata: { name: bench.namespace } });
  await once(bench, 'POST', '/api/v1/namespaces', namespace);
  try {
    const values = new Map<string, number>();
    for (const step of steps) {
      // oxlint-disable-next-line no-await-in-loop -- one measurement at a time
      const found = await step.run(bench);
      for (const [at, { what }] of step.figures.entries()) {
        values.set(what, found[at] ?? Number.NaN);
      }
    }
    return values;
  } finally {
    await once(bench, 'DELETE', `/api/v1/namespaces/${bench.namespace}`);
  }
}

/** Over a connection of its own: a server may close one that says nothing while steps are measured. */
async function once(bench: Bench, ...request: Parameters<Connection['request']>): Promise<void> {
  const connection = await Connection.open(bench.target);
  await connection.request(...request).finally(() => connection.close());
}
