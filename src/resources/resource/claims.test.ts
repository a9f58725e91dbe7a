import { describe, expect, test } from 'vitest';
import type {
  DeviceRequest,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimStatus,
  ResourceClaimTemplate,
} from '../../apimachinery/types.generated.ts';
import { context, shown } from './resource.suite.ts';
import { resourceClaim } from './resourceclaim/index.ts';
import { resourceClaimTemplate } from './resourceclaimtemplate/index.ts';

const labelled = { 'resource.kubernetes.io/admin-access': 'true' };
const namespaces: Record<string, Record<string, string>> = { admin: labelled, plain: {} };
const claims = resourceClaim((name) => namespaces[name]).strategy;
const templates = resourceClaimTemplate((name) => namespaces[name]).strategy;
const SHARE = '11111111-1111-1111-1111-111111111111';

const want = (parts: object = {}): DeviceRequest => ({
  name: 'gpu',
  exactly: { deviceClassName: 'a', allocationMode: 'ExactCount', count: 1, ...parts },
});

function claimOf(requests: DeviceRequest[], more: object = {}, namespace = 'plain'): ResourceClaim {
  return {
    metadata: { name: 'a', namespace },
    spec: { devices: { requests, ...more } },
    status: {},
  };
}

const withStatus = (given: ResourceClaimStatus, namespace = 'plain'): ResourceClaim => ({
  ...claimOf([want()], {}, namespace),
  status: given,
});

const IN_CLAIM =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
const NO_LABEL =
  'spec.devices.requests[0].adminAccess: Forbidden: admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace';

describe('a ResourceClaim', () => {
  const alternatives = [
    { name: 'b1', deviceClassName: 'a', allocationMode: 'All' },
    { name: 'b2', deviceClassName: 'a', allocationMode: 'ExactCount', count: 2 },
  ];

  test.each<[string, ResourceClaim, string[]]>([
    ['is fine', claimOf([want()]), []],
    ['has alternatives', claimOf([{ name: 'a', firstAvailable: alternatives }]), []],
    [
      'needs one kind of request',
      claimOf([{ name: 'a' }, { ...want(), firstAvailable: alternatives }]),
      [
        'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
        'spec.devices.requests[1]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
      ],
    ],
    [
      'has each name once',
      claimOf([want(), want()]),
      ['spec.devices.requests[1].name: Duplicate value: "gpu"'],
    ],
    [
      'says how many',
      claimOf([
        want({ count: -1 }),
        { ...want({ allocationMode: 'All' }), name: 'b' },
        { ...want({ allocationMode: 'x' }), name: 'c' },
      ]),
      [
        'spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero',
        "spec.devices.requests[1].exactly.count: Invalid value: 1: must not be specified when allocationMode is 'All'",
        'spec.devices.requests[2].exactly.allocationMode: Unsupported value: "x": supported values: "All", "ExactCount"',
      ],
    ],
    [
      'tolerates what exists',
      claimOf([
        want({
          tolerations: [
            { operator: 'Exists', value: 'v' },
            { operator: 'x', effect: 'y' },
          ],
        }),
      ]),
      [
        'spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: "v": must be empty for operator `Exists`',
        'spec.devices.requests[0].exactly.tolerations[1].operator: Unsupported value: "x": supported values: "Equal", "Exists"',
        'spec.devices.requests[0].exactly.tolerations[1].effect: Unsupported value: "y": supported values: "NoExecute", "NoSchedule"',
      ],
    ],
    [
      'names requests that it has',
      claimOf([want(), { name: 'a', firstAvailable: alternatives }], {
        constraints: [
          { requests: ['gpu', 'a/b1', 'gpu/b1', 'a/b/c', 'gpu'], matchAttribute: 'model' },
          { matchAttribute: 'a/b/c' },
          {},
        ],
      }),
      [
        `spec.devices.constraints[0].requests[2]: Invalid value: "gpu/b1": ${IN_CLAIM}`,
        `spec.devices.constraints[0].requests[3]: Invalid value: "a/b/c": ${IN_CLAIM}`,
        'spec.devices.constraints[0].requests[4]: Duplicate value: "gpu"',
        'spec.devices.constraints[0].matchAttribute: Invalid value: "model": must include a domain',
        'spec.devices.constraints[2].matchAttribute: Required value',
      ],
    ],
    [
      'passes objects to drivers',
      claimOf([want()], {
        config: [
          {},
          { opaque: { driver: '', parameters: null } },
          { opaque: { driver: 'd', parameters: [1] } },
          { opaque: { driver: 'd', parameters: { a: 'x'.repeat(10_240) } } },
        ],
      }),
      [
        'spec.devices.config[0].opaque: Required value',
        'spec.devices.config[1].opaque.driver: Required value',
        "spec.devices.config[1].opaque.driver: Invalid value: \"\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.devices.config[1].opaque.parameters: Required value',
        'spec.devices.config[2].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
        'spec.devices.config[3].opaque.parameters: Too long: may not be more than 10240 bytes',
      ],
    ],
    ['may use what others use', claimOf([want({ adminAccess: true })], {}, 'admin'), []],
    ['may not everywhere', claimOf([want({ adminAccess: true })]), [NO_LABEL]],
  ])('%s', (_sentence, claim, errors) => {
    expect(shown(claims.validate?.(claim, context))).toEqual(errors);
  });

  test('gets its defaults, and loses what is behind closed gates', () => {
    const claim = claimOf([
      { name: 'a', exactly: { deviceClassName: 'a', tolerations: [{}], capacity: {} } },
    ]);

    claims.defaults?.(claim, context);
    claims.prepareForCreate?.(claim, context);

    expect(claim.spec.devices.requests[0]?.exactly).toEqual({
      deviceClassName: 'a',
      allocationMode: 'ExactCount',
      count: 1,
      tolerations: [{ operator: 'Equal' }],
    });
  });

  test('keeps its spec', () => {
    const previous = claimOf([want()]);

    expect(
      shown(claims.validateUpdate?.(claimOf([want({ count: 2 })]), previous, context)),
    ).toEqual([
      'spec: Invalid value: {"Devices":{"Requests":[{"Name":"gpu","Exactly":{"DeviceClassName":"a","Selectors":null,"AllocationMode":"ExactCount","Count":2,"AdminAccess":null,"Tolerations":null,"Capacity":null},"FirstAvailable":null}],"Constraints":null,"Config":null}}: field is immutable',
    ]);
  });
});

describe('the status of a ResourceClaim', () => {
  const { status } = claims.subresources ?? {};
  const result = { request: 'gpu', driver: 'd', pool: 'p', device: 'x' };
  const reference = { resource: 'pods', name: 'a', uid: 'u' };
  const device = { driver: 'd', pool: 'p', device: 'x', conditions: [] };
  const SOMEWHERE = '{"Driver":{},"Pool":{},"Device":{},"ShareID":{}}';

  const allocated = (more: object = {}): ResourceClaimStatus => ({
    allocation: { devices: { results: [{ ...result, ...more }] } },
  });

  test.each<[ResourceClaimStatus, string[]]>([
    [{ ...allocated(), reservedFor: [reference], devices: [device] }, []],
    [
      { reservedFor: [reference, { ...reference, name: '' }] },
      [
        'status.reservedFor[1].name: Required value',
        'status.reservedFor[1].uid: Duplicate value: "u"',
        'status.reservedFor: Forbidden: may not be specified when `allocated` is not set',
      ],
    ],
    [
      { devices: [device, device] },
      [
        `status.devices[0]: Invalid value: ${SOMEWHERE}: must be an allocated device in the claim`,
        `status.devices[1]: Invalid value: ${SOMEWHERE}: must be an allocated device in the claim`,
        `status.devices[1].deviceID: Duplicate value: ${SOMEWHERE}`,
      ],
    ],
    [
      allocated({ request: 'other', pool: '' }),
      [
        `status.allocation.devices.results[0].request: Invalid value: "other": ${IN_CLAIM}`,
        'status.allocation.devices.results[0].pool: Required value',
      ],
    ],
    [
      allocated({ shareID: '1' }),
      [
        'status.allocation.devices.results[0].shareID: Invalid value: "1": error validating uid: invalid UUID length: 1',
      ],
    ],
    [
      allocated({ shareID: `{${SHARE}}` }),
      [
        `status.allocation.devices.results[0].shareID: Invalid value: "{${SHARE}}": uid must be in RFC 4122 normalized form, \`xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\` with lowercase hexadecimal characters`,
      ],
    ],
    [
      allocated({ adminAccess: true }),
      [NO_LABEL.replace('spec.devices.requests', 'status.allocation.devices.results')],
    ],
  ])('%j', (given, errors) => {
    expect(shown(status?.validateUpdate?.(withStatus(given), withStatus({}), context))).toEqual(
      errors,
    );
  });

  test('keeps its allocation', () => {
    const next = withStatus(allocated({ pool: 'q' }));

    const errors = shown(status?.validateUpdate?.(next, withStatus(allocated()), context));

    expect(errors).toEqual([
      'status.allocation: Invalid value: {"Devices":{"Results":[{"Request":"gpu","Driver":"d","Pool":"q","Device":"x","AdminAccess":null,"Tolerations":null,"BindingConditions":null,"BindingFailureConditions":null,"ShareID":null,"ConsumedCapacity":null}],"Config":null},"NodeSelector":null,"AllocationTimestamp":null}: field is immutable',
    ]);
  });

  test('is not reserved for more while the claim goes', () => {
    const next = withStatus({ ...allocated(), reservedFor: [reference] });
    next.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';

    const errors = shown(status?.validateUpdate?.(next, withStatus(allocated()), context));

    expect(errors).toEqual([
      'status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
    ]);
  });

  test('forgets devices with their allocation, and shares behind a closed gate', () => {
    const next = withStatus({
      ...allocated({ device: 'y', shareID: SHARE, bindingConditions: ['a'] }),
      devices: [device, { ...device, device: 'y' }],
    });

    status?.prepareForUpdate?.(next, withStatus(allocated()), context);

    expect(next.status).toEqual({
      ...allocated({ device: 'y' }),
      devices: [{ ...device, device: 'y' }],
    });
  });

  test('has shares where the claim came through the gate', () => {
    const constraints = [{ distinctAttribute: 'a/b' }];
    const next = { ...claimOf([want()], { constraints }), status: allocated({ shareID: SHARE }) };

    status?.prepareForUpdate?.(next, claimOf([want()], { constraints }), context);

    expect(next.status).toEqual(allocated({ shareID: SHARE }));
  });
});

test('a ResourceClaimTemplate has a claim inside, and nothing of its metadata but labels and annotations', () => {
  const template: ResourceClaimTemplate = {
    metadata: { name: 'a', namespace: 'plain' },
    spec: {
      metadata: { name: 'x', labels: { a: 'b' } },
      spec: { devices: { requests: [want({ adminAccess: true, count: 0 })] } },
    },
  };

  expect(shown(templates.validate?.(template, context))).toEqual([
    NO_LABEL,
    'spec.metadata.name: Forbidden: cannot be set',
    'spec.spec.devices.requests[0].exactly.count: Invalid value: 0: must be greater than zero',
  ]);
});
