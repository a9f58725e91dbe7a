import type { IncomingMessage } from 'node:http';
import type { RequestInfo } from '../../apimachinery/request-info.ts';
import type { Clock } from '../../base/clock.ts';
import type { Metric, Sample } from './exposition.ts';

/** Upper bounds in seconds, those of upstream's apiserver_request_duration_seconds. */
const BOUNDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
] as const;

const METHODS: Readonly<Record<string, string>> = {
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  delete: 'DELETE',
  deletecollection: 'DELETECOLLECTION',
};
/** Subresources that connect a client with something else. */
const CONNECTING: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward', 'proxy']);
const MUTATING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE']);

/** What requests of one kind have come to. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly isLong: boolean;
  readonly isMutating: boolean;
  /** Answers by their code. */
  readonly codes: Map<number, number>;
  /** Answers by the bound that their time lies under, the last one without a bound. */
  readonly buckets: Float64Array;
  seconds: number;
  running: number;
}

/**
 * Counts the requests to resources and how long they took, by upstream's labels. What is asked for
 * outside of the resources (health, discovery) is not counted.
 */
export class RequestMetrics {
  readonly #clock: Clock;
  readonly #series = new Map<string, Series>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns what is to be called when the answer has ended, with its code */
  begin(
    request: IncomingMessage,
    info: RequestInfo,
    query: URLSearchParams,
  ): (code: number) => void {
    const series = this.#seriesOf(request, info, query);
    const started = this.#clock.monotonic();
    series.running++;
    return (code) => {
      series.running--;
      const seconds = (this.#clock.monotonic() - started) / 1000;
      let at = 0;
      while (at < BOUNDS.length && seconds > (BOUNDS[at] ?? 0)) at++;
      series.buckets[at] = (series.buckets[at] ?? 0) + 1;
      series.seconds += seconds;
      series.codes.set(code, (series.codes.get(code) ?? 0) + 1);
    };
  }

  #seriesOf(request: IncomingMessage, info: RequestInfo, query: URLSearchParams): Series {
    const { group, version, resource, subresource } = info;
    const verb = verbOf(request, info);
    const scope = scopeOf(info);
    const asked = query.get('dryRun') ?? '';
    const dry_run = asked === '' || asked === 'All' ? asked : 'invalid';
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope} ${dry_run}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = {
        labels: {
          component: 'apiserver',
          dry_run,
          group,
          resource,
          scope,
          subresource,
          verb,
          version,
        },
        isLong: verb === 'WATCH' || verb === 'CONNECT' || subresource === 'log',
        isMutating: MUTATING.has(verb),
        codes: new Map(),
        buckets: new Float64Array(BOUNDS.length + 1),
        seconds: 0,
        running: 0,
      };
      this.#series.set(key, series);
    }
    return series;
  }

  metrics(): Metric[] {
    const all = [...this.#series.values()];
    const long = all.filter(({ isLong }) => isLong);
    return [
      {
        name: 'apiserver_request_total',
        type: 'counter',
        help: 'Requests that were answered, by verb, resource, scope and code.',
        samples: all.flatMap(totals),
      },
      {
        name: 'apiserver_request_duration_seconds',
        type: 'histogram',
        help: 'How long answers took, in seconds.',
        samples: all.flatMap(durations),
      },
      {
        name: 'apiserver_current_inflight_requests',
        type: 'gauge',
        help: 'Requests that are being answered, without watches and connections.',
        samples: [true, false].map((mutating) => ({
          labels: { request_kind: mutating ? 'mutating' : 'readOnly' },
          value: all
            .filter(({ isLong, isMutating }) => !isLong && isMutating === mutating)
            .reduce((sum, { running }) => sum + running, 0),
        })),
      },
      {
        name: 'apiserver_longrunning_requests',
        type: 'gauge',
        help: 'Watches and connections that are open.',
        samples: long.map(({ labels: { dry_run: _dryRun, ...labels }, running }) => ({
          labels,
          value: running,
        })),
      },
    ];
  }
}

function totals({ labels, codes }: Series): Sample[] {
  return [...codes].map(([code, value]) => ({ labels: { code: String(code), ...labels }, value }));
}

function durations({ labels, buckets, seconds }: Series): Sample[] {
  let count = 0;
  const below = [...BOUNDS, '+Inf'].map((le, at): Sample => {
    count += buckets[at] ?? 0;
    return { labels: { ...labels, le: String(le) }, value: count, suffix: '_bucket' };
  });
  return [
    ...below,
    { labels, value: seconds, suffix: '_sum' },
    { labels, value: count, suffix: '_count' },
  ];
}

function verbOf({ method = '', headers }: IncomingMessage, info: RequestInfo): string {
  if (CONNECTING.has(info.subresource)) return 'CONNECT';
  if (info.verb !== 'patch') return METHODS[info.verb] ?? method;
  return headers['content-type']?.startsWith('application/apply-patch') ? 'APPLY' : 'PATCH';
}

function scopeOf({ name, verb, namespace }: RequestInfo): string {
  if (name !== '' || verb === 'create') return 'resource';
  return namespace === '' ? 'cluster' : 'namespace';
}
