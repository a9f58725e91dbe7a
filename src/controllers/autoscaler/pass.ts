import { isDeepStrictEqual } from 'node:util';
import { formatTime } from '../../apimachinery/meta.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { EventRecorder } from '../event-recorder.ts';

const SUBJECT = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };

interface PassParts {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly client: ResourceClient<HorizontalPodAutoscaler>;
  readonly events: EventRecorder;
  readonly now: number;
}

/** One pass over an autoscaler: its status grows, and is written at the end. */
export class AutoscalerPass {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly #parts: PassParts;
  #status: HorizontalPodAutoscalerStatus;

  constructor(parts: PassParts) {
    this.#parts = parts;
    this.autoscaler = parts.autoscaler;
    this.#status = parts.autoscaler.status;
  }

  setCondition(type: string, status: 'True' | 'False', reason: string, message: string): void {
    const { conditions = [] } = this.#status;
    const current = conditions.find((each) => each.type === type);
    const lastTransitionTime =
      current?.status === status ? current.lastTransitionTime : formatTime(this.#parts.now);
    const next: HorizontalPodAutoscalerCondition = {
      type,
      status,
      ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
      reason,
      message,
    };
    this.#status = {
      ...this.#status,
      conditions:
        current === undefined
          ? [...conditions, next]
          : conditions.map((each) => (each === current ? next : each)),
    };
  }

  /** @param desired undefined: as before */
  setReplicas(
    current: number,
    desired: number | undefined,
    metrics: readonly MetricStatus[],
    isRescaled = false,
  ): void {
    this.#status = {
      ...this.#status,
      currentReplicas: current,
      desiredReplicas: desired ?? this.#status.desiredReplicas,
      currentMetrics: [...metrics],
      ...(isRescaled ? { lastScaleTime: formatTime(this.#parts.now) } : {}),
    };
  }

  async writeStatus(): Promise<void> {
    const { autoscaler, client } = this.#parts;
    if (isSame(this.#status, autoscaler.status)) return;
    const next = { ...autoscaler, status: this.#status };
    await client.update(autoscaler.metadata.namespace, next, { subresource: 'status' });
  }

  tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    return this.#parts.events.record(SUBJECT, this.autoscaler, { type, reason, message });
  }
}

function isSame(a: HorizontalPodAutoscalerStatus, b: HorizontalPodAutoscalerStatus): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(status: HorizontalPodAutoscalerStatus): object {
  const { currentReplicas = 0, desiredReplicas, lastScaleTime, conditions = [] } = status;
  // The canonical form of an empty list is null here.
  const currentMetrics = status.currentMetrics ?? [];
  return { currentReplicas, desiredReplicas, lastScaleTime, conditions, currentMetrics };
}
