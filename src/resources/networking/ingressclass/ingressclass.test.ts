import { describe, expect, test } from 'vitest';
import type { IngressClass } from '../../../apimachinery/types.generated.ts';
import { ingressClass } from './index.ts';

const { strategy } = ingressClass;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'networking.k8s.io/v1',
  subresource: undefined,
};
const controller = 'example.test/controller';
const parameters = { kind: 'P', name: 'p' };

function object(spec: object): IngressClass {
  const made = { metadata: { name: 'a' }, spec: spec as IngressClass['spec'] };
  strategy.defaults?.(made, context);
  return made;
}

describe('an IngressClass', () => {
  test('has parameters of the cluster unless it says otherwise', () => {
    expect(object({ controller, parameters: { ...parameters } }).spec.parameters?.scope).toBe(
      'Cluster',
    );
  });

  test.each<[object, string[]]>([
    [{ controller }, []],
    [{}, ['spec.controller: Required value']],
    [
      { controller: 'x' },
      [
        'spec.controller: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")',
      ],
    ],
    [
      { controller: `a.b/${'x'.repeat(247)}` },
      ['spec.controller: Too long: may not be more than 250 bytes'],
    ],
    [
      { controller, parameters: { kind: '', name: 'a/b' } },
      [
        'spec.parameters.kind: Required value',
        'spec.parameters.name: Invalid value: "a/b": may not contain \'/\'',
      ],
    ],
    [
      { controller, parameters: { ...parameters, scope: 'x' } },
      ['spec.parameters.scope: Unsupported value: "x": supported values: "Cluster", "Namespace"'],
    ],
    [
      { controller, parameters: { ...parameters, scope: 'Namespace' } },
      ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
    ],
    [
      { controller, parameters: { ...parameters, namespace: 'n' } },
      ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
    ],
  ])('%j: %j', (spec, messages) => {
    const errors = strategy.validate?.(object(spec), context) ?? [];

    expect(errors.map(({ field, body }) => `${field}: ${body}`)).toEqual(messages);
  });

  test('keeps its controller', () => {
    const errors = strategy.validateUpdate?.(
      object({ controller: 'a.b/c' }),
      object({ controller }),
      context,
    );

    expect(errors?.map(({ field, body }) => `${field}: ${body}`)).toEqual([
      'spec.controller: Invalid value: "a.b/c": field is immutable',
    ]);
  });
});
