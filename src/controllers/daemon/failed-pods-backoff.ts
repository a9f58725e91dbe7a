const FIRST_MS = 1000;
const DELAY_MAX_MS = 15 * 60 * 1000;
/** Far more than there are failing nodes; the oldest entries go first. */
const ENTRIES_MAX = 10_000;

interface Entry {
  delayMs: number;
  since: number;
}

/** How long a failed pod is left lying before it is replaced, twice as long with each failure. */
export class FailedPodsBackoff {
  readonly #entries = new Map<string, Entry>();

  /** The pause that is still running; undefined: none is, and the next one begins. */
  pauseMs(key: string, now: number): number | undefined {
    const known = this.#entries.get(key);
    const entry = known !== undefined && now - known.since <= 2 * DELAY_MAX_MS ? known : undefined;
    if (entry !== undefined && now - entry.since < entry.delayMs) {
      return entry.delayMs - (now - entry.since);
    }
    const delayMs = entry === undefined ? FIRST_MS : Math.min(2 * entry.delayMs, DELAY_MAX_MS);
    this.#entries.delete(key);
    this.#entries.set(key, { delayMs, since: now });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= ENTRIES_MAX) break;
      this.#entries.delete(oldest);
    }
    return undefined;
  }
}
