import { describe, expect, test } from 'vitest';
import type { EndpointSubset, Endpoints } from '../../../apimachinery/types.generated.ts';
import { endpoints } from './index.ts';
import { validate, validateUpdate, warnings } from './validation.ts';

const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const ip = '192.0.2.1';

function withSubsets(...subsets: EndpointSubset[]): Endpoints {
  return { metadata: { name: 'a' }, subsets };
}

function texts(object: Endpoints): string[] {
  return validate(object).map(({ field, body }) => `${field}: ${body}`);
}

describe('Endpoints that a client writes', () => {
  test('get TCP as the protocol of their ports', () => {
    const object = withSubsets({
      addresses: [{ ip }],
      ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }],
    });

    endpoints.strategy.defaults?.(object, context);

    expect(object.subsets?.[0]?.ports?.map(({ protocol }) => protocol)).toEqual(['TCP', 'UDP']);
  });

  test.each<[EndpointSubset, string[]]>([
    [{}, ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
    [
      { addresses: [{ ip: 'x' }] },
      [
        `subsets[0].addresses[0].ip: Invalid value: "x": ${IP}`,
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      { notReadyAddresses: [{ ip: '127.0.0.1' }] },
      [
        'subsets[0].notReadyAddresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      ],
    ],
    [
      { addresses: [{ ip, hostname: 'Bad_Host' }] },
      [`subsets[0].addresses[0].hostname: Invalid value: "Bad_Host": ${LABEL}`],
    ],
    [
      {
        addresses: [{ ip }],
        ports: [
          { port: 0, protocol: 'TCP' },
          { name: 'b', port: 1, protocol: 'x' },
        ],
      },
      [
        'subsets[0].ports[0].name: Required value',
        'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'subsets[0].ports[1].protocol: Unsupported value: "x": supported values: "SCTP", "TCP", "UDP"',
      ],
    ],
    [{ addresses: [{ ip }], ports: [{ port: 80, protocol: 'TCP' }] }, []],
    [{ addresses: [{ ip: '010.0.0.1' }] }, []],
  ])('%j: %j', (subset, messages) => {
    expect(texts(withSubsets(subset))).toEqual(messages);
  });

  test('stay as they were though they would be refused today', () => {
    const stored = withSubsets({ addresses: [{ ip: '127.0.0.1' }] });
    const labelled = { ...stored, metadata: { name: 'a', labels: { a: 'b' } } };
    const changed = withSubsets({ addresses: [{ ip: '127.0.0.2' }] });

    expect(validateUpdate(labelled, stored)).toEqual([]);
    expect(validateUpdate(changed, stored)).toHaveLength(1);
  });

  test('are searched for badly written addresses, unless the controller wrote them', () => {
    const object = withSubsets({ notReadyAddresses: [{ ip: '010.0.0.1' }] });

    expect(warnings(object)).toEqual([
      'subsets[0].notReadyAddresses[0].ip: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ]);
    object.metadata.labels = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
    expect(warnings(object)).toEqual([]);
  });
});

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};
