import { ApiError } from '../../apimachinery/errors.ts';
import { labelSelectorGoText } from '../../apimachinery/selectors/go-text.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  LabelSelector,
  Pod,
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { eventRecorder } from '../event-recorder.ts';
import { readSelector } from '../replicas/follow.ts';
import { textOf } from '../replicas/pod-control.ts';
import type { ControllerFactory, Outcome } from '../runtime.ts';
import { disruptedPods, failedStatus, healthyPods, nextStatus, scaledUp } from './budget-status.ts';
import { Scales } from './scales.ts';

const NAME = 'disruption-controller';
const SUBJECT = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
const POD = { apiVersion: 'v1', kind: 'Pod' };

const selecting = {
  selectorOf: ({ spec }: PodDisruptionBudget) => labelSelectorFromObject(spec.selector),
};

/** Says of every budget how many of its pods may be disrupted. */
export const disruptionController: ControllerFactory = (context) => {
  const budgets = context.informer<PodDisruptionBudget>('policy/v1', 'poddisruptionbudgets');
  const pods = context.informer<Pod>('v1', 'pods');
  const client = context.client<PodDisruptionBudget>('policy/v1', 'poddisruptionbudgets');
  // The name under which upstream's controller speaks.
  const events = eventRecorder(context, 'controllermanager');
  const scales = new Scales(context);
  budgets.onChange((budget) => {
    if (budget !== undefined) context.enqueue(keyOf(budget));
  });
  pods.onChange((pod, previous) => {
    const changed = pod ?? previous;
    const [budget, ...more] = changed === undefined ? [] : budgetsOf(budgets, changed);
    if (changed === undefined || budget === undefined) return;
    if (more.length > 0) void tellOfMany(events, changed, budget);
    context.enqueue(keyOf(budget));
  });

  return {
    name: NAME,
    workers: 1,
    async reconcile(key) {
      const budget = budgets.get(key);
      if (budget === undefined) return {};
      const now = context.clock.now();
      const parts = { budget, events, now, write: writer(client, budget) };
      const selector = readSelector(selecting, budget);
      const { namespace } = budget.metadata;
      const selected = pods
        .list(namespace)
        .filter(({ metadata }) => selector.matches(metadata.labels));
      try {
        return await sync(parts, selected, scales);
      } catch (error) {
        if (error instanceof ApiError && error.reason === 'Conflict') throw error;
        await parts.write(failedStatus(budget, textOf(error), now));
        return {};
      }
    },
  };
};

type Write = (status: PodDisruptionBudgetStatus) => Promise<unknown>;

function writer(client: ResourceClient<PodDisruptionBudget>, budget: PodDisruptionBudget): Write {
  const { namespace } = budget.metadata;
  return (status) => client.update(namespace, { ...budget, status }, { subresource: 'status' });
}

interface Parts {
  readonly budget: PodDisruptionBudget;
  readonly events: EventRecorder;
  readonly now: number;
  readonly write: Write;
}

async function sync(parts: Parts, pods: readonly Pod[], scales: Scales): Promise<Outcome> {
  const { budget, events, now, write } = parts;
  if (pods.length === 0) {
    const message = 'No matching pods found';
    await events.record(SUBJECT, budget, { type: 'Normal', reason: 'NoPods', message });
  }
  const { expected, desired } = await wantedPods(parts, pods, scales);
  const { waiting, overdue, againInMs } = disruptedPods(budget, pods, now);
  for (const pod of overdue) {
    const { namespace } = budget.metadata;
    // The namespace stands where the name should, upstream too.
    const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
    await events.record(POD, pod, { type: 'Warning', reason: 'NotDeleted', message });
  }
  const healthy = healthyPods(pods, waiting, now);
  const status = nextStatus(budget, { healthy, desired, expected, disrupted: waiting }, now);
  if (status !== undefined) await write(status);
  return againInMs === undefined ? {} : { againInMs };
}

async function wantedPods(
  { budget, events }: Parts,
  pods: readonly Pod[],
  scales: Scales,
): Promise<{ readonly expected: number; readonly desired: number }> {
  const { minAvailable, maxUnavailable, selector } = budget.spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number') {
    return { expected: pods.length, desired: minAvailable };
  }
  if (maxUnavailable === undefined && minAvailable === undefined) {
    return { expected: 0, desired: 0 };
  }
  try {
    const { expected, hasUnmanaged } = await scales.expectedOf(pods);
    const desired =
      maxUnavailable === undefined
        ? scaledUp(minAvailable ?? 0, expected)
        : Math.max(0, expected - scaledUp(maxUnavailable, expected));
    if (hasUnmanaged) {
      const message = unmanagedText(selector ?? undefined);
      await events.record(SUBJECT, budget, { type: 'Warning', reason: 'UnmanagedPods', message });
    }
    return { expected, desired };
  } catch (error) {
    const message = `Failed to calculate the number of expected pods: ${textOf(error)}`;
    const reason = 'CalculateExpectedPodCountFailed';
    await events.record(SUBJECT, budget, { type: 'Warning', reason, message });
    throw error;
  }
}

function unmanagedText(selector: LabelSelector | undefined): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${labelSelectorGoText(selector)}) were found ` +
    'to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which ' +
    'may result in undefined behavior. To account for these pods please set ".spec.minAvailable" ' +
    'field of the PDB to an integer value.'
  );
}

function budgetsOf(
  budgets: Informer<PodDisruptionBudget>,
  { metadata }: Pod,
): readonly PodDisruptionBudget[] {
  return budgets
    .list(metadata.namespace)
    .filter((budget) => readSelector(selecting, budget).matches(metadata.labels));
}

async function tellOfMany(
  events: EventRecorder,
  pod: Pod,
  chosen: PodDisruptionBudget,
): Promise<void> {
  const { namespace, name } = pod.metadata;
  const message =
    `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  ` +
    `Chose "${chosen.metadata.name}" arbitrarily.`;
  const reason = 'MultiplePodDisruptionBudgets';
  await events.record(POD, pod, { type: 'Warning', reason, message });
}
