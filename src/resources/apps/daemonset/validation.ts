import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { withoutEmpties } from '../../../apimachinery/go-print.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from '../../../apimachinery/types.generated.ts';
import { validatePodTemplateSpec } from '../../core/pod/spec-validation.ts';
import { checkCollisionCount, checkNonNegative } from '../counts.ts';
import {
  amountOf,
  checkIntOrPercent,
  checkNotMoreThanAll,
  shownIntOrPercent,
} from '../int-or-percent.ts';
import {
  checkKeepsRunning,
  checkTemplateLabels,
  readSelector,
  selectsEverything,
} from '../pod-template.ts';

const SPEC = FieldPath.of('spec');
const SELECTOR = SPEC.child('selector');
const STATUS = FieldPath.of('status');
const TEMPLATE = SPEC.child('template');

const goTypes = new GoStructs({
  DaemonSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateDaemonSet',
  RollingUpdateDaemonSet: 'MaxUnavailable:p MaxSurge:p',
});

export function validateSpec(spec: DaemonSetSpec): FieldError[] {
  // The canonical form of "no selector" is null. Upstream only misses it by its labels.
  const selector = spec.selector ?? undefined;
  const errors = validateLabelSelector(selector, SELECTOR);
  const read = readSelector(selector);
  if (read !== undefined) checkTemplateLabels(spec.template, read, TEMPLATE, errors);
  if (selector !== undefined && selectsEverything(selector)) {
    const detail = 'empty selector is invalid for daemonset';
    errors.push(fieldError.invalid(SELECTOR, withoutEmpties(selector), detail));
  }
  errors.push(...validatePodTemplateSpec(spec.template, TEMPLATE));
  checkKeepsRunning(spec.template, 'DaemonSet', TEMPLATE, errors);
  checkNonNegative(spec, ['minReadySeconds'], SPEC, errors);
  checkUpdateStrategy(spec.updateStrategy, SPEC.child('updateStrategy'), errors);
  checkNonNegative(spec, ['revisionHistoryLimit'], SPEC, errors);
  return errors;
}

function checkUpdateStrategy(
  strategy: DaemonSetUpdateStrategy,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'RollingUpdate') {
    if (rollingUpdate !== undefined) {
      checkRollingUpdate(rollingUpdate, path.child('rollingUpdate'), errors);
    }
  } else if (type !== 'OnDelete') {
    const shown = goTypes.text('DaemonSetUpdateStrategy', strategy);
    errors.push(fieldError.notSupported(path, shown, ['RollingUpdate', 'OnDelete']));
  }
}

function checkRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDaemonSet,
  path: FieldPath,
  errors: FieldError[],
): void {
  const unavailable = path.child('maxUnavailable');
  const surge = path.child('maxSurge');
  checkIntOrPercent(maxUnavailable, unavailable, errors);
  checkIntOrPercent(maxSurge, surge, errors);
  checkNotMoreThanAll(maxUnavailable, unavailable, errors);
  checkNotMoreThanAll(maxSurge, surge, errors);
  const hasUnavailable = amountOf(maxUnavailable) !== 0;
  const hasSurge = amountOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    const detail = 'may not be set when maxUnavailable is non-zero';
    errors.push(fieldError.invalid(surge, shownIntOrPercent(maxSurge), detail));
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(fieldError.required(unavailable, 'cannot be 0 when maxSurge is 0'));
  }
}

export function validateStatusUpdate(
  { status }: DaemonSet,
  { status: old }: DaemonSet,
): FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(
    status,
    [
      'currentNumberScheduled',
      'numberMisscheduled',
      'desiredNumberScheduled',
      'numberReady',
      'observedGeneration',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberUnavailable',
      'collisionCount',
    ],
    STATUS,
    errors,
  );
  checkCollisionCount(status, old, STATUS, errors);
  return errors;
}
