import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { validateDomainPrefixedPath } from '../../../apimachinery/field-formats.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import type { JobSpec } from '../../../apimachinery/types.generated.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';
import { validatePodTemplateSpec } from '../../core/pod/spec-validation.ts';
import { checkPodFailurePolicy } from './failure-policy.ts';
import { checkSuccessPolicy } from './success-policy.ts';

const INDEXES_MAX = 100_000;
const PARALLELISM_OF_MANY_MAX = 10_000;
const FAILED_INDEXES_OF_MANY_MAX = 10_000;
const MANAGED_BY_BYTES_MAX = 63;

/** Prints policies as upstream's internal types. */
export const jobStructs = new GoStructs({
  PodFailurePolicy: 'Rules:[]PodFailurePolicyRule',
  PodFailurePolicyRule: `
    Action:s OnExitCodes:*PodFailurePolicyOnExitCodesRequirement
    OnPodConditions:[]PodFailurePolicyOnPodConditionsPattern`,
  PodFailurePolicyOnExitCodesRequirement: 'ContainerName:*s Operator:s Values:[]i',
  PodFailurePolicyOnPodConditionsPattern: 'Type:s Status:s',
  SuccessPolicy: 'Rules:[]SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes:*s SucceededCount:*i',
  UncountedTerminatedPods: 'Succeeded:[]s Failed:[]s',
});

/** What jobs and the templates of jobs share; without the selector. */
export function checkJobSpec(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  checkNumbers(spec, path, errors);
  if (spec.managedBy !== undefined) {
    const place = path.child('managedBy');
    errors.push(...validateDomainPrefixedPath(place, spec.managedBy));
    if (Buffer.byteLength(spec.managedBy) > MANAGED_BY_BYTES_MAX) {
      errors.push(fieldError.tooLong(place, MANAGED_BY_BYTES_MAX));
    }
  }
  checkCompletionMode(spec, path, errors);
  if (spec.podFailurePolicy !== undefined) {
    checkPodFailurePolicy(spec, spec.podFailurePolicy, path.child('podFailurePolicy'), errors);
  }
  if (spec.successPolicy !== undefined) {
    const place = path.child('successPolicy');
    if (spec.completionMode === 'Indexed') {
      checkSuccessPolicy(spec.successPolicy, spec.completions ?? 0, place, errors);
    } else {
      const shown = jobStructs.text('SuccessPolicy', spec.successPolicy);
      errors.push(fieldError.invalid(place, shown, 'requires indexed completion mode'));
    }
  }
  checkReplacement(spec, path.child('podReplacementPolicy'), errors);
  errors.push(...validatePodTemplateSpec(spec.template, path.child('template')));
  checkRestartPolicy(spec, path.child('template', 'spec', 'restartPolicy'), errors);
}

function checkNumbers(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  checkNonNegative(
    spec,
    [
      'parallelism',
      'completions',
      'activeDeadlineSeconds',
      'backoffLimit',
      'ttlSecondsAfterFinished',
      'backoffLimitPerIndex',
      'maxFailedIndexes',
    ],
    path,
    errors,
  );
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    const detail = 'when maxFailedIndexes is specified';
    errors.push(fieldError.required(path.child('backoffLimitPerIndex'), detail));
  }
}

function checkCompletionMode(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { completionMode = 'NonIndexed' } = spec;
  if (completionMode === 'Indexed') {
    checkIndexed(spec, path, errors);
    return;
  }
  if (completionMode !== 'NonIndexed') {
    const place = path.child('completionMode');
    const shown = pointedAt(completionMode);
    errors.push(fieldError.notSupported(place, shown, ['NonIndexed', 'Indexed']));
    return;
  }
  for (const member of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    const value = spec[member];
    if (value === undefined) continue;
    errors.push(fieldError.invalid(path.child(member), value, 'requires indexed completion mode'));
  }
}

function checkIndexed(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions === undefined) {
    const detail = 'when completion mode is Indexed';
    errors.push(fieldError.required(path.child('completions'), detail));
  }
  const tooMuch = (member: 'parallelism' | 'maxFailedIndexes', limit: string): void => {
    const detail = `must be less than or equal to ${limit}`;
    errors.push(fieldError.invalid(path.child(member), spec[member], detail));
  };
  if (parallelism > INDEXES_MAX) {
    tooMuch('parallelism', `${INDEXES_MAX} when completion mode is Indexed`);
  }
  const failed = maxFailedIndexes ?? 0;
  if (completions !== undefined && maxFailedIndexes !== undefined && failed > completions) {
    tooMuch('maxFailedIndexes', 'completions');
  }
  if (failed > INDEXES_MAX) tooMuch('maxFailedIndexes', String(INDEXES_MAX));
  if ((completions ?? 0) <= INDEXES_MAX || backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined) {
    const detail = `must be specified when completions is above ${INDEXES_MAX}`;
    errors.push(fieldError.required(path.child('maxFailedIndexes'), detail));
  }
  const many = `when completions are above ${INDEXES_MAX} and used with backoff limit per index`;
  if (parallelism > PARALLELISM_OF_MANY_MAX) {
    tooMuch('parallelism', `${PARALLELISM_OF_MANY_MAX} ${many}`);
  }
  if (failed > FAILED_INDEXES_OF_MANY_MAX) {
    tooMuch('maxFailedIndexes', `${FAILED_INDEXES_OF_MANY_MAX} ${many}`);
  }
}

function checkReplacement(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { podReplacementPolicy: policy, podFailurePolicy } = spec;
  const supported = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (policy === undefined || supported.includes(policy)) return;
  errors.push(fieldError.notSupported(path, policy, supported));
}

function checkRestartPolicy(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { restartPolicy = '' } = spec.template.spec;
  if (restartPolicy === 'Always' || restartPolicy === '') {
    errors.push(fieldError.required(path, 'valid values: "OnFailure", "Never"'));
  } else if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') {
    errors.push(fieldError.notSupported(path, restartPolicy, ['OnFailure', 'Never']));
  } else if (spec.podFailurePolicy !== undefined && restartPolicy !== 'Never') {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(fieldError.invalid(path, restartPolicy, detail));
  }
}
