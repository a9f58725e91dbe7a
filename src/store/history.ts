import type { Clock } from '../base/clock.ts';
import type { Entry, StoreEvent } from './store.ts';
import { CompactedError, FutureRevisionError } from './store.ts';

const REVISIONS_MAX = 10_000;
const CHARACTERS_MAX = 128 * 1024 * 1024;

/** How much of the past an engine keeps for watches and for lists at an older revision. */
export interface HistoryPolicy {
  /** At most so many revisions; 10,000 unless told. */
  readonly revisionsMax?: number | undefined;
  /** At most this old; unless told, age does not matter. */
  readonly ageMaxMs?: number | undefined;
  /** At most so many characters of values, whatever their number: 128 Mi unless told. */
  readonly charactersMax?: number | undefined;
}

export interface Commit {
  readonly revision: number;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** Never empty. */
  readonly events: readonly StoreEvent[];
}

/**
 * The newest commits in order. It drops the oldest by itself: one more commit in, about one out, so
 * that no write pays for the whole past.
 */
export class History {
  readonly #clock: Clock;
  readonly #revisionsMax: number;
  readonly #ageMaxMs: number;
  readonly #charactersMax: number;
  /** Commits without a gap, the first one after `#compacted`. Dropped ones are empty places in front. */
  #commits: (Commit | undefined)[] = [];
  #dropped = 0;
  #compacted: number;
  #revision: number;
  #characters = 0;

  /** Starts empty, after revision `start`. */
  constructor(clock: Clock, policy: HistoryPolicy = {}, start = 0) {
    this.#clock = clock;
    this.#revisionsMax = policy.revisionsMax ?? REVISIONS_MAX;
    this.#ageMaxMs = policy.ageMaxMs ?? Number.POSITIVE_INFINITY;
    this.#charactersMax = policy.charactersMax ?? CHARACTERS_MAX;
    this.#compacted = start;
    this.#revision = start;
  }

  /** The newest commit's revision. */
  get revision(): number {
    return this.#revision;
  }

  /** The lowest revision a watch may start after and a list may ask for. */
  get compacted(): number {
    this.#trim();
    return this.#compacted;
  }

  /** @param commit the one that follows `revision` */
  append(commit: Commit): void {
    if (commit.revision !== this.#revision + 1) {
      throw new Error(`revision ${commit.revision} does not follow ${this.#revision}`);
    }
    this.#revision = commit.revision;
    this.#commits.push(commit);
    this.#characters += charactersOf(commit);
    this.#trim();
  }

  /** Drops the commits up to `revision`. */
  compact(revision: number): void {
    this.#checkReached(revision);
    while (this.#compacted < revision) this.#dropFirst();
  }

  /** The commits above `revision` with their events under `prefix`; those without any are left out. */
  after(revision: number, prefix: string): (readonly StoreEvent[])[] {
    this.#checkKept(revision);
    const found: (readonly StoreEvent[])[] = [];
    for (let index = this.#indexAfter(revision); index < this.#commits.length; index++) {
      const events = eventsUnder(prefix, this.#commits[index]?.events ?? []);
      if (events.length > 0) found.push(events);
    }
    return found;
  }

  /** What the keys under `prefix` that have changed since `revision` held right after it. */
  undone(revision: number, prefix: string): ReadonlyMap<string, Entry | undefined> {
    this.#checkReached(revision);
    this.#checkKept(revision);
    const held = new Map<string, Entry | undefined>();
    // The first change after the revision knows what was there; later ones do not matter.
    for (let index = this.#indexAfter(revision); index < this.#commits.length; index++) {
      for (const { key, previous } of this.#commits[index]?.events ?? []) {
        if (key.startsWith(prefix) && !held.has(key)) held.set(key, previous);
      }
    }
    return held;
  }

  #indexAfter(revision: number): number {
    return this.#dropped + Math.max(0, revision - this.#compacted);
  }

  #checkReached(revision: number): void {
    if (revision > this.#revision) throw new FutureRevisionError(revision, this.#revision);
  }

  #checkKept(revision: number): void {
    this.#trim();
    if (revision < this.#compacted) throw new CompactedError(revision, this.#compacted);
  }

  #trim(): void {
    const oldest = this.#clock.now() - this.#ageMaxMs;
    for (;;) {
      const first = this.#commits[this.#dropped];
      if (first === undefined) return;
      const fits =
        this.#revision - this.#compacted <= this.#revisionsMax &&
        this.#characters <= this.#charactersMax &&
        first.at >= oldest;
      if (fits) return;
      this.#dropFirst();
    }
  }

  #dropFirst(): void {
    const first = this.#commits[this.#dropped];
    if (first === undefined) return;
    this.#characters -= charactersOf(first);
    this.#compacted = first.revision;
    this.#commits[this.#dropped++] = undefined;
    if (this.#dropped * 2 < this.#commits.length) return;
    this.#commits = this.#commits.slice(this.#dropped);
    this.#dropped = 0;
  }
}

function charactersOf({ events }: Commit): number {
  let characters = 0;
  for (const { entry } of events) characters += entry?.value.length ?? 0;
  return characters;
}

function eventsUnder(prefix: string, events: readonly StoreEvent[]): readonly StoreEvent[] {
  if (events.every(({ key }) => key.startsWith(prefix))) return events;
  return events.filter(({ key }) => key.startsWith(prefix));
}
