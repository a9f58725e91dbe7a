import type { CustomResourceDefinitionCondition } from '../../../apimachinery/types.generated.ts';

/** The conditions with one set. Its time moves only when its status changes. */
export function withCondition(
  conditions: readonly CustomResourceDefinitionCondition[] | null | undefined,
  { type, status, reason, message }: Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>,
  now: string,
): CustomResourceDefinitionCondition[] {
  const all = [...(conditions ?? [])];
  const at = all.findIndex((each) => each.type === type);
  const before = all[at];
  const since = before?.status === status ? before.lastTransitionTime : now;
  const made = { type, status, lastTransitionTime: since ?? now, reason, message };
  if (at === -1) all.push(made);
  else all[at] = made;
  return all;
}

export function isTrue(
  conditions: readonly CustomResourceDefinitionCondition[] | null | undefined,
  type: string,
): boolean {
  return (conditions ?? []).some((each) => each.type === type && each.status === 'True');
}
