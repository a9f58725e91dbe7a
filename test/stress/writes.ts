/** Writes that are half right: patches, applies and protobuf of objects that were tampered with. */
import type { Rng } from '../../src/base/rng.ts';
import { loadCatalog } from '../../src/catalog/catalog.ts';
import { encodeObject } from '../../src/catalog/protobuf/envelope.ts';

export interface StrangeWrite {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Subject {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly object: { [name: string]: Json };
}

/** Objects that no controller touches, so that only these writes change them. */
export const SUBJECTS: readonly Subject[] = [
  core('configmaps', 'ConfigMap', {
    metadata: meta(),
    data: { sky: 'blue', sea: 'green' },
    binaryData: { raw: 'AAEC' },
  }),
  core('secrets', 'Secret', { metadata: meta(), data: { key: 'dmFsdWU=' }, type: 'Opaque' }),
  core('services', 'Service', {
    metadata: meta(),
    spec: {
      selector: { app: 'a' },
      type: 'NodePort',
      clusterIP: '10.96.77.7',
      ports: [
        { name: 'http', port: 80, targetPort: 'web', nodePort: 30977, protocol: 'TCP' },
        { name: 'dns', port: 53, targetPort: 53, nodePort: 30978, protocol: 'UDP' },
      ],
      externalIPs: ['192.0.2.1'],
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 30 } },
    },
  }),
  core('pods', 'Pod', { metadata: meta(), spec: podSpec() }),
  core('podtemplates', 'PodTemplate', {
    metadata: meta(),
    template: { metadata: { labels: { app: 'a' } }, spec: podSpec() },
  }),
  core('limitranges', 'LimitRange', {
    metadata: meta(),
    spec: { limits: [{ type: 'Pod', max: { cpu: '64', memory: '1Ti' } }] },
  }),
  {
    ...core('ingresses', 'Ingress', {
      metadata: meta(),
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['a.example.com'], secretName: 'tls' }],
        rules: [
          {
            host: 'a.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'a', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    }),
    group: 'networking.k8s.io',
  },
  {
    ...core('endpointslices', 'EndpointSlice', {
      metadata: meta(),
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true }, hostname: 'a' }],
      ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    }),
    group: 'discovery.k8s.io',
  },
  {
    ...core('networkpolicies', 'NetworkPolicy', {
      metadata: meta(),
      spec: {
        podSelector: { matchLabels: { app: 'a' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
      },
    }),
    group: 'networking.k8s.io',
  },
  {
    ...core('roles', 'Role', {
      metadata: meta(),
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    }),
    group: 'rbac.authorization.k8s.io',
  },
];

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));
export const NAME = 'strange';
/** What stands somewhere that something else should. */
const ODD: readonly Json[] = [
  null,
  '',
  'x',
  'Not A Name',
  '10.0.0.1',
  '1e3',
  '5Gi',
  '-1',
  0,
  -1,
  1,
  80,
  65536,
  2147483648,
  1.5,
  1e300,
  true,
  false,
  [],
  {},
  [null],
  ['x'],
  ['x', 'x'],
  [1],
  [{}],
  [[]],
  { x: null },
  { name: 'x' },
  { x: { y: [] } },
];
/** The directives of strategic merge patches, in right and wrong places. */
const DIRECTIVES: readonly { [name: string]: Json }[] = [
  { $patch: 'delete' },
  { $patch: 'replace' },
  { $patch: 'merge' },
  { $patch: 'perhaps' },
  { $patch: 7 },
  { $retainKeys: ['name'] },
  { $retainKeys: 'name' },
  { $retainKeys: [1] },
  { '$setElementOrder/ports': [{ port: 53 }, { port: 80 }] },
  { '$setElementOrder/containers': [{ name: 'side' }, { name: 'main' }] },
  { '$setElementOrder/containers': ['main'] },
  { '$setElementOrder/nothing': [1] },
  { '$setElementOrder/finalizers': ['a.example.com/x'] },
  { '$deleteFromPrimitiveList/finalizers': ['a.example.com/x'] },
  { '$deleteFromPrimitiveList/finalizers': 'x' },
  { '$deleteFromPrimitiveList/ports': [80] },
  { $unknown: true },
];

/** One write; the same ones for the same dice. */
export function strangeWrite(rng: Rng, namespace: string): StrangeWrite {
  const subject = pick(rng, SUBJECTS);
  const make = pick(rng, [
    strategic,
    strategic,
    applied,
    applied,
    merged,
    jsonPatch,
    protobuf,
    replaced,
  ]);
  const { what, method, query, headers, body } = make(rng, subject);
  const dry = rng.int(3) === 0 ? 'dryRun=All' : '';
  const all = [query, dry].filter((each) => each !== '').join('&');
  return {
    what: `${what} of ${subject.kind}`,
    method,
    path: `${pathOf(subject, namespace)}/${NAME}${all === '' ? '' : `?${all}`}`,
    headers,
    body,
  };
}

/** What the objects are before the first write. */
export function creations(namespace: string): { path: string; object: object }[] {
  return SUBJECTS.map((subject) => ({
    path: pathOf(subject, namespace),
    object: subject.object,
  }));
}

interface Made {
  readonly what: string;
  readonly method: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Maker = (rng: Rng, subject: Subject) => Made;

const strategic: Maker = (rng, { object }) => {
  const patch = tampered(rng, part(rng, object), [...ODD, ...DIRECTIVES]);
  return patchOf('strategic-merge-patch+json', patch);
};

const merged: Maker = (rng, { object }) =>
  patchOf('merge-patch+json', tampered(rng, part(rng, object), ODD));

const applied: Maker = (rng, subject) => {
  const object = tampered(rng, part(rng, subject.object), ODD);
  const whole = isRecord(object) ? { ...typeMeta(subject), ...object } : object;
  const manager = pick(rng, ['one', 'two', 'three', '']);
  const force = pick(rng, ['', '&force=true', '&force=false', '&force=true']);
  const query = manager === '' ? force.slice(1) : `fieldManager=${manager}${force}`;
  return { ...patchOf('apply-patch+yaml', whole), query };
};

const jsonPatch: Maker = (rng, { object }) => {
  const operations = Array.from({ length: 1 + rng.int(3) }, () => {
    const op = pick(rng, ['add', 'remove', 'replace', 'test', 'move', 'copy', 'jump']);
    const path = pointer(rng, object);
    const value = pick(rng, ODD);
    const from = pointer(rng, object);
    return pick<Json>(rng, [
      { op, path, value },
      { op, path, from },
      { op, path },
    ]);
  });
  return patchOf('json-patch+json', operations);
};

const replaced: Maker = (rng, subject) => {
  const body = JSON.stringify(tampered(rng, copy(subject.object), ODD));
  const headers = { 'content-type': 'application/json' };
  return { what: 'PUT', method: 'PUT', query: '', headers, body };
};

/** A good message with a few wrong bytes, or cut short. */
const protobuf: Maker = (rng, subject) => {
  const { group, version, plural } = subject;
  const resource = catalog.find(group, version, plural);
  if (resource?.schema === undefined) throw new Error(`${plural} has no schema`);
  const wire = encodeObject(typeMeta(subject), resource.schema, subject.object);
  for (let left = rng.int(4); left > 0; left--) wire[4 + rng.int(wire.length - 4)] = rng.int(256);
  const body = rng.int(4) === 0 ? wire.subarray(0, rng.int(wire.length)) : wire;
  const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
  return { what: 'protobuf', method: 'PUT', query: '', headers, body };
};

function patchOf(type: string, patch: Json): Made {
  const headers = { 'content-type': `application/${type}` };
  return { what: type, method: 'PATCH', query: '', headers, body: JSON.stringify(patch) };
}

/** Mostly the whole object, sometimes a branch of it. */
function part(rng: Rng, object: { [name: string]: Json }): Json {
  if (rng.int(3) > 0) return copy(object);
  const names = Object.keys(object).filter(() => rng.int(2) === 0);
  return copy(Object.fromEntries(names.map((name) => [name, object[name] ?? null])));
}

/** Changes one to three things at random places. */
function tampered(rng: Rng, value: Json, odd: readonly Json[]): Json {
  const root: { it: Json } = { it: value };
  for (let left = 1 + rng.int(3); left > 0; left--) {
    const [holder, key] = pick(rng, places(root));
    change(rng, holder, key, copy(pick(rng, odd)));
  }
  return root.it;
}

function change(rng: Rng, holder: Holder, key: string, odd: Json): void {
  const place = holder as { [name: string]: Json };
  const old = place[key];
  switch (rng.int(5)) {
    case 0:
      place[key] = odd;
      break;
    case 1:
      if (Array.isArray(old)) old.push(copy(old[0] ?? odd), odd);
      else if (isRecord(old)) old['x'] = odd;
      else place[key] = odd;
      break;
    case 2:
      if (isRecord(old) && isRecord(odd)) Object.assign(old, odd);
      else if (Array.isArray(old) && isRecord(odd)) old.push(odd);
      else place[key] = odd;
      break;
    case 3:
      if (Array.isArray(old)) old.reverse();
      else if (!Array.isArray(holder)) delete place[key];
      break;
    default:
      if (typeof old === 'string') place[key] = `${old}x`;
      else if (typeof old === 'number') place[key] = old + 1;
      else place[key] = odd;
  }
}

type Holder = { [name: string]: Json } | Json[] | { it: Json };

/** Every place in a value that can be changed. */
function places(root: { it: Json }): [Holder, string][] {
  const found: [Holder, string][] = [[root, 'it']];
  const queue: Json[] = [root.it];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      found.push([next, key]);
      queue.push(value);
    }
  }
  return found;
}

function pointer(rng: Rng, object: Json): string {
  let at = object;
  const parts: string[] = [];
  while (typeof at === 'object' && at !== null && rng.int(5) > 0) {
    const keys = Object.keys(at);
    const key = keys.length === 0 ? 'x' : pick(rng, [...keys, ...keys, 'x', '-', '99', '']);
    parts.push(key.replaceAll('~', '~0').replaceAll('/', '~1'));
    at = (at as { [name: string]: Json })[key] ?? null;
  }
  return parts.map((each) => `/${each}`).join('');
}

function copy<T extends Json>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function isRecord(value: unknown): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  const chosen = from[rng.int(from.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

function pathOf({ group, version, plural }: Subject, namespace: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}/namespaces/${namespace}/${plural}`;
}

function typeMeta({ group, version, kind }: Subject): { apiVersion: string; kind: string } {
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind };
}

function core(plural: string, kind: string, object: { [name: string]: Json }): Subject {
  return { group: '', version: 'v1', plural, kind, object };
}

function meta(): { [name: string]: Json } {
  return {
    name: 'strange',
    labels: { app: 'a', 'example.com/tier': 'x' },
    annotations: { note: 'n' },
  };
}

function podSpec(): { [name: string]: Json } {
  return {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'main',
        image: 'i',
        command: ['run', '-a'],
        env: [
          { name: 'A', value: 'b' },
          { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
        ports: [{ name: 'web', containerPort: 80, protocol: 'TCP' }],
        resources: { requests: { cpu: '100m', memory: '64Mi' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
      { name: 'side', image: 'j' },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
    tolerations: [{ key: 'a', operator: 'Exists' }],
  };
}
