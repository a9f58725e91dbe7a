import { labelSelectorGoText } from '../../apimachinery/selectors/go-text.ts';
import type { HorizontalPodAutoscaler, MetricSpec } from '../../apimachinery/types.generated.ts';

/** Why a metric tells nothing. */
export interface MetricFailure {
  /** Of the condition and of an event. */
  readonly reason: string;
  readonly problem: string;
  /** The problem as the event about all metrics words it. */
  readonly inAll: string;
}

const NO_RESOURCE_METRICS =
  'unable to fetch metrics from resource metrics API: the server could not find the requested ' +
  'resource (get pods.metrics.k8s.io)';
const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API ' +
  '(custom.metrics.k8s.io) registered';

/** Nobody measures here: what a cluster without the metrics APIs says of a metric. */
export function failureOf(
  { metadata: { namespace = '' } }: HorizontalPodAutoscaler,
  metric: MetricSpec,
): MetricFailure {
  const { resource, containerResource, pods, object, external } = metric;
  if (metric.type === 'Resource' && resource !== undefined) {
    const problem = resourceProblem(resource.name, resource.target.averageValue !== undefined);
    const inAll = `failed to get ${resource.name} resource metric value: ${problem}`;
    return { reason: 'FailedGetResourceMetric', problem, inAll };
  }
  if (metric.type === 'ContainerResource' && containerResource !== undefined) {
    const { name, container, target } = containerResource;
    const problem = resourceProblem(name, target.averageValue !== undefined);
    const inAll = `failed to get ${container} container metric value: ${problem}`;
    return { reason: 'FailedGetContainerResourceMetric', problem, inAll };
  }
  if (metric.type === 'Pods' && pods !== undefined) {
    const problem = `unable to get metric ${pods.metric.name}: ${NO_CUSTOM_METRICS}`;
    const inAll = `failed to get pods metric value: ${problem}`;
    return { reason: 'FailedGetPodsMetric', problem, inAll };
  }
  if (metric.type === 'Object' && object !== undefined) {
    return ofObject(namespace, object);
  }
  if (metric.type === 'External' && external !== undefined) {
    return ofExternal(namespace, external);
  }
  const problem = `unknown metric source type ${JSON.stringify(metric.type)}`;
  return { reason: 'InvalidMetricSourceType', problem, inAll: problem };
}

function resourceProblem(name: string, isValue: boolean): string {
  const what = isValue ? 'usage' : 'utilization';
  return `failed to get ${name} ${what}: unable to get metrics for resource ${name}: ${NO_RESOURCE_METRICS}`;
}

function ofObject(
  namespace: string,
  { metric: { name }, describedObject, target }: NonNullable<MetricSpec['object']>,
): MetricFailure {
  const where = `${describedObject.kind} on ${namespace} ${describedObject.name}`;
  const problem = `unable to get metric ${name}: ${where}/${NO_CUSTOM_METRICS}`;
  const perPod = target.type === 'AverageValue' ? `failed to get ${name} object metric: ` : '';
  const inAll = `failed to get object metric value: ${perPod}${problem}`;
  return { reason: 'FailedGetObjectMetric', problem, inAll };
}

function ofExternal(
  namespace: string,
  { metric: { name, selector }, target }: NonNullable<MetricSpec['external']>,
): MetricFailure {
  const problem =
    `unable to get external metric ${namespace}/${name}/${labelSelectorGoText(selector)}: ` +
    'unable to fetch metrics from external metrics API: the server could not find the requested ' +
    `resource (get ${name}.external.metrics.k8s.io)`;
  const what =
    target.averageValue === undefined ? `external metric ${name}` : `${name} external metric`;
  const inAll = `failed to get ${name} external metric value: failed to get ${what}: ${problem}`;
  return { reason: 'FailedGetExternalMetric', problem, inAll };
}
