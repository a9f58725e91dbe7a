import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type { PodDisruptionBudgetSpec } from '../../../apimachinery/types.generated.ts';
import { checkIntOrPercent, checkNotMoreThanAll } from '../../apps/int-or-percent.ts';

const SPEC = FieldPath.of('spec');
const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

const goTypes = new GoStructs({
  PodDisruptionBudgetSpec:
    'MinAvailable:*p Selector:*j MaxUnavailable:*p UnhealthyPodEvictionPolicy:*s',
});

export function validateSpec(spec: PodDisruptionBudgetSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = goTypes.text('PodDisruptionBudgetSpec', spec);
    const detail = 'minAvailable and maxUnavailable cannot be both set';
    errors.push(fieldError.invalid(SPEC, shown, detail));
  }
  for (const member of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[member];
    if (value === undefined) continue;
    checkIntOrPercent(value, SPEC.child(member), errors);
    checkNotMoreThanAll(value, SPEC.child(member), errors);
  }
  errors.push(...validateLabelSelector(spec.selector ?? undefined, SPEC.child('selector')));
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy)) {
    const path = SPEC.child('unhealthyPodEvictionPolicy');
    errors.push(fieldError.notSupported(path, policy, EVICTION_POLICIES));
  }
  return errors;
}
