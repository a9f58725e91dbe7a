import type { Clock } from '../../base/clock.ts';

const KEPT_MS = 3_600_000;
const MADE_MAX = 100;

/**
 * The names of claims that were made not long ago. Upstream finds them in its cache of own writes
 * even after somebody has deleted them, and does not make them again as long as it does.
 */
export class MadeClaims {
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #made = new Map<string, { readonly name: string; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param podUid and `podClaim`: what it was made for */
  add(podUid: string, podClaim: string, name: string): void {
    const key = `${podUid}/${podClaim}`;
    this.#made.delete(key);
    this.#made.set(key, { name, until: this.#clock.now() + KEPT_MS });
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= MADE_MAX) break;
      this.#made.delete(oldest);
    }
  }

  find(podUid: string, podClaim: string): string | undefined {
    const found = this.#made.get(`${podUid}/${podClaim}`);
    return found !== undefined && found.until > this.#clock.now() ? found.name : undefined;
  }
}
