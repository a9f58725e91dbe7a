import { formatTime } from '../../apimachinery/meta.ts';
import type { Deployment, DeploymentCondition } from '../../apimachinery/types.generated.ts';

export type Conditions = readonly DeploymentCondition[];

const INT32_MAX = 2 ** 31 - 1;

export function condition(
  type: 'Available' | 'Progressing',
  status: 'True' | 'False' | 'Unknown',
  { reason, message, now }: { readonly reason: string; readonly message: string; now: number },
): DeploymentCondition {
  const time = formatTime(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

export function findCondition(
  conditions: Conditions | undefined,
  type: string,
): DeploymentCondition | undefined {
  return conditions?.find((each) => each.type === type);
}

/** What says the same as before stays where it is; what is new goes to the end. */
export function withCondition(conditions: Conditions, next: DeploymentCondition): Conditions {
  const current = findCondition(conditions, next.type);
  if (current?.status === next.status && current.reason === next.reason) return conditions;
  const { lastTransitionTime } = current?.status === next.status ? current : next;
  return [...withoutCondition(conditions, next.type), { ...next, lastTransitionTime }];
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.filter((each) => each.type !== type);
}

/** Progress is judged; the largest number says that it never is. */
export function hasProgressDeadline({ spec }: Deployment): boolean {
  const { progressDeadlineSeconds } = spec;
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== INT32_MAX;
}
