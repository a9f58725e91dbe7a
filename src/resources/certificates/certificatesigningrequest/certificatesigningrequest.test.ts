import { beforeAll, describe, expect, test } from 'vitest';
import { makeRequest } from '../../../apimachinery/certificates/make-request.suite.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import type { CertificateSigningRequest } from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

const NOW = 1_795_000_000_000;
const context: StrategyContext = {
  now: NOW,
  uid: () => '',
  user: 'ann',
  requester: { name: 'ann', uid: '7', groups: ['g'], extra: { k: ['v'] } },
  dryRun: false,
  apiVersion: 'certificates.k8s.io/v1',
  subresource: undefined,
};

let request = '';
beforeAll(async () => {
  request = (await makeRequest({ subject: 'CN=ann' })).base64;
});

type Spec = Partial<CertificateSigningRequest['spec']>;
type Status = CertificateSigningRequest['status'];

function csr(spec: Spec = {}, status: Status = {}): CertificateSigningRequest {
  const whole = { request, signerName: 'example.com/signer', usages: ['client auth'], ...spec };
  return { metadata: { name: 'a' }, spec: whole, status };
}

function shown(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

describe('a new request', () => {
  test('is from whoever sent it, whatever it says, and undecided', () => {
    const next = csr(
      { username: 'liar', uid: 'u', groups: ['x'], extra: { x: ['y'] } },
      { conditions: [{ type: 'Approved', status: 'True' }] },
    );

    strategy.prepareForCreate?.(next, context);

    expect(next.spec).toMatchObject({
      username: 'ann',
      uid: '7',
      groups: ['g'],
      extra: { k: ['v'] },
    });
    expect(next.status).toEqual({});
  });

  test.each<[Spec, string[]]>([
    [{}, []],
    [{ usages: [] }, ['spec.usages: Required value']],
    [
      { usages: ['client auth', 'client auth'] },
      ['spec.usages[1]: Duplicate value: "client auth"'],
    ],
    [{ expirationSeconds: 600 }, []],
    [
      { expirationSeconds: 599 },
      [
        'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)',
      ],
    ],
    [{ signerName: '' }, ['spec.signerName: Required value']],
    [
      { signerName: 'a/b/c' },
      [
        'spec.signerName: Invalid value: "a/b/c": must be a fully qualified domain and path of the form \'example.com/signer-name\'',
      ],
    ],
    [
      { signerName: 'local/x' },
      [
        'spec.signerName: Invalid value: "local": should be a domain with at least two segments separated by dots',
      ],
    ],
    [
      { signerName: 'kubernetes.io/legacy-unknown' },
      [
        'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
      ],
    ],
  ])('%j', (spec, expected) => {
    expect(shown(strategy.validate?.(csr(spec), context))).toEqual(expected);
  });

  test('with a usage that nobody knows is told all that there are', () => {
    const [error] = shown(strategy.validate?.(csr({ usages: ['flying'] }), context));

    expect(error).toMatch(
      /^spec.usages\[0\]: Unsupported value: "flying": supported values: "any", /,
    );
  });
});

describe('an update', () => {
  const approved = { type: 'Approved', status: 'True', reason: 'R', lastUpdateTime: 't' };

  test('of the object changes metadata only', () => {
    const previous = csr({}, { conditions: [approved] });
    const next = csr({ usages: ['server auth'] }, { certificate: 'x' });

    strategy.prepareForUpdate?.(next, previous, context);

    expect(next).toEqual(previous);
  });

  test('of approval stamps conditions and leaves the certificate', () => {
    const previous = csr({}, { certificate: 'eA==' });
    const next = csr({}, { conditions: [{ type: 'Approved', status: 'True' }] });

    strategy.subresources?.['approval']?.prepareForUpdate?.(next, previous, context);

    const time = formatTime(NOW);
    expect(next.status).toEqual({
      certificate: 'eA==',
      conditions: [
        { type: 'Approved', status: 'True', lastUpdateTime: time, lastTransitionTime: time },
      ],
    });
  });

  test.each<[string, Status, Status, string[]]>([
    ['approval', {}, { conditions: [{ type: 'Approved', status: 'True' }] }, []],
    [
      'approval',
      {},
      {
        conditions: [
          { type: 'Approved', status: 'True' },
          { type: 'Denied', status: 'True' },
        ],
      },
      [
        'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
      ],
    ],
    [
      'approval',
      { conditions: [approved] },
      { conditions: [] },
      ['status.conditions: Forbidden: updates may not remove a condition of type "Approved"'],
    ],
    [
      'status',
      {},
      { conditions: [{ type: 'Denied', status: 'True' }] },
      ['status.conditions: Forbidden: updates may not add a condition of type "Denied"'],
    ],
    ['status', {}, { conditions: [{ type: 'Failed', status: 'True' }] }, []],
    [
      'status',
      {},
      { certificate: 'bm9wZQ==' },
      [
        'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
      ],
    ],
    [
      'status',
      {},
      {
        certificate: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCgotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg==',
      },
      [
        'status.certificate: Invalid value: "<certificate data>": found CERTIFICATE PEM block containing 0 certificates',
      ],
    ],
    [
      'approval',
      {},
      { certificate: 'bm9wZQ==' },
      [
        'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
        'status.certificate: Forbidden: updates may not set certificate content',
      ],
    ],
  ])('of %s from %j to %j', (subresource, before, after, expected) => {
    const hooks = strategy.subresources?.[subresource];

    const errors = hooks?.validateUpdate?.(csr({}, after), csr({}, before), context);

    expect(shown(errors)).toEqual(expected);
  });
});
