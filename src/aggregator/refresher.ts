import type { Clock } from '../base/clock.ts';
import type { RetryLimits } from '../base/work-queue.ts';
import { WorkQueue } from '../base/work-queue.ts';

const WORKERS = 2;

/** Keeps something about named things fresh: looks at once, again after a time, and after failures. */
export class Refresher {
  readonly #queue: WorkQueue;
  readonly #refresh: (name: string) => Promise<number | undefined>;
  readonly #retry: RetryLimits;

  /** @param refresh answers after how many milliseconds to look again; undefined: never */
  constructor(
    clock: Clock,
    retry: RetryLimits,
    refresh: (name: string) => Promise<number | undefined>,
  ) {
    this.#queue = new WorkQueue(clock);
    this.#refresh = refresh;
    this.#retry = retry;
  }

  start(): void {
    for (let i = 0; i < WORKERS; i++) void this.#work();
  }

  stop(): void {
    this.#queue.close();
  }

  look(name: string, afterMs = 0): void {
    this.#queue.forget(name);
    this.#queue.addAfter(name, afterMs);
  }

  async #work(): Promise<void> {
    for (;;) {
      const name = await this.#queue.take();
      if (name === undefined) return;
      try {
        const againInMs = await this.#refresh(name);
        this.#queue.forget(name);
        if (againInMs !== undefined) this.#queue.addAfter(name, againInMs);
      } catch {
        this.#queue.retry(name, this.#retry);
      }
      this.#queue.done(name);
    }
  }
}
