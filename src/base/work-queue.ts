import type { Clock } from './clock.ts';

/** The first retry of a failing key comes after this; each further one doubles it. */
const RETRY_MIN_MS = 5;
const RETRY_MAX_MS = 1_000_000;

export interface RetryLimits {
  readonly minMs: number;
  readonly maxMs: number;
}

const DEFAULT_LIMITS: RetryLimits = { minMs: RETRY_MIN_MS, maxMs: RETRY_MAX_MS };

/**
 * Keys that wait for work, each at most once. A key that is added while it is being worked on is
 * handed out again afterwards, never to two workers at the same time.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #waiting = new Set<string>();
  readonly #working = new Set<string>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  readonly #idle: ((key: string | undefined) => void)[] = [];
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keys that are waiting or being worked on; those that wait for a time are not counted. */
  get size(): number {
    return this.#waiting.size + this.#working.size;
  }

  add(key: string): void {
    if (this.#closed) return;
    if (this.#working.has(key)) {
      this.#again.add(key);
      return;
    }
    const worker = this.#idle.shift();
    if (worker === undefined) this.#waiting.add(key);
    else {
      this.#working.add(key);
      worker(key);
    }
  }

  /** Of several times for one key the earliest counts. */
  addAfter(key: string, afterMs: number): void {
    if (this.#closed) return;
    if (afterMs <= 0) {
      this.add(key);
      return;
    }
    const at = this.#clock.monotonic() + afterMs;
    const known = this.#timers.get(key);
    if (known !== undefined) {
      if (known.at <= at) return;
      known.cancel();
    }
    const cancel = this.#clock.setTimer(afterMs, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { at, cancel });
  }

  /** Comes back after a time that doubles with every failure in a row. */
  retry(key: string, { minMs, maxMs }: RetryLimits = DEFAULT_LIMITS): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(minMs * 2 ** failures, maxMs));
  }

  /** Ends the row of failures of a key. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Waits for a key; undefined: the queue is closed. Every key must be given back by `done`. */
  take(): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const [key] = this.#waiting;
    if (key !== undefined) {
      this.#waiting.delete(key);
      this.#working.add(key);
      return Promise.resolve(key);
    }
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  done(key: string): void {
    this.#working.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#waiting.clear();
    for (const worker of this.#idle.splice(0)) worker(undefined);
  }
}
