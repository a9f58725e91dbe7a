import type { Commit } from '../history.ts';

/** Commits that share a transaction, and everybody who waits for it. */
export class Batch {
  readonly commits: Commit[] = [];
  readonly written: Promise<void>;
  resolve = () => {};
  reject: (error: Error) => void = () => {};

  constructor() {
    this.written = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
