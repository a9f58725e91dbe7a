import type { Conversion } from '../registry/kind.ts';
import { autoscalerV1 } from './autoscaling/horizontalpodautoscaler/conversion.ts';
import { newEvents } from './core/event/conversion.ts';

/** How versions that are not stored differ from the stored ones, by group version and kind. */
export function builtInConversions(): ReadonlyMap<string, Conversion> {
  return new Map([
    ['autoscaling/v1/HorizontalPodAutoscaler', autoscalerV1],
    ['events.k8s.io/v1/Event', newEvents],
  ]);
}
