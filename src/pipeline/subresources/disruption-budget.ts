import type { ApiError } from '../../apimachinery/errors.ts';
import { forbidden, tooManyRequests } from '../../apimachinery/errors.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  Condition,
  Pod,
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../apimachinery/types.generated.ts';
import { systemUser } from '../../apimachinery/user.ts';
import type { Resource } from '../../catalog/catalog.ts';
import { selectionOf } from '../../registry/selection.ts';
import type { HandlerParts } from './handler.ts';

/** More evictions than this that the controller has not seen are refused. */
const DISRUPTED_PODS_MAX = 2000;
const CONDITION = 'DisruptionAllowed';
const NO_ADMISSION = { mutate: async () => {}, validate: async () => {} };

/** The budgets that a pod falls under. */
export async function budgetsOf(
  { catalog, registry }: HandlerParts,
  { metadata }: Pod,
): Promise<PodDisruptionBudget[]> {
  const resource = budgetResource(catalog);
  const { items } = await registry.list({
    resource,
    namespace: metadata.namespace,
    selection: selectionOf(resource, { labelSelector: undefined, fieldSelector: undefined }, ''),
    limit: undefined,
    continueToken: undefined,
    resourceVersion: undefined,
    match: undefined,
  });
  return items
    .map((item) => item.object as unknown as PodDisruptionBudget)
    .filter(({ spec }) => selects(spec?.selector, metadata.labels ?? {}));
}

/** A selector that cannot be read selects nothing. */
function selects(
  selector: NonNullable<PodDisruptionBudget['spec']>['selector'],
  labels: Readonly<Record<string, string>>,
): boolean {
  try {
    return labelSelectorFromObject(selector).matches(labels);
  } catch {
    return false;
  }
}

/**
 * Takes one of the disruptions that a budget allows, in the name of the server.
 * @throws 429 when there is none
 */
export async function takeDisruption(
  { catalog, registry, clock }: HandlerParts,
  budget: PodDisruptionBudget,
  pod: string,
  dryRun: boolean,
): Promise<void> {
  const { namespace, name = '' } = budget.metadata;
  if (dryRun) {
    checkDisruption(budget);
    return;
  }
  await registry.update(
    {
      resource: budgetResource(catalog),
      namespace,
      name,
      subresource: 'status',
      verb: 'patch',
      mayCreate: false,
      produce: (live) => {
        const next = (live?.copy() ?? budget) as unknown as PodDisruptionBudget;
        checkDisruption(next);
        next.status = afterDisruption(next, pod, formatTime(clock.now()));
        return { object: next as unknown as AnyObject, managed: false };
      },
    },
    {
      user: systemUser('apiserver'),
      dryRun: false,
      fieldManager: 'kube-apiserver',
      warn: () => {},
      admission: NO_ADMISSION,
    },
  );
}

/** @throws what refuses an eviction now */
export function checkDisruption({ metadata, status }: PodDisruptionBudget): void {
  const name = metadata.name ?? '';
  const {
    observedGeneration = 0,
    disruptionsAllowed,
    disruptedPods = {},
    desiredHealthy,
    currentHealthy,
  } = status;
  if (observedGeneration < (metadata.generation ?? 0)) throw stillProcessing(name);
  const of = { group: 'policy', resource: 'poddisruptionbudget' };
  if (disruptionsAllowed < 0) throw forbidden(of, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > DISRUPTED_PODS_MAX) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden(of, name, why);
  }
  if (disruptionsAllowed > 0) return;
  throw refusal(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    0,
  );
}

/** 429 of a budget whose controller has not caught up. */
export function stillProcessing(budget: string): ApiError {
  return refusal(`The disruption budget ${budget} is still being processed by the server.`, 10);
}

function refusal(message: string, retryAfterSeconds: number): ApiError {
  const text = "Cannot evict pod as it would violate the pod's disruption budget.";
  return tooManyRequests(text, retryAfterSeconds, [{ reason: 'DisruptionBudget', message }]);
}

/** The controller is told which pod goes, so that it does not count it as healthy any more. */
export function afterDisruption(
  { status: before }: PodDisruptionBudget,
  pod: string,
  now: string,
): PodDisruptionBudgetStatus {
  const disruptionsAllowed = before.disruptionsAllowed - 1;
  return {
    ...before,
    disruptionsAllowed,
    disruptedPods: { ...before.disruptedPods, [pod]: now },
    ...(disruptionsAllowed === 0 ? { conditions: withoutDisruptions(before, now) } : {}),
  };
}

function withoutDisruptions(
  { conditions = [], observedGeneration }: PodDisruptionBudgetStatus,
  now: string,
): Condition[] {
  const old = conditions.find(({ type }) => type === CONDITION);
  const lastTransitionTime =
    old === undefined || old.status !== 'False' ? now : old.lastTransitionTime;
  const condition: Condition = {
    type: CONDITION,
    status: 'False',
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    lastTransitionTime,
    reason: 'InsufficientPods',
    message: '',
  };
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((each) => (each === old ? condition : each));
}

function budgetResource(catalog: HandlerParts['catalog']): Resource {
  const resource = catalog.find('policy', 'v1', 'poddisruptionbudgets');
  if (resource === undefined) throw new Error('the catalog has no poddisruptionbudgets');
  return resource;
}
