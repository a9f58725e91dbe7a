import { formatTime, parseTime } from '../../apimachinery/meta.ts';
import type { Pod, Service } from '../../apimachinery/types.generated.ts';
import type { ObjectKey } from '../../client/informer.ts';
import { readyCondition } from './pods.ts';

/** When the change happened that made the controller write: clients measure latency with it. */
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Remembered {
  readonly service: number;
  readonly pods: ReadonlyMap<string, number>;
}

/** Remembers the times that each service's last pass has seen, to tell what is new in the next. */
export class TriggerTimes {
  readonly #services = new Map<ObjectKey, Remembered>();

  /**
   * To be asked once per pass, also of those that write nothing. Answers with the earliest of the
   * times that are new, or undefined if none is; the first pass of a service answers with its creation.
   */
  next(key: ObjectKey, service: Service, pods: readonly Pod[]): string | undefined {
    const known = this.#services.get(key);
    const created = timeOf(service.metadata.creationTimestamp);
    const fresh: number[] = [];
    const times = new Map<string, number>();
    for (const pod of pods) {
      const time = timeOf(readyCondition(pod)?.lastTransitionTime);
      if (Number.isNaN(time)) continue;
      const name = pod.metadata.name ?? '';
      times.set(name, time);
      if (time > (known?.pods.get(name) ?? Number.NEGATIVE_INFINITY)) fresh.push(time);
    }
    if (known !== undefined && created > known.service) fresh.push(created);
    this.#services.set(key, { service: created, pods: times });
    if (known === undefined) return service.metadata.creationTimestamp;
    return fresh.length === 0 ? undefined : formatTime(Math.min(...fresh));
  }

  forget(key: ObjectKey): void {
    this.#services.delete(key);
  }
}

function timeOf(text: string | null | undefined): number {
  return typeof text === 'string' ? parseTime(text) : Number.NaN;
}

/** The annotations with the trigger time, or without the old one. */
export function withTriggerTime(
  annotations: Readonly<Record<string, string>> | undefined,
  time: string | undefined,
): Record<string, string> | undefined {
  const { [TRIGGER_TIME]: _old, ...rest } = annotations ?? {};
  const next = time === undefined ? rest : { ...rest, [TRIGGER_TIME]: time };
  return Object.keys(next).length === 0 ? undefined : next;
}
