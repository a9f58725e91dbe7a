import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { PriorityClass } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';

const NAME = FieldPath.of('metadata', 'name');
const VALUE = FieldPath.of('value');
const POLICY = FieldPath.of('preemptionPolicy');
const POLICIES = ['PreemptLowerPriority', 'Never'];
const USER_VALUE_MAX = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';
const SYSTEM_VALUES: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
]);

export const priorityClass = defineBehaviour<PriorityClass>('scheduling.k8s.io/v1/PriorityClass', {
  keepsGeneration: true,
  strategy: {
    defaults(next) {
      next.preemptionPolicy ??= 'PreemptLowerPriority';
    },
    validate: (next) => [...valueErrors(next), ...policyErrors(next)],
    validateUpdate: (next, previous) => [
      ...(next.value === previous.value
        ? []
        : [fieldError.forbidden(VALUE, 'may not be changed in an update.')]),
      ...validateImmutableField(next.preemptionPolicy, previous.preemptionPolicy, POLICY),
    ],
    refuseDeletion: (name) =>
      SYSTEM_VALUES.has(name) ? 'this is a system priority class and cannot be deleted' : undefined,
  },
});

function valueErrors({ metadata, value, globalDefault = false }: PriorityClass): FieldError[] {
  const { name = '' } = metadata;
  if (name.startsWith(SYSTEM_PREFIX)) {
    const problem = systemProblem(name, value, globalDefault);
    if (problem === undefined) return [];
    const detail =
      `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. ` +
      `error: ${problem}`;
    return [fieldError.forbidden(NAME, detail)];
  }
  if (value <= USER_VALUE_MAX) return [];
  const detail = `maximum allowed value of a user defined priority is ${USER_VALUE_MAX}`;
  return [fieldError.forbidden(VALUE, detail)];
}

function systemProblem(name: string, value: number, globalDefault: boolean): string | undefined {
  const expected = SYSTEM_VALUES.get(name);
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function policyErrors({ preemptionPolicy: policy }: PriorityClass): FieldError[] {
  if (policy === undefined || POLICIES.includes(policy)) return [];
  if (policy === '') return [fieldError.required(POLICY)];
  return [fieldError.notSupported(POLICY, pointedAt(policy), POLICIES)];
}
