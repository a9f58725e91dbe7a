import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { listOrMore, NONE, UNKNOWN, UNSET } from '../../../registry/table-cells.ts';

const METRICS_MAX = 2;

export const cells: Cells<HorizontalPodAutoscaler> = {
  Reference: ({ spec: { scaleTargetRef } }) => `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
  Targets: targets,
  MinPods: ({ spec }) => (spec.minReplicas === undefined ? UNSET : `${spec.minReplicas}`),
  // Numbers, although the columns are of type string.
  MaxPods: ({ spec }) => spec.maxReplicas,
  Replicas: ({ status }) => status.currentReplicas ?? 0,
};

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  if (spec.metrics === undefined || spec.metrics.length === 0) return NONE;
  const list = spec.metrics.map((metric, i) => metricText(metric, status.currentMetrics?.[i]));
  return listOrMore(list, { max: METRICS_MAX, separator: ', ' });
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return valueText(spec.external?.target, status?.external?.current);
    case 'Pods':
      return `${averageText(status?.pods?.current)}/${spec.pods?.target.averageValue ?? NIL_QUANTITY}`;
    case 'Object':
      return valueText(spec.object?.target, status?.object?.current);
    case 'Resource':
      return resourceText(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function valueText(
  target: MetricTarget | undefined,
  current: MetricValueStatus | undefined,
): string {
  if (target?.averageValue !== undefined) {
    return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  }
  const value = current === undefined ? UNKNOWN : (current.value ?? NIL_QUANTITY);
  return `${value}/${target?.value ?? NIL_QUANTITY}`;
}

function averageText(current: MetricValueStatus | undefined): string {
  return current === undefined ? UNKNOWN : (current.averageValue ?? NIL_QUANTITY);
}

/** What Go's Quantity prints for a nil pointer. */
const NIL_QUANTITY = '<nil>';

function resourceText(
  spec: { name: string; target: MetricTarget } | undefined,
  current: MetricValueStatus | undefined,
): string {
  const { averageValue, averageUtilization } = spec?.target ?? {};
  if (averageValue !== undefined) {
    return `${spec?.name ?? ''}: ${averageText(current)}/${averageValue}`;
  }
  const now = current?.averageUtilization;
  const wanted = averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`;
  return `${spec?.name ?? ''}: ${now === undefined ? UNKNOWN : `${now}%`}/${wanted}`;
}
