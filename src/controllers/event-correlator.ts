import { formatTime } from '../apimachinery/meta.ts';
import type { Event } from '../apimachinery/types.generated.ts';

/** So many different messages for one reason are told one by one; then they are told as one. */
const SIMILAR_MAX = 10;
const SIMILAR_WINDOW_MS = 600_000;
/** An object may have so many events at once, and then one more in each interval. */
const BURST_MAX = 25;
const REFILL_MS = 300_000;
/** Of each sort of memory; the oldest entries are forgotten. */
const REMEMBERED_MAX = 4096;

/** What is to be written. */
export interface Correlated {
  readonly event: Event;
  /** It stands there already and is only brought up to date. */
  readonly isKnown: boolean;
}

interface Similar {
  readonly messages: Set<string>;
  lastAt: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

interface Observed {
  readonly name: string;
  readonly firstTimestamp: string | undefined;
  readonly count: number;
}

/**
 * Keeps what controllers say readable: equal events are counted, similar ones become one, and who
 * says too much is not heard for a while. The numbers are those of upstream's recorder.
 */
export class EventCorrelator {
  readonly #similar = new Memory<Similar>();
  readonly #observed = new Memory<Observed>();
  readonly #buckets = new Memory<Bucket>();

  /** Undefined: nothing is to be written. */
  correlate(event: Event, now: number): Correlated | undefined {
    const { event: told, key } = this.#combine(event, now);
    const known = this.#observed.get(key);
    const next: Event =
      known === undefined
        ? told
        : {
            ...told,
            metadata: { ...told.metadata, name: known.name },
            ...(known.firstTimestamp === undefined ? {} : { firstTimestamp: known.firstTimestamp }),
            count: known.count + 1,
          };
    const { firstTimestamp, count = 1 } = next;
    this.#observed.set(key, { name: next.metadata.name ?? '', firstTimestamp, count });
    if (!this.#mayTell(event, now)) return undefined;
    return { event: next, isKnown: known !== undefined };
  }

  /** Too many messages of one kind become a single event with the last of them. */
  #combine(event: Event, now: number): { readonly event: Event; readonly key: string } {
    const { message = '', reason, reportingComponent, reportingInstance } = event;
    const whose = subjectOf(event);
    const key = JSON.stringify([...whose, reason, reportingComponent, reportingInstance]);
    let similar = this.#similar.get(key);
    if (similar === undefined || now - similar.lastAt > SIMILAR_WINDOW_MS) {
      similar = { messages: new Set(), lastAt: now };
    }
    similar.messages.add(message);
    similar.lastAt = now;
    this.#similar.set(key, similar);
    if (similar.messages.size < SIMILAR_MAX) {
      return { event, key: JSON.stringify([...whose, reason, message]) };
    }
    for (const oldest of similar.messages) {
      similar.messages.delete(oldest);
      break;
    }
    const { metadata, involvedObject, type, source } = event;
    const time = formatTime(now);
    const combined: Event = {
      metadata,
      involvedObject,
      ...(reason === undefined ? {} : { reason }),
      message: `(combined from similar events): ${message}`,
      source,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      ...(type === undefined ? {} : { type }),
      // Upstream forgets who reports.
      reportingComponent: '',
      reportingInstance: '',
    };
    return { event: combined, key };
  }

  #mayTell(event: Event, now: number): boolean {
    const key = JSON.stringify(subjectOf(event));
    const bucket = this.#buckets.get(key) ?? { tokens: BURST_MAX, at: now };
    bucket.tokens = Math.min(BURST_MAX, bucket.tokens + (now - bucket.at) / REFILL_MS);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}

function subjectOf({ source, involvedObject, type }: Event): readonly (string | undefined)[] {
  const { kind, namespace, name, uid, apiVersion } = involvedObject;
  return [source.component, kind, namespace, name, uid, apiVersion, type];
}

/** A map that forgets what was not used for the longest time. */
class Memory<V> {
  readonly #values = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
