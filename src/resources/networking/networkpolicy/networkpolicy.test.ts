import { describe, expect, test } from 'vitest';
import type { NetworkPolicy } from '../../../apimachinery/types.generated.ts';
import { networkPolicy } from './index.ts';

const { strategy } = networkPolicy;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'networking.k8s.io/v1',
  subresource: undefined,
};

function object(spec: object): NetworkPolicy {
  const made = { metadata: { name: 'a' }, spec: { podSelector: {}, ...spec } };
  strategy.defaults?.(made, context);
  return made;
}

function texts(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

const from = (peer: object) => ({ ingress: [{ from: [peer] }] });
const port = (value: object) => ({ egress: [{ ports: [value] }] });
const FROM = 'spec.ingress[0].from[0]';
const PORT = 'spec.egress[0].ports[0]';

describe('a NetworkPolicy', () => {
  test.each<[object, string[]]>([
    [{}, ['Ingress']],
    [{ egress: [] }, ['Ingress']],
    [{ egress: [{}] }, ['Ingress', 'Egress']],
    [{ policyTypes: ['Egress'] }, ['Egress']],
  ])('%j is of the types %j', (spec, types) => {
    expect(object(spec).spec.policyTypes).toEqual(types);
  });

  test('is about TCP unless a port says otherwise', () => {
    const { spec } = object({
      ingress: [{ ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }] }],
    });

    expect(spec.ingress?.[0]?.ports?.map(({ protocol }) => protocol)).toEqual(['TCP', 'UDP']);
  });

  test.each<[object, string[]]>([
    [
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['x'] }] } },
      [
        'spec.podSelector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
      ],
    ],
    [
      { policyTypes: ['Both'] },
      ['spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"'],
    ],
    [
      { policyTypes: ['Ingress', 'Egress', 'Ingress'] },
      [
        'spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes',
      ],
    ],
    [from({}), [`${FROM}: Required value: must specify a peer`]],
    [
      from({ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }),
      [`${FROM}: Forbidden: may not specify both ipBlock and another peer`],
    ],
    [from({ podSelector: {}, namespaceSelector: {} }), []],
    [from({ ipBlock: { cidr: '' } }), [`${FROM}.ipBlock.cidr: Required value`]],
    [
      from({ ipBlock: { cidr: '10.0.0.0' } }),
      [
        `${FROM}.ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
      ],
    ],
    [
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }),
      [
        `${FROM}.ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of \`cidr\``,
      ],
    ],
    [
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } }),
      [
        `${FROM}.ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of \`cidr\``,
      ],
    ],
    [
      from({ ipBlock: { cidr: '::/0', except: ['10.0.0.0/8', 'fd00::/8'] } }),
      [
        `${FROM}.ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of \`cidr\``,
      ],
    ],
    [from({ ipBlock: { cidr: '10.0.0.0/8', except: ['::ffff:10.0.0.0/104'] } }), []],
    [port({ port: 0 }), [`${PORT}.port: Invalid value: 0: must be between 1 and 65535, inclusive`]],
    [
      port({ port: 'a--b' }),
      [`${PORT}.port: Invalid value: "a--b": must not contain consecutive hyphens`],
    ],
    [
      port({ port: 80, protocol: 'x' }),
      [`${PORT}.protocol: Unsupported value: "x": supported values: "TCP", "UDP", "SCTP"`],
    ],
    [
      port({ endPort: 90 }),
      [`${PORT}.endPort: Invalid value: 90: may not be specified when \`port\` is not specified`],
    ],
    [
      port({ port: 'web', endPort: 90 }),
      [`${PORT}.endPort: Invalid value: 90: may not be specified when \`port\` is non-numeric`],
    ],
    [
      port({ port: 80, endPort: 79 }),
      [`${PORT}.endPort: Invalid value: 80: must be greater than or equal to \`port\``],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(texts(strategy.validate?.(object(spec), context))).toEqual(messages);
  });

  test('is checked twice when it changes', () => {
    const errors = strategy.validateUpdate?.(object(from({})), object({}), context);

    expect(texts(errors)).toEqual(Array(2).fill(`${FROM}: Required value: must specify a peer`));
  });

  test('warns of ranges that are badly written', () => {
    const policy = object(from({ ipBlock: { cidr: '10.0.0.1/8', except: ['10.0.0.0/016'] } }));

    expect(strategy.warningsOnCreate?.(policy, context)).toEqual([
      `${FROM}.ipBlock.cidr: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)`,
      `${FROM}.ipBlock.except[0]: non-standard CIDR value "10.0.0.0/016" will be considered invalid in a future Kubernetes release: use "10.0.0.0/16"`,
    ]);
  });
});
