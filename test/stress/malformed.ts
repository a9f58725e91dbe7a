/** Requests that no client should send: each is broken in a way that a server has to notice. */
import type { Rng } from '../../src/base/rng.ts';

export interface Malformed {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

const NAMESPACE = '/api/v1/namespaces/default';
const COLLECTIONS: readonly (readonly [path: string, object: object])[] = [
  [`${NAMESPACE}/configmaps`, { metadata: { name: 'fuzz' }, data: { key: 'value' } }],
  [
    `${NAMESPACE}/services`,
    { metadata: { name: 'fuzz' }, spec: { selector: { app: 'a' }, ports: [{ port: 80 }] } },
  ],
  [
    `${NAMESPACE}/pods`,
    { metadata: { name: 'fuzz' }, spec: { containers: [{ name: 'a', image: 'i' }] } },
  ],
  [`${NAMESPACE}/secrets`, { metadata: { name: 'fuzz' }, data: { key: 'dmFsdWU=' } }],
  [
    '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
    {
      metadata: { name: 'fuzz' },
      spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } },
    },
  ],
  [
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    { metadata: { name: 'fuzz' }, addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] },
  ],
];

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';
const DEPTH = 20_000;

type Maker = (rng: Rng) => Malformed;

const makers: readonly (readonly [name: string, make: Maker])[] = [
  ['truncated JSON', truncatedJson],
  ['JSON with a control character', pollutedJson],
  ['JSON with something after it', followedJson],
  ['deep JSON', deepJson],
  ['a wrong type', wrongType],
  ['a huge number', hugeNumber],
  ['broken YAML', brokenYaml],
  ['a YAML bomb', yamlBomb],
  ['truncated protobuf', truncatedProtobuf],
  ['protobuf noise', noisyProtobuf],
  ['an odd path', oddPath],
  ['an odd query', oddQuery],
  ['an odd header', oddHeader],
  ['a broken patch', brokenPatch],
];

/** One malformed request; the same ones for the same dice. */
export function malformed(rng: Rng): Malformed {
  const [what, make] = pick(rng, makers);
  return { ...make(rng), what };
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  const chosen = from[rng.int(from.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** POST to a collection, or PUT to a name there. */
function write(rng: Rng, type: string, body: string | Buffer, path?: string): Malformed {
  const at = path ?? pick(rng, COLLECTIONS)[0];
  const method = pick(rng, ['POST', 'PUT']);
  const name = method === 'PUT' ? '/fuzz' : '';
  return { what: '', method, path: at + name, headers: { 'content-type': type }, body };
}

function truncatedJson(rng: Rng): Malformed {
  const [path, object] = pick(rng, COLLECTIONS);
  const text = JSON.stringify(object);
  return write(rng, JSON_TYPE, text.slice(0, 1 + rng.int(text.length - 1)), path);
}

function pollutedJson(rng: Rng): Malformed {
  const [path, object] = pick(rng, COLLECTIONS);
  const text = JSON.stringify(object);
  const at = rng.int(text.length);
  // A control character is allowed nowhere: neither in a string nor between values.
  const stray = String.fromCharCode(pick(rng, [0, 1, 7, 8, 11, 12, 27, 31]));
  return write(rng, JSON_TYPE, text.slice(0, at) + stray + text.slice(at), path);
}

function followedJson(rng: Rng): Malformed {
  const [path, object] = pick(rng, COLLECTIONS);
  const more = pick(rng, ['}', ']', '{}', ',', 'null', '"', '\\', 'x'.repeat(1 + rng.int(1000))]);
  return write(rng, JSON_TYPE, JSON.stringify(object) + more, path);
}

function deepJson(rng: Rng): Malformed {
  const open = pick(rng, ['[', '{"a":', '[{"metadata":']);
  const depth = 1 + rng.int(DEPTH);
  return write(rng, JSON_TYPE, `{"metadata":{"name":"fuzz"},"data":${open.repeat(depth)}`);
}

/** Replaces one value somewhere in an object by a value of another type. */
function wrongType(rng: Rng): Malformed {
  const [path, object] = pick(rng, COLLECTIONS);
  const copy = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
  let at = copy;
  let key = pick(rng, Object.keys(at));
  for (let next = at[key]; isRecord(next) && rng.int(3) > 0; next = at[key]) {
    at = next;
    key = pick(rng, Object.keys(at));
  }
  at[key] = otherThan(rng, at[key]);
  return write(rng, JSON_TYPE, JSON.stringify(copy), path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function otherThan(rng: Rng, value: unknown): unknown {
  if (typeof value === 'string') return pick(rng, [7, true, [[]], { a: { b: [] } }, 1.5]);
  if (typeof value === 'number') return pick(rng, ['many', true, [1], { a: 1 }, 1.5]);
  if (Array.isArray(value)) return pick(rng, ['list', 7, true, { a: 1 }]);
  return pick(rng, ['object', 7, true, [1]]);
}

function hugeNumber(rng: Rng): Malformed {
  const number = pick(rng, [
    '9'.repeat(1 + rng.int(5000) + 20),
    '-9'.padEnd(40, '9'),
    '1e400',
    '2147483648',
    '-1',
    '65536',
    '1e-400',
    '0.5',
    '9007199254740993',
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    'Infinity',
    '0x10',
  ]);
  const body = `{"metadata":{"name":"fuzz"},"spec":{"ports":[{"port":${number}}]}}`;
  return write(rng, JSON_TYPE, body, `${NAMESPACE}/services`);
}

function brokenYaml(rng: Rng): Malformed {
  const body = pick(rng, [
    'metadata: [',
    'metadata: {name: fuzz',
    'metadata:\n\tname: fuzz',
    'metadata: *nobody',
    'metadata:\n  name: "fuzz',
    'metadata:\n  name: fuzz\n metadata: again',
    '%YAML 9.9\n---\nmetadata: {}\n',
    'a: b: c',
    '- metadata\n- name',
    '&a [*a',
    '!!binary "%%%"',
    '"\\xzz"',
    `${'- '.repeat(1 + rng.int(5000))}[`,
    '['.repeat(1 + rng.int(DEPTH)),
    '{a: '.repeat(1 + rng.int(DEPTH)),
    `a${': a'.repeat(2 + rng.int(2000))}`,
  ]);
  return write(rng, YAML_TYPE, body);
}

/** Aliases of aliases: a few hundred bytes that mean gigabytes. */
function yamlBomb(rng: Rng): Malformed {
  const levels = 8 + rng.int(20);
  const width = 5 + rng.int(10);
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol]'];
  for (let level = 1; level < levels; level++) {
    const inner = Array.from({ length: width }, () => `*a${level - 1}`).join(', ');
    lines.push(`a${level}: &a${level} [${inner}]`);
  }
  const last = pick(rng, ['data', 'metadata', 'spec']);
  lines.push(`${last}: *a${levels - 1}`);
  return write(rng, YAML_TYPE, `${lines.join('\n')}\n`);
}

/** `k8s\0` and a runtime.Unknown whose length promises more than there is. */
function truncatedProtobuf(rng: Rng): Malformed {
  const promised = 20 + rng.int(100);
  const present = rng.int(promised);
  const payload = Buffer.from(Array.from({ length: present }, () => rng.int(256)));
  const head = Buffer.from([0x6b, 0x38, 0x73, 0x00, 0x12, promised]);
  return write(rng, PROTOBUF_TYPE, Buffer.concat([head, payload]));
}

function noisyProtobuf(rng: Rng): Malformed {
  const magic = rng.int(4) === 0 ? [0x6b, 0x38, 0x73, 0x00] : [0x6b, 0x38, 0x73, 0x01];
  // Wire types 6 and 7 do not exist: nothing that begins so can be read.
  const noise = Array.from({ length: 1 + rng.int(400) }, () => rng.int(256) | 0x06);
  return write(rng, PROTOBUF_TYPE, Buffer.from([...magic, ...noise]));
}

function oddPath(rng: Rng): Malformed {
  const path = pick(rng, [
    '/api/v1/namespaces/default/configmaps/%00',
    '/api/v1/namespaces/default/configmaps/%zz',
    '/api/v1/namespaces/default/configmaps/%c0%ae%c0%ae',
    '/api/v1/namespaces/%2e%2e/configmaps/fuzz',
    '/api/v1/namespaces/default/configmaps/..%2f..%2f..%2fetc%2fpasswd',
    '/api/v1/../../../../etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/api/v1/namespaces/default/pods/fuzz/nothing',
    '/api/v1/namespaces/default/pods/fuzz/status/more',
    '/api/v1/nodes/fuzz/proxy/x/../../..',
    `/api/v1/namespaces/default/configmaps/${'a'.repeat(1 + rng.int(8000))}`,
    `/api/v1/${'x/'.repeat(1 + rng.int(2000))}`,
    `/apis/${'%41'.repeat(1 + rng.int(500))}/v1/things`,
    '/apis/apps/v9/deployments',
    '/apis/__proto__/v1/constructor',
    '/api/v1/namespaces/default/constructor/toString',
    '/api/v1/__proto__',
  ]);
  return { what: '', method: 'GET', path, headers: {}, body: undefined };
}

function oddQuery(rng: Rng): Malformed {
  const query = pick(rng, [
    'limit=many',
    'limit=99999999999999999999',
    'labelSelector=%3D%3D%3D',
    `labelSelector=${'a%20in%20('.repeat(1 + rng.int(500))}`,
    `labelSelector=${'%21'.repeat(1 + rng.int(2000))}`,
    'fieldSelector=spec.nothing%3D1',
    `continue=${'A'.repeat(1 + rng.int(2000))}`,
    'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTF9',
    'resourceVersion=99999999999999999999999',
    'resourceVersion=-1',
    'resourceVersionMatch=Sideways&resourceVersion=1',
    'resourceVersionMatch=Exact',
    'sendInitialEvents=perhaps&watch=1',
    'sendInitialEvents=true',
    'timeoutSeconds=soon',
  ]);
  const path = `${NAMESPACE}/pods?${query}`;
  return { what: '', method: 'GET', path, headers: {}, body: undefined };
}

function oddHeader(rng: Rng): Malformed {
  const [path, object] = pick(rng, COLLECTIONS);
  const body = JSON.stringify(object);
  const headers = pick<Record<string, string>>(rng, [
    { 'content-type': 'text/html' },
    { 'content-type': 'application/json;;;' + '='.repeat(rng.int(2000)), accept: 'image/png' },
    { 'content-type': 'application/'.repeat(1 + rng.int(200)) },
    { 'content-type': JSON_TYPE, accept: 'text/html' },
    { 'content-type': JSON_TYPE, accept: 'application/json;as=Picture;g=meta.k8s.io;v=v1' },
    { 'content-type': JSON_TYPE, accept: `${'a/b,'.repeat(1 + rng.int(2000))}a/b` },
    { 'content-type': JSON_TYPE, authorization: 'Bearer wrong' },
    { 'content-type': JSON_TYPE, authorization: `Bearer ${'x'.repeat(1 + rng.int(8000))}` },
  ]);
  return { what: '', method: 'POST', path, headers, body };
}

function brokenPatch(rng: Rng): Malformed {
  const kind = pick(rng, ['json-patch', 'merge-patch', 'strategic-merge-patch', 'nonsense-patch']);
  const body = pick(rng, ['{', '[', '7', '"text"', 'nul', '[{"op":', '['.repeat(DEPTH)]);
  const headers = { 'content-type': `application/${kind}+json` };
  return {
    what: '',
    method: 'PATCH',
    path: `${NAMESPACE}/configmaps/kube-root-ca.crt`,
    headers,
    body,
  };
}
