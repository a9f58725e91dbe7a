import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { parseTime } from '../../../apimachinery/meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Job, JobStatus } from '../../../apimachinery/types.generated.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';
import { invalidWithoutValue } from './bare-error.ts';
import { countIndexes, IndexesError, overlapOf } from './indexes.ts';
import { jobStructs } from './spec-validation.ts';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');

/** The status as conditions tell it. */
interface Phase {
  readonly complete: boolean;
  readonly failed: boolean;
  readonly failureTarget: boolean;
  readonly criteriaMet: boolean;
  readonly finished: boolean;
}

function phaseOf(status: JobStatus): Phase {
  const is = (type: string): boolean => hasCondition(status, type, 'True');
  const complete = is('Complete');
  const failed = is('Failed');
  return {
    complete,
    failed,
    failureTarget: is('FailureTarget'),
    criteriaMet: is('SuccessCriteriaMet'),
    finished: complete || failed,
  };
}

function hasCondition({ conditions }: JobStatus, type: string, value: string): boolean {
  return (conditions ?? []).some((each) => each.type === type && each.status === value);
}

interface Change {
  readonly job: Job;
  readonly next: JobStatus;
  readonly old: JobStatus;
  readonly phase: Phase;
  readonly before: Phase;
}

/** Rules about what a write did not touch are not applied to it. */
export function validateStatusUpdate(job: Job, { status: old }: Job): FieldError[] {
  const next = job.status;
  const change = { job, next, old, phase: phaseOf(next), before: phaseOf(old) };
  const errors: FieldError[] = [];
  checkNumbers(next, errors);
  checkTimes(change, errors);
  checkFinished(change, errors);
  checkIndexes(change, errors);
  checkCounts(change, errors);
  checkCriteria(change, errors);
  checkTransition(change, errors);
  return errors;
}

function checkNumbers(status: JobStatus, errors: FieldError[]): void {
  const members = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;
  checkNonNegative(status, members, STATUS, errors);
  const seen = new Set<string>();
  for (const list of ['succeeded', 'failed'] as const) {
    for (const [index, uid] of (status.uncountedTerminatedPods?.[list] ?? []).entries()) {
      const path = STATUS.child('uncountedTerminatedPods', list).index(index);
      if (uid === '') errors.push(fieldError.invalid(path, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(fieldError.duplicate(path, uid));
      else seen.add(uid);
    }
  }
}

function checkTimes({ next, old, phase, before }: Change, errors: FieldError[]): void {
  const { startTime, completionTime } = next;
  const path = STATUS.child('completionTime');
  const completeChanged = phase.complete !== before.complete;
  const timeChanged = completionTime !== old.completionTime;
  if (completeChanged || phase.failed !== before.failed) {
    if (phase.complete && phase.failed) {
      const detail = 'cannot set Complete=True and Failed=true conditions';
      errors.push(invalidWithoutValue(CONDITIONS, detail));
    }
  }
  if (completeChanged || phase.failureTarget !== before.failureTarget) {
    if (phase.complete && phase.failureTarget) {
      const detail = 'cannot set Complete=True and FailureTarget=true conditions';
      errors.push(invalidWithoutValue(CONDITIONS, detail));
    }
  }
  if (completeChanged || timeChanged) {
    if (completionTime !== undefined && !phase.complete) {
      const detail = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(fieldError.invalid(path, completionTime, detail));
    }
    if (completionTime === undefined && phase.complete) {
      errors.push(fieldError.required(path, 'completionTime is required for Complete jobs'));
    }
  }
  if (startTime === undefined || completionTime === undefined) return;
  if (startTime === old.startTime && !timeChanged) return;
  if (parseTime(completionTime) >= parseTime(startTime)) return;
  const detail = 'must be equal to or after `startTime`';
  errors.push(fieldError.invalid(path, completionTime, detail));
}

function checkFinished({ job, next, old, phase, before }: Change, errors: FieldError[]): void {
  const failedChanged = phase.failed !== before.failed || next.failedIndexes !== old.failedIndexes;
  if (failedChanged && phase.failed && !phase.failureTarget) {
    const detail = 'cannot set Failed=True condition without the FailureTarget=true condition';
    errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
  const criteriaChanged =
    phase.complete !== before.complete || phase.criteriaMet !== before.criteriaMet;
  if (criteriaChanged && phase.complete && !phase.criteriaMet) {
    const detail =
      'cannot set Complete=True condition without the SuccessCriteriaMet=true condition';
    errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
  if (!phase.finished) return;
  const finishedChanged = !before.finished;
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = next;
  if ((finishedChanged || active !== (old.active ?? 0)) && active > 0) {
    const detail = 'active>0 is invalid for finished job';
    errors.push(fieldError.invalid(STATUS.child('active'), active, detail));
  }
  const neverRan = job.spec.suspend === true && job.spec.completions === 0;
  const startChanged = finishedChanged || startTime !== old.startTime;
  if (startChanged && !neverRan && startTime === undefined) {
    const detail = 'startTime is required for finished job';
    errors.push(fieldError.required(STATUS.child('startTime'), detail));
  }
  const count = (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length;
  const same = semanticEqual(uncounted, old.uncountedTerminatedPods);
  if ((finishedChanged || !same) && count > 0) {
    const shown = jobStructs.text('UncountedTerminatedPods', uncounted);
    const detail = 'must be empty for finished job';
    errors.push(fieldError.invalid(STATUS.child('uncountedTerminatedPods'), shown, detail));
  }
}

function checkIndexes({ job, next, old }: Change, errors: FieldError[]): void {
  const { completions, backoffLimitPerIndex, completionMode } = job.spec;
  const { completedIndexes: completed = '', failedIndexes: failed } = next;
  const completedPath = STATUS.child('completedIndexes');
  const failedPath = STATUS.child('failedIndexes');
  const completedChanged = completed !== (old.completedIndexes ?? '');
  const failedChanged = failed !== old.failedIndexes;
  if (completedChanged && completions !== undefined) {
    const problem = problemOf(completed, completions);
    if (problem !== undefined) {
      const detail = `error parsing completedIndexes: ${problem}`;
      errors.push(fieldError.invalid(completedPath, completed, detail));
    }
  }
  const perIndex = backoffLimitPerIndex !== undefined;
  if (failedChanged && completions !== undefined && perIndex && failed !== undefined) {
    const problem = problemOf(failed, completions);
    if (problem !== undefined) {
      const detail = `error parsing failedIndexes: ${problem}`;
      errors.push(fieldError.invalid(failedPath, pointedAt(failed), detail));
    }
  }
  if (completedChanged && completed !== '' && completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(fieldError.invalid(completedPath, completed, detail));
  }
  if (failed === undefined) return;
  if (failedChanged && !perIndex) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(fieldError.invalid(failedPath, failed, detail));
  }
  if (completions === undefined || !(completedChanged || failedChanged)) return;
  const overlap = overlapOf(completed, failed, completions);
  if (overlap === undefined) return;
  const detail = `failedIndexes and completedIndexes overlap at index: ${overlap}`;
  errors.push(fieldError.invalid(failedPath, failed, detail));
}

function problemOf(indexes: string, completions: number): string | undefined {
  try {
    countIndexes(indexes, completions);
    return undefined;
  } catch (error) {
    if (error instanceof IndexesError) return error.message;
    throw error;
  }
}

function checkCounts({ next, old, phase, before }: Change, errors: FieldError[]): void {
  const { terminating = 0, ready = 0, active = 0 } = next;
  const finishedChanged = phase.finished !== before.finished;
  if ((finishedChanged || next.terminating !== old.terminating) && phase.finished) {
    if (terminating > 0) {
      const detail = 'terminating>0 is invalid for finished job';
      errors.push(fieldError.invalid(STATUS.child('terminating'), terminating, detail));
    }
  }
  if (next.ready === old.ready && active === (old.active ?? 0)) return;
  if (next.ready === undefined || ready <= active) return;
  const detail = 'cannot set more ready pods than active';
  errors.push(fieldError.invalid(STATUS.child('ready'), ready, detail));
}

function checkCriteria({ job, phase }: Change, errors: FieldError[]): void {
  const details: [boolean, string][] = [
    [
      phase.criteriaMet && phase.failed,
      'cannot set SuccessCriteriaMet=True and Failed=true conditions',
    ],
    [
      phase.criteriaMet && phase.failureTarget,
      'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
    ],
    [
      job.spec.successPolicy !== undefined && !phase.criteriaMet && phase.complete,
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
    ],
  ];
  for (const [wrong, detail] of details) {
    if (wrong) errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
}

function checkTransition(change: Change, errors: FieldError[]): void {
  const { job, next, old, phase, before } = change;
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (!hasCondition(old, type, 'True') || hasCondition(next, type, 'True')) continue;
    const detail = `cannot disable the terminal ${type}=True condition`;
    errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
  const { completionMode, completions, parallelism, suspend } = job.spec;
  if ((next.failed ?? 0) < (old.failed ?? 0)) {
    const detail = 'cannot decrease the failed counter';
    errors.push(fieldError.invalid(STATUS.child('failed'), next.failed ?? 0, detail));
  }
  // These may be scaled down.
  const isElastic = completionMode === 'Indexed' && completions === parallelism;
  if (!isElastic && (next.succeeded ?? 0) < (old.succeeded ?? 0)) {
    const detail = 'cannot decrease the succeeded counter';
    errors.push(fieldError.invalid(STATUS.child('succeeded'), next.succeeded ?? 0, detail));
  }
  const { completionTime } = next;
  if (completionTime !== undefined && old.completionTime !== undefined) {
    if (completionTime !== old.completionTime) {
      const path = STATUS.child('completionTime');
      errors.push(fieldError.invalid(path, completionTime, 'field is immutable'));
    }
  }
  const resumes =
    hasCondition(old, 'Suspended', 'True') && hasCondition(next, 'Suspended', 'False');
  if (old.startTime !== undefined && old.startTime !== next.startTime && !resumes && !suspend) {
    const detail = 'startTime cannot be removed for unsuspended job';
    errors.push(fieldError.required(STATUS.child('startTime'), detail));
  }
  if (before.criteriaMet && !phase.criteriaMet) {
    const detail = 'cannot disable the SuccessCriteriaMet=True condition';
    errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
  if (before.complete && !before.criteriaMet && phase.criteriaMet) {
    const detail =
      'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions';
    errors.push(invalidWithoutValue(CONDITIONS, detail));
  }
}
