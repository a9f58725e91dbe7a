import type { Rng } from '../base/rng.ts';
import type { Store } from '../store/store.ts';

/** A part of a range, as offsets from the range's first value. */
export interface Band {
  readonly first: bigint;
  readonly size: bigint;
}

/** Random starts are drawn below this; only IPv6 ranges are larger, and nobody fills those. */
const START_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** So many names are remembered; forgetting all of them only costs looks into the store. */
const SEEN_MAX = 200_000;

/** A refused allocation. The message is the part of the client's error that only the range knows. */
export class AllocationError extends Error {}

export function rangeIsFull(): AllocationError {
  return new AllocationError('range is full');
}

/**
 * Values that are taken by being keys of the store: `<prefix><name>`. A claim is a write that
 * expects its key to be absent, so the store alone decides a race; what this class remembers only
 * saves looking at the same keys again and may be wrong in one direction: a name it has seen may be
 * free by now (released, or picked for a request that failed later). So what was given back is not
 * given out again at once, which keeps stale clients from finding a stranger there; and before a
 * band counts as exhausted, the memory is replaced by what the store really holds.
 */
export class ClaimPool {
  readonly #store: Store;
  readonly #rng: Rng;
  readonly #prefix: string;
  #seen = new Set<string>();

  constructor({ store, rng, prefix }: { store: Store; rng: Rng; prefix: string }) {
    this.#store = store;
    this.#rng = rng;
    this.#prefix = prefix;
  }

  key(name: string): string {
    return this.#prefix + name;
  }

  async has(name: string): Promise<boolean> {
    const taken = (await this.#store.get(this.key(name))) !== undefined;
    if (taken) this.#remember(name);
    return taken;
  }

  /**
   * A free offset: from a random start through the first band and around, then through the next.
   * Two picks never answer the same before the first has been written or found wanting.
   * @throws AllocationError when all bands are full
   */
  async pick(bands: readonly Band[], nameAt: (offset: bigint) => string): Promise<bigint> {
    for (const band of bands) {
      if (band.size <= 0n) continue;
      const found = (await this.#scan(band, nameAt)) ?? (await this.#rescan(band, nameAt));
      if (found !== undefined) return found;
    }
    throw rangeIsFull();
  }

  #remember(name: string): void {
    if (this.#seen.size >= SEEN_MAX) this.#seen.clear();
    this.#seen.add(name);
  }

  async #rescan(band: Band, nameAt: (offset: bigint) => string): Promise<bigint | undefined> {
    const { entries } = await this.#store.list(this.#prefix);
    this.#seen = new Set(entries.map((entry) => entry.key.slice(this.#prefix.length)));
    return this.#scan(band, nameAt);
  }

  /** Passes over no more than the seen names before it comes to a free one. */
  async #scan(band: Band, nameAt: (offset: bigint) => string): Promise<bigint | undefined> {
    const below = band.size < START_MAX ? band.size : START_MAX;
    const start = BigInt(this.#rng.int(Number(below)));
    for (let step = 0n; step < band.size; step++) {
      const offset = band.first + ((start + step) % band.size);
      const name = nameAt(offset);
      if (this.#seen.has(name)) continue;
      // Marked before the look into the store, so that nobody picks it meanwhile.
      this.#remember(name);
      if ((await this.#store.get(this.key(name))) === undefined) return offset;
    }
    return undefined;
  }
}
