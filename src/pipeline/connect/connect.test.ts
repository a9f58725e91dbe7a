import { describe, expect, test } from 'vitest';
import { ApiError, notFound } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { SeededRng } from '../../base/rng.ts';
import type { ReadObject } from './locations.ts';
import {
  kubeletAddress,
  nodeLocation,
  parseProxyId,
  podLocation,
  serviceLocation,
} from './locations.ts';
import { connectOptions } from './options.ts';
import { containerOf, nodeOf, validateLogOptions } from './pods.ts';

/** A world of a few objects, by `plural/name`. */
function worldOf(objects: Readonly<Record<string, object>>): ReadObject {
  return async <T extends KubeObject>(plural: string, _namespace: unknown, name: string) => {
    const object = objects[`${plural}/${name}`];
    if (object === undefined) throw notFound({ group: '', resource: plural }, name);
    return object as T;
  };
}

async function refusalOf(run: () => Promise<unknown>): Promise<string> {
  const error: unknown = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('no refusal');
  return `${error.code} ${error.message}`;
}

describe('the options of a connection', () => {
  test.each([
    [
      'PodExecOptions',
      'command=a&command=b&stdout=true&tty=0&container=c',
      { stdout: true, container: 'c', command: ['a', 'b'] },
    ],
    ['PodAttachOptions', 'stdin', { stdin: true }],
    ['PodPortForwardOptions', 'ports=80,81&ports=82', { ports: [80, 81, 82] }],
    [
      'PodLogOptions',
      'tailLines=-1&sinceTime=2024-01-02T03:04:05.5Z&stream=All',
      { sinceTime: '2024-01-02T03:04:05Z', tailLines: -1, stream: 'All' },
    ],
    ['PodLogOptions', '', {}],
  ] as const)('%s are read from %s', (kind, query, expected) => {
    expect(connectOptions(kind, new URLSearchParams(query))).toEqual(expected);
  });

  test.each([
    ['PodLogOptions', 'tailLines=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'PodLogOptions',
      'sinceTime=y',
      'parsing time "y" as "2006-01-02T15:04:05Z07:00": cannot parse "y" as "2006"',
    ],
    [
      'PodPortForwardOptions',
      'ports=x',
      'cannot convert to []int32: strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [
      'PodPortForwardOptions',
      'ports=70000',
      'cannot convert to []int32: strconv.ParseUint: parsing "70000": value out of range',
    ],
  ] as const)('%s refuse %s', (kind, query, message) => {
    expect(() => connectOptions(kind, new URLSearchParams(query))).toThrow(message);
  });

  test.each([
    [{ tailLines: -1 }, 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
    [{ limitBytes: 0 }, 'limitBytes: Invalid value: 0: must be greater than 0'],
    [{ sinceSeconds: 0 }, 'sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      { sinceSeconds: 0, sinceTime: null },
      '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    [{ stream: 'All' }, 'stream: Forbidden: may not be specified'],
  ])('logs refuse %j', (options, expected) => {
    expect(validateLogOptions(options).map(({ field, body }) => `${field}: ${body}`)).toEqual([
      expected,
    ]);
  });
});

describe('the container of a connection', () => {
  const pod = {
    metadata: { name: 'web' },
    spec: {
      initContainers: [{ name: 'i' }],
      containers: [{ name: 'a' }, { name: 'b' }],
      ephemeralContainers: [{ name: 'debug' }],
    },
  } as Pod;

  test('is the only one unless it is named', () => {
    const single = { ...pod, spec: { ...pod.spec, containers: [{ name: 'a' }] } } as Pod;

    expect(containerOf(single, '')).toBe('a');
    expect(containerOf(pod, 'debug')).toBe('debug');
  });

  test.each([
    ['', 'a container name must be specified for pod web, choose one of: [i a b debug]'],
    ['x', 'container x is not valid for pod web'],
  ])('%j is refused', (wanted, message) => {
    expect(() => containerOf(pod, wanted)).toThrow(message);
  });

  test('is nowhere before the pod has a node', () => {
    expect(() => nodeOf(pod)).toThrow('pod web does not have a host assigned');
  });
});

describe('the place a proxied request goes to', () => {
  const pod = {
    metadata: { name: 'p', namespace: 'ns' },
    spec: { containers: [{ name: 'c', ports: [{ containerPort: 8080 }] }] },
    status: { podIPs: [{ ip: '10.1.2.3' }] },
  };
  const world = worldOf({
    'pods/p': pod,
    'pods/inside': { ...pod, status: { podIPs: [{ ip: '127.0.0.1' }] } },
    'pods/fresh': { ...pod, status: {} },
    'services/web': { spec: { ports: [{ port: 80, name: 'http' }] } },
    'endpoints/web': {
      subsets: [
        {
          addresses: [
            { ip: '10.1.2.3', targetRef: { namespace: 'ns', name: 'p' } },
            { ip: '10.9.9.9', targetRef: { namespace: 'ns', name: 'p' } },
          ],
          ports: [{ name: 'http', port: 8080 }],
        },
      ],
    },
    'endpoints/empty': {},
    'nodes/n': { status: { addresses: [{ type: 'InternalIP', address: '192.0.2.9' }] } },
    'nodes/bare': { status: { addresses: [] } },
  });
  const service = (id: string): Promise<unknown> =>
    serviceLocation(world, new SeededRng(1), 'ns', id);

  test.each(['a:b:c:d', 'ftp:a:1', ':80', ''])('%j names nothing', (id) => {
    expect(() => parseProxyId('pod', id)).toThrow(`invalid pod request ${JSON.stringify(id)}`);
  });

  test('is the address of the pod and its first port', async () => {
    expect(await podLocation(world, 'ns', 'p')).toEqual({
      scheme: '',
      host: '10.1.2.3',
      port: '8080',
    });
    expect(await podLocation(world, 'ns', 'https:p:1')).toEqual({
      scheme: 'https',
      host: '10.1.2.3',
      port: '1',
    });
  });

  test('is an endpoint that is a pod', async () => {
    expect(await service('web:80')).toEqual({ scheme: '', host: '10.1.2.3', port: '8080' });
    expect(await service('web:http')).toEqual({ scheme: '', host: '10.1.2.3', port: '8080' });
  });

  test('is the kubelet, or another port of its node', async () => {
    expect(await nodeLocation(world, 'n')).toEqual({
      scheme: 'https',
      host: '192.0.2.9',
      port: '10250',
    });
    expect(await nodeLocation(world, 'n:9100')).toEqual({
      scheme: '',
      host: '192.0.2.9',
      port: '9100',
    });
  });

  test.each([
    ['a loopback pod', () => podLocation(world, 'ns', 'inside'), '400 address not allowed'],
    ['a pod without address', () => podLocation(world, 'ns', 'fresh:x'), '400 address not allowed'],
    ['a pod that is not there', () => podLocation(world, 'ns', 'q'), '404 pods "q" not found'],
    ['another port', () => service('web:81'), '503 no service port 81 found for service "web"'],
    ['no port name', () => service('web'), '503 no endpoints available for service "web"'],
    ['no subsets', () => service('empty:x'), '503 no endpoints available for service "empty"'],
    ['no endpoints object', () => service('none'), '404 services "none" not found'],
    [
      'a node without address',
      () => kubeletAddress(world, 'bare'),
      '500 no preferred addresses found; known addresses: []',
    ],
    ['a missing node', () => kubeletAddress(world, 'x'), '404 pods "x" not found'],
  ])('is refused for %s', async (_what, run, expected) => {
    expect(await refusalOf(run)).toBe(expected);
  });
});
