import type { Rng } from '../base/rng.ts';
import type { Store, Write } from '../store/store.ts';
import type { Band } from './claim-pool.ts';
import { AllocationError, ClaimPool } from './claim-pool.ts';

export interface PortRange {
  readonly base: number;
  readonly size: number;
}

/** Where claimed node ports stand in the store: `/ranges/servicenodeports/30080` → the owner. */
export const NODE_PORT_PREFIX = '/ranges/servicenodeports/';

const STATIC_BAND_MIN = 16;
const STATIC_BAND_MAX = 128;
/** The band for explicit ports is this part of the range. */
const STATIC_BAND_PART = 32;

/** What a dry run shows for the first port that would be chosen is one more. */
const DRY_RUN_BASE = 32768;

/** Node ports: one number is one claim in the whole cluster, whatever the protocol. */
export class PortAllocator {
  readonly range: PortRange;
  readonly #store: Store;
  readonly #pool: ClaimPool;

  constructor({ store, rng, range }: { store: Store; rng: Rng; range: PortRange }) {
    this.range = range;
    this.#store = store;
    this.#pool = new ClaimPool({ store, rng, prefix: NODE_PORT_PREFIX });
  }

  /** @param owner is written as the claim's value; a release by anybody else does nothing */
  begin(owner: string, dryRun: boolean): PortOperation {
    return new PortOperation({
      store: this.#store,
      pool: this.#pool,
      range: this.range,
      owner,
      dryRun,
    });
  }
}

/** All ports that one request takes and gives back. Nothing happens before `writes` are committed. */
export class PortOperation {
  readonly #store: Store;
  readonly #pool: ClaimPool;
  readonly #range: PortRange;
  readonly #owner: string;
  readonly #dryRun: boolean;
  readonly #taken = new Set<number>();
  readonly #released = new Set<number>();

  constructor(parts: {
    store: Store;
    pool: ClaimPool;
    range: PortRange;
    owner: string;
    dryRun: boolean;
  }) {
    this.#store = parts.store;
    this.#pool = parts.pool;
    this.#range = parts.range;
    this.#owner = parts.owner;
    this.#dryRun = parts.dryRun;
  }

  /** Takes `port`. A dry run does not look whether it lies in the range. */
  async take(port: number): Promise<void> {
    const { base, size } = this.#range;
    const inRange = port >= base && port < base + size;
    if (!inRange && !this.#dryRun) {
      throw new AllocationError(
        `provided port is not in the valid range. The range of valid ports is ${rangeText(this.#range)}`,
      );
    }
    if (this.#taken.has(port) || (inRange && (await this.#pool.has(String(port))))) {
      throw new AllocationError('provided port is already allocated');
    }
    this.#taken.add(port);
  }

  async takeNext(): Promise<number> {
    const { base } = this.#range;
    const port = this.#dryRun
      ? Math.max(...(this.#taken.size === 0 ? [DRY_RUN_BASE] : this.#taken)) + 1
      : base +
        Number(await this.#pool.pick(portBands(this.#range), (at) => String(base + Number(at))));
    this.#taken.add(port);
    return port;
  }

  release(port: number): void {
    this.#released.add(port);
  }

  async writes(): Promise<Write[]> {
    if (this.#dryRun) return [];
    const writes: Write[] = [...this.#taken].map((port) => ({
      key: this.#pool.key(String(port)),
      expect: 0,
      value: () => this.#owner,
    }));
    for (const port of this.#released) {
      const key = this.#pool.key(String(port));
      const entry = await this.#store.get(key);
      // A service may name ports that it never held: those of ExternalName services are not claimed.
      if (entry === undefined || entry.value !== this.#owner || this.#taken.has(port)) continue;
      writes.push({ key, expect: entry.modRevision, value: undefined });
    }
    return writes;
  }
}

export function rangeText({ base, size }: PortRange): string {
  return `${base}-${base + size - 1}`;
}

/** First the band for chosen ports, then the one for explicit ports. */
export function portBands({ size }: PortRange): Band[] {
  const reserved = size <= STATIC_BAND_MIN ? 0 : bounded(Math.floor(size / STATIC_BAND_PART));
  return [
    { first: BigInt(reserved), size: BigInt(size - reserved) },
    { first: 0n, size: BigInt(reserved) },
  ];
}

function bounded(part: number): number {
  return Math.min(Math.max(part, STATIC_BAND_MIN), STATIC_BAND_MAX);
}
