import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '../../../apimachinery/types.generated.ts';
import { checkCollisionCount, checkNonNegative, checkReplicaCounts } from '../counts.ts';
import {
  amountOf,
  checkIntOrPercent,
  checkNotMoreThanAll,
  shownIntOrPercent,
} from '../int-or-percent.ts';
import { checkReplicated } from '../pod-template.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');

const goTypes = new GoStructs({
  DeploymentStrategy: 'Type:s RollingUpdate:*RollingUpdateDeployment',
  RollingUpdateDeployment: 'MaxUnavailable:p MaxSurge:p',
});

export function validateSpec(spec: DeploymentSpec): FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(spec, ['replicas'], SPEC, errors);
  checkReplicated(spec, SPEC, errors);
  checkStrategy(spec.strategy, SPEC.child('strategy'), errors);
  checkNonNegative(
    spec,
    ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'],
    SPEC,
    errors,
  );
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  if (deadline !== undefined && deadline <= minReadySeconds) {
    const detail = 'must be greater than minReadySeconds';
    errors.push(fieldError.invalid(SPEC.child('progressDeadlineSeconds'), deadline, detail));
  }
  return errors;
}

function checkStrategy(strategy: DeploymentStrategy, path: FieldPath, errors: FieldError[]): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return;
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    errors.push(fieldError.forbidden(path.child('rollingUpdate'), detail));
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate !== undefined) {
      checkRollingUpdate(rollingUpdate, path.child('rollingUpdate'), errors);
    }
  } else {
    const shown = goTypes.text('DeploymentStrategy', strategy);
    errors.push(fieldError.notSupported(path, shown, ['Recreate', 'RollingUpdate']));
  }
}

function checkRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDeployment,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('maxUnavailable');
  checkIntOrPercent(maxUnavailable, place, errors);
  checkIntOrPercent(maxSurge, path.child('maxSurge'), errors);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    const detail = 'may not be 0 when `maxSurge` is 0';
    errors.push(fieldError.invalid(place, shownIntOrPercent(maxUnavailable), detail));
  }
  checkNotMoreThanAll(maxUnavailable, place, errors);
}

export function validateStatusUpdate(
  { status }: Deployment,
  { status: old }: Deployment,
): FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(
    status,
    [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'terminatingReplicas',
      'collisionCount',
    ],
    STATUS,
    errors,
  );
  const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;
  checkReplicaCounts(status, parts, 'readyReplicas', STATUS, errors);
  checkCollisionCount(status, old, STATUS, errors);
  return errors;
}
