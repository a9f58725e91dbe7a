/** The only way to time: everything that waits or stamps takes a clock as an argument. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a scale that never goes back. */
  monotonic(): number;
  /** Calls `run` once after `afterMs`. The returned function cancels it. A timer never keeps the process alive. */
  setTimer(afterMs: number, run: () => void): () => void;
}

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  setTimer(afterMs: number, run: () => void): () => void {
    // Node fires a longer delay at once; nothing here waits for more than 24 days.
    const timer = setTimeout(run, Math.min(afterMs, TIMER_MAX_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}

const TIMER_MAX_MS = 2 ** 31 - 1;

interface ManualTimer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  #timers: ManualTimer[] = [];

  constructor(startMs = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  setTimer(afterMs: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, afterMs), order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Moves time forward and runs what falls due, in order, letting pending promises finish in between. */
  async advance(byMs: number): Promise<void> {
    const end = this.#now + byMs;
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.at <= end)
        .toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#now = end;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** For libraries that want a Date. */
export function dateOf(milliseconds: number): Date {
  return new Date(milliseconds);
}
