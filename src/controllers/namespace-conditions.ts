import type { Namespace, NamespaceCondition } from '../apimachinery/types.generated.ts';

export interface Remaining {
  readonly count: number;
  /** How many instances each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>;
}

/** What one pass over a terminating namespace found. */
export interface ContentOutcome {
  /** Instances that are left, by `plural.group`, and how many of them each finalizer holds. */
  readonly remaining: ReadonlyMap<string, Remaining>;
  readonly errors: readonly string[];
  /** Versions of groups whose resources are not known. */
  readonly undiscovered: readonly string[];
}

/** What a terminating namespace says of each step when nothing is wrong with it. */
const FINE: readonly (readonly [string, string, string])[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  [
    'NamespaceFinalizersRemaining',
    'ContentHasNoFinalizers',
    'All content-preserving finalizers finished',
  ],
];

/** The conditions after one pass; times move only with a status. */
export function conditionsOf(
  outcome: ContentOutcome,
  { status }: Namespace,
  now: string,
): NamespaceCondition[] {
  const problems = problemsOf(outcome);
  return FINE.map(([type, reason, message]) => {
    const problem = problems.get(type);
    const next: NamespaceCondition = {
      type,
      status: problem === undefined ? 'False' : 'True',
      lastTransitionTime: now,
      reason: problem?.reason ?? reason,
      message: problem?.message ?? message,
    };
    const old = status.conditions?.find((each) => each.type === type);
    if (old?.status === next.status && old.lastTransitionTime !== undefined) {
      next.lastTransitionTime = old.lastTransitionTime;
    }
    return next;
  });
}

function problemsOf({
  remaining,
  errors,
  undiscovered,
}: ContentOutcome): Map<string, { reason: string; message: string }> {
  const problems = new Map<string, { reason: string; message: string }>();
  if (undiscovered.length > 0) {
    const stale = undiscovered.map((each) => `${each}: stale GroupVersion discovery: ${each}`);
    problems.set('NamespaceDeletionDiscoveryFailure', {
      reason: 'DiscoveryFailed',
      message:
        `Discovery failed for some groups, ${stale.length} failing: ` +
        `unable to retrieve the complete list of server APIs: ${stale.join(', ')}`,
    });
  }
  if (errors.length > 0) {
    problems.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${errors.length} remaining: ${errors.toSorted().join(', ')}`,
    });
  }
  if (remaining.size > 0) {
    const lines = [...remaining].map(
      ([name, { count }]) => `${name} has ${count} resource instances`,
    );
    problems.set('NamespaceContentRemaining', {
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${lines.toSorted().join(', ')}`,
    });
  }
  const held = new Map<string, number>();
  for (const { finalizers } of remaining.values()) {
    for (const [name, count] of finalizers) held.set(name, (held.get(name) ?? 0) + count);
  }
  if (held.size > 0) {
    const lines = [...held].map(([name, count]) => `${name} in ${count} resource instances`);
    problems.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${lines.toSorted().join(', ')}`,
    });
  }
  return problems;
}

export function sameConditions(
  next: readonly NamespaceCondition[],
  previous: readonly NamespaceCondition[] | undefined,
): boolean {
  return next.every(({ type, status, reason, message }) =>
    previous?.some(
      (old) =>
        old.type === type &&
        old.status === status &&
        old.reason === reason &&
        old.message === message,
    ),
  );
}
