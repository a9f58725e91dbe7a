import type { Clock } from '../base/clock.ts';

/** When the patience of one call ends. An AbortSignal would cost every call more than its parsing. */
export class Deadline {
  readonly #listeners = new Set<() => void>();
  readonly #cancel: () => void;
  #isOver = false;

  constructor(clock: Clock, afterMs: number) {
    this.#cancel = clock.setTimer(afterMs, () => {
      this.#isOver = true;
      for (const listener of this.#listeners) listener();
      this.#listeners.clear();
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @returns forgets the listener, which is called once at most */
  onOver(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The call has come to its end before. */
  stop(): void {
    this.#cancel();
  }
}
