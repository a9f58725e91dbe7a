import { formatTime } from '../../apimachinery/meta.ts';
import type { JobCondition, JobStatus } from '../../apimachinery/types.generated.ts';

export type JobConditionType =
  | 'Complete'
  | 'Failed'
  | 'FailureTarget'
  | 'SuccessCriteriaMet'
  | 'Suspended';

interface Because {
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

export function condition(
  type: JobConditionType,
  status: 'True' | 'False',
  { reason = '', message = '' }: Because,
  now: number,
): JobCondition {
  const time = formatTime(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/** The condition, if it holds. */
export function trueCondition(status: JobStatus, type: JobConditionType): JobCondition | undefined {
  return status.conditions?.find((each) => each.type === type && each.status === 'True');
}

export function addCondition(status: JobStatus, next: JobCondition): void {
  status.conditions = [...(status.conditions ?? []), next];
}

/** Puts the condition in the place of the one of its type; true: that said something else. */
export function settleCondition(status: JobStatus, next: JobCondition): boolean {
  const { conditions = [] } = status;
  const current = conditions.find(({ type }) => type === next.type);
  if (current === undefined) {
    if (next.status === 'False') return false;
    addCondition(status, next);
    return true;
  }
  const isSame =
    current.status === next.status &&
    (current.reason ?? '') === next.reason &&
    (current.message ?? '') === next.message;
  if (isSame) return false;
  status.conditions = conditions.map((each) => (each === current ? next : each));
  return true;
}
