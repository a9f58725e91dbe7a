import type {
  ContainerStatus,
  Pod,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
  SuccessPolicy,
} from '../../apimachinery/types.generated.ts';
import { IndexSet } from './index-set.ts';

export interface FailureVerdict {
  /** Why the whole Job fails; undefined: it does not because of this pod. */
  readonly failJob?: string;
  /** The failure counts toward the limits. */
  readonly counts: boolean;
  readonly failIndex: boolean;
}

const COUNTS: FailureVerdict = { counts: true, failIndex: false };

/** What the first rule that fits a failed pod makes of its failure. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const match = matchOf(rule, pod);
    if (match === undefined) continue;
    switch (rule.action) {
      case 'Ignore':
        return { counts: false, failIndex: false };
      case 'FailIndex':
        return { counts: true, failIndex: true };
      case 'FailJob':
        return { ...COUNTS, failJob: `${match} matching FailJob rule at index ${index}` };
      case 'Count':
        return COUNTS;
      default:
    }
  }
  return COUNTS;
}

/** What of the pod fits the rule, in words. */
function matchOf(
  { onExitCodes, onPodConditions = [] }: PodFailurePolicyRule,
  { metadata, status }: Pod,
): string | undefined {
  const name = `${metadata.namespace}/${metadata.name}`;
  if (onExitCodes !== undefined) {
    const container =
      findExit(status.containerStatuses, onExitCodes) ??
      findExit(status.initContainerStatuses, onExitCodes);
    if (container === undefined) return undefined;
    const code = container.state?.terminated?.exitCode;
    return `Container ${container.name} for pod ${name} failed with exit code ${code}`;
  }
  const condition = status.conditions?.find((each) =>
    onPodConditions.some((pattern) => pattern.type === each.type && pattern.status === each.status),
  );
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`;
}

function findExit(
  statuses: readonly ContainerStatus[] | undefined,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  return statuses?.find(({ name, state }) => {
    const code = state?.terminated?.exitCode ?? 0;
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false;
    if (operator === 'In') return values.includes(code);
    return operator === 'NotIn' && !values.includes(code);
  });
}

/** Why enough indexes have succeeded; undefined: not yet. */
export function matchSuccess(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: IndexSet,
): string | undefined {
  if (succeeded.size === 0) return undefined;
  const index = (policy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) {
      return succeededCount !== undefined && succeeded.size >= succeededCount;
    }
    const required = IndexSet.parse(succeededIndexes, completions);
    if (required.size === 0) return false;
    const met = required.overlap(succeeded);
    return met === required.size || (succeededCount !== undefined && met >= succeededCount);
  });
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}
