import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
} from '../../../apimachinery/types.generated.ts';

const CPU_UTILIZATION = 80;
const PERIOD_SECONDS = 15;

export function defaultAutoscaler({ spec }: HorizontalPodAutoscaler): void {
  spec.minReplicas ??= 1;
  if ((spec.metrics ?? []).length === 0) spec.metrics = defaultMetrics();
  const { behavior } = spec;
  if (behavior === undefined) return;
  const everything = { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS };
  const some = { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS };
  behavior.scaleUp = withDefaults(behavior.scaleUp, {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [some, everything],
  });
  behavior.scaleDown = withDefaults(behavior.scaleDown, {
    selectPolicy: 'Max',
    policies: [everything],
  });
}

export function defaultMetrics(): MetricSpec[] {
  const target = { type: 'Utilization', averageUtilization: CPU_UTILIZATION };
  return [{ type: 'Resource', resource: { name: 'cpu', target } }];
}

function withDefaults(
  rules: HPAScalingRules | undefined,
  defaults: HPAScalingRules,
): HPAScalingRules {
  const given = Object.entries(rules ?? {}).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return { ...defaults, ...Object.fromEntries(given) };
}
