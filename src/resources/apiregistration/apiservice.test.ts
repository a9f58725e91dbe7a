import { expect, test } from 'vitest';
import type { APIService, APIServiceSpec } from '../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../registry/definition.ts';
import { apiService } from './apiservice/index.ts';

const context: StrategyContext = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'apiregistration.k8s.io/v1',
  subresource: undefined,
};

function errorsOf(spec: Partial<APIServiceSpec>, name = 'v1.x.example.com'): string[] {
  const object: APIService = {
    metadata: { name },
    spec: {
      group: 'x.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      ...spec,
    },
    status: {},
  };
  const errors = apiService.strategy?.validate?.(object, context) ?? [];
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

const service = { name: 'a', namespace: 'b', port: 443 };

test.each<[Partial<APIServiceSpec>, string[]]>([
  [{}, []],
  [{ service, caBundle: 'AAAA' }, []],
  [
    { version: 'v2' },
    [
      'metadata.name: Invalid value: "v1.x.example.com": must be `spec.version+"."+spec.group`: "v2.x.example.com"',
    ],
  ],
  [
    { groupPriorityMinimum: 20_001, versionPriority: 1001 },
    [
      'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
    ],
  ],
  [
    { service: { ...service, port: 0 } },
    [
      'spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    { insecureSkipTLSVerify: true },
    [
      'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
    ],
  ],
  [
    { service, insecureSkipTLSVerify: true, caBundle: 'AAAA' },
    ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present'],
  ],
])('%j', (spec, expected) => {
  expect(errorsOf(spec)).toEqual(expected);
});

test('only the first version may have no group', () => {
  expect(errorsOf({ group: '' }, 'v1.')).toEqual([]);
  expect(errorsOf({ group: '', version: 'v2' }, 'v2.')).toEqual([
    'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
  ]);
});

test('a name that is missing is said once, by those who look at names', () => {
  expect(errorsOf({}, '')).toEqual([]);
});
