import { ApiError } from '../../apimachinery/errors.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import { LabelSelectorError, parseLabelSelector } from '../../apimachinery/selectors/labels.ts';
import type { HorizontalPodAutoscaler, Pod, Scale } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { Informer, ObjectKey } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { textOf } from '../replicas/pod-control.ts';
import type { ControllerContext, ControllerFactory } from '../runtime.ts';
import { failureOf } from './metrics.ts';
import { AutoscalerPass } from './pass.ts';

const NAME = 'horizontal-pod-autoscaler';
/** Autoscalers are looked at in this rhythm, whatever happens. */
const PERIOD_MS = 15_000;

/**
 * Keeps the scale of workloads within the limits of their autoscalers. Nothing is measured here:
 * every metric fails as it does in a cluster without the metrics APIs.
 */
export const autoscalerController: ControllerFactory = (context) => {
  const autoscalers = context.informer<HorizontalPodAutoscaler>(
    'autoscaling/v2',
    'horizontalpodautoscalers',
  );
  const pods = context.informer<Pod>('v1', 'pods');
  const client = context.client<HorizontalPodAutoscaler>(
    'autoscaling/v2',
    'horizontalpodautoscalers',
  );
  const events = eventRecorder(context, NAME);
  /** Of the pods of each target, as far as they are known. */
  const selectors = new Map<ObjectKey, LabelSelector>();
  autoscalers.onChange((autoscaler, previous) => {
    if (autoscaler !== undefined) context.enqueueAfter(keyOf(autoscaler), PERIOD_MS);
    else if (previous !== undefined) selectors.delete(keyOf(previous));
  });

  return {
    name: NAME,
    async reconcile(key) {
      const autoscaler = autoscalers.get(key);
      if (autoscaler === undefined) return {};
      const now = context.clock.now();
      const pass = new AutoscalerPass({ autoscaler, client, events, now });
      await autoscale(pass, context, { pods, selectors });
      return { againInMs: PERIOD_MS };
    },
  };
};

interface Known {
  readonly pods: Informer<Pod>;
  readonly selectors: Map<ObjectKey, LabelSelector>;
}

interface Target {
  readonly scale: Scale;
  readonly client: ResourceClient<Scale>;
}

async function autoscale(
  pass: AutoscalerPass,
  context: ControllerContext,
  known: Known,
): Promise<void> {
  const target = await findTarget(pass, context);
  if (target === undefined) return;
  pass.setCondition(
    'AbleToScale',
    'True',
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
  );
  const { minReplicas = 1, maxReplicas } = pass.autoscaler.spec;
  const current = target.scale.spec.replicas ?? 0;
  if (current === 0 && minReplicas !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    pass.setCondition('ScalingActive', 'False', 'ScalingDisabled', message);
    pass.setReplicas(0, 0, []);
    await pass.writeStatus();
  } else if (current > maxReplicas) {
    const reason = 'Current number of replicas above Spec.MaxReplicas';
    await rescale(pass, target, maxReplicas, reason);
  } else if (current < minReplicas) {
    const reason = 'Current number of replicas below Spec.MinReplicas';
    await rescale(pass, target, minReplicas, reason);
  } else {
    await failOnMetrics(pass, target.scale, known);
  }
}

/** Undefined: there is none, and the autoscaler says so. */
async function findTarget(
  pass: AutoscalerPass,
  context: ControllerContext,
): Promise<Target | undefined> {
  const { apiVersion = '', kind, name } = pass.autoscaler.spec.scaleTargetRef;
  const { namespace } = pass.autoscaler.metadata;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  try {
    const served = await context.discover();
    const resource = served.find((each) => each.group === group && each.kind === kind);
    if (resource === undefined) {
      throw new Error(`no matches for kind "${kind}" in group "${group}"`);
    }
    if (!resource.subresources.includes('scale')) {
      throw new Error('the server could not find the requested resource');
    }
    const client = context.client<Scale>(resource.apiVersion, resource.plural);
    return { client, scale: await client.get(namespace, name, { subresource: 'scale' }) };
  } catch (error) {
    const problem = textOf(error);
    await pass.tell('Warning', 'FailedGetScale', problem);
    const message = `the HPA controller was unable to get the target's current scale: ${problem}`;
    pass.setCondition('AbleToScale', 'False', 'FailedGetScale', message);
    await pass.writeStatus();
    return undefined;
  }
}

async function rescale(
  pass: AutoscalerPass,
  { scale, client }: Target,
  replicas: number,
  reason: string,
): Promise<void> {
  const current = scale.spec.replicas ?? 0;
  const size = `New size: ${replicas}; reason: ${reason}`;
  try {
    const next = { ...scale, spec: { ...scale.spec, replicas } };
    await client.update(scale.metadata.namespace, next, { subresource: 'scale' });
  } catch (error) {
    // A newer scale is looked at in the next period.
    const problem = textOf(error);
    await pass.tell('Warning', 'FailedRescale', `${size}; error: ${problem}`);
    const message = `the HPA controller was unable to update the target scale: ${problem}`;
    pass.setCondition('AbleToScale', 'False', 'FailedUpdateScale', message);
    pass.setReplicas(current, undefined, []);
    await pass.writeStatus();
    return;
  }
  const message = `the HPA controller was able to update the target scale to ${replicas}`;
  pass.setCondition('AbleToScale', 'True', 'SucceededRescale', message);
  await pass.tell('Normal', 'SuccessfulRescale', size);
  pass.setReplicas(current, replicas, [], true);
  await pass.writeStatus();
}

async function failOnMetrics(pass: AutoscalerPass, scale: Scale, known: Known): Promise<void> {
  const { metrics = [] } = pass.autoscaler.spec;
  const current = scale.spec.replicas ?? 0;
  const refusal = await selectorProblem(pass, scale, known);
  if (refusal !== undefined) {
    pass.setReplicas(current, undefined, []);
    await pass.writeStatus();
    await pass.tell('Warning', 'FailedComputeMetricsReplicas', refusal);
    return;
  }
  const failures = metrics.map((metric) => failureOf(pass.autoscaler, metric));
  for (const { reason, problem } of failures) await pass.tell('Warning', reason, problem);
  const [first] = failures;
  if (first !== undefined) {
    const message = `the HPA was unable to compute the replica count: ${first.problem}`;
    pass.setCondition('ScalingActive', 'False', first.reason, message);
  }
  const unknown = metrics.map(() => ({ type: '' }));
  pass.setReplicas(current, undefined, unknown);
  await pass.writeStatus();
  const count = failures.length;
  const message = `invalid metrics (${count} invalid out of ${count}), first error is: ${first?.inAll}`;
  await pass.tell('Warning', 'FailedComputeMetricsReplicas', message);
}

/** Why the pods of the target cannot be told; it is also said in the condition. */
async function selectorProblem(
  pass: AutoscalerPass,
  scale: Scale,
  { pods, selectors }: Known,
): Promise<string | undefined> {
  const text = scale.status.selector ?? '';
  const refuse = async (
    reason: string,
    problem: string,
    shown = problem,
    event = reason,
  ): Promise<string> => {
    await pass.tell('Warning', event, problem);
    pass.setCondition('ScalingActive', 'False', reason, shown);
    return problem;
  };
  if (text === '') {
    const shown = "the HPA target's scale is missing a selector";
    return refuse('InvalidSelector', 'selector is required', shown, 'SelectorRequired');
  }
  let selector: LabelSelector;
  try {
    selector = parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof LabelSelectorError || error instanceof ApiError)) throw error;
    const what = "couldn't convert selector into a corresponding internal selector object";
    return refuse('InvalidSelector', `${what}: ${textOf(error)}`);
  }
  const own = keyOf(pass.autoscaler);
  const { namespace } = pass.autoscaler.metadata;
  selectors.set(own, selector);
  const selected = pods.list(namespace).filter(({ metadata }) => selector.matches(metadata.labels));
  const rivals = [...selectors].filter(
    ([key, other]) =>
      key.startsWith(`${namespace}/`) &&
      selected.some(({ metadata }) => other.matches(metadata.labels)),
  );
  if (rivals.length < 2) return undefined;
  const names = rivals.map(([key]) => key).join(' ');
  const problem = `pods by selector ${text} are controlled by multiple HPAs: [${names}]`;
  return refuse('AmbiguousSelector', problem);
}
