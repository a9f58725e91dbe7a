import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type {
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../../../apimachinery/types.generated.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';
import { checkMetrics } from './metrics-validation.ts';
import type { ReferenceVersion } from './reference.ts';
import { checkReference } from './reference.ts';

const SPEC = FieldPath.of('spec');
const WINDOW_SECONDS_MAX = 3600;
const PERIOD_SECONDS_MAX = 1800;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

export function validateSpec(
  spec: HorizontalPodAutoscalerSpec,
  old: HorizontalPodAutoscalerSpec | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas, maxReplicas, scaleTargetRef: target, behavior } = spec;
  if (minReplicas !== undefined && minReplicas < 1) {
    const detail = 'must be greater than or equal to 1';
    errors.push(fieldError.invalid(SPEC.child('minReplicas'), minReplicas, detail));
  }
  const maximum = SPEC.child('maxReplicas');
  if (maxReplicas < 1) {
    errors.push(fieldError.invalid(maximum, maxReplicas, 'must be greater than 0'));
  }
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    const detail = 'must be greater than or equal to `minReplicas`';
    errors.push(fieldError.invalid(maximum, maxReplicas, detail));
  }
  const before = old?.scaleTargetRef;
  const isSame = before?.apiVersion === target.apiVersion && before?.kind === target.kind;
  const version = old !== undefined && isSame ? 'any' : versionOf(target.kind);
  checkReference(target, version, SPEC.child('scaleTargetRef'), errors);
  checkMetrics(spec, SPEC.child('metrics'), errors);
  if (behavior !== undefined) {
    const path = SPEC.child('behavior');
    checkRules(behavior.scaleUp, path.child('scaleUp'), errors);
    checkRules(behavior.scaleDown, path.child('scaleDown'), errors);
  }
  return errors;
}

/** The only kind of the core that can be scaled. */
function versionOf(kind: string): ReferenceVersion {
  return kind === 'ReplicationController' ? 'core' : 'grouped';
}

function checkRules(
  rules: HPAScalingRules | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: seconds, selectPolicy, policies = [] } = rules;
  if (seconds !== undefined && (seconds < 0 || seconds > WINDOW_SECONDS_MAX)) {
    const detail =
      seconds < 0
        ? 'must be greater than or equal to zero'
        : `must be less than or equal to ${WINDOW_SECONDS_MAX}`;
    errors.push(fieldError.invalid(path.child('stabilizationWindowSeconds'), seconds, detail));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    const place = path.child('selectPolicy');
    errors.push(fieldError.notSupported(place, pointedAt(selectPolicy), SELECT_POLICIES));
  }
  const place = path.child('policies');
  if (policies.length === 0) {
    errors.push(fieldError.required(place, 'must specify at least one Policy'));
  }
  for (const [index, policy] of policies.entries()) {
    checkPolicy(policy, place.index(index), errors);
  }
}

function checkPolicy(
  { type, value, periodSeconds }: HPAScalingPolicy,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!POLICY_TYPES.includes(type)) {
    errors.push(fieldError.notSupported(path.child('type'), type, POLICY_TYPES));
  }
  if (value <= 0) {
    errors.push(fieldError.invalid(path.child('value'), value, 'must be greater than zero'));
  }
  if (periodSeconds > 0 && periodSeconds <= PERIOD_SECONDS_MAX) return;
  const detail =
    periodSeconds <= 0
      ? 'must be greater than zero'
      : `must be less than or equal to ${PERIOD_SECONDS_MAX}`;
  errors.push(fieldError.invalid(path.child('periodSeconds'), periodSeconds, detail));
}
