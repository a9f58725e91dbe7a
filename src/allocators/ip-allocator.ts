import type { Rng } from '../base/rng.ts';
import type { Store } from '../store/store.ts';
import type { Band } from './claim-pool.ts';
import { AllocationError, ClaimPool, rangeIsFull } from './claim-pool.ts';

export type IpFamily = 'IPv4' | 'IPv6';

/** A CIDR that addresses are given from. */
export interface IpRange {
  /** As messages show it: `10.96.0.0/16`. */
  readonly text: string;
  readonly family: IpFamily;
  /** Bits of an address that are not fixed by the prefix. */
  readonly hostBits: number;
  /** The canonical text of the address so far above the network address. */
  addressAt(offset: bigint): string;
  /** How far an address lies above the network address; undefined: not in the range. */
  offsetOf(address: string): bigint | undefined;
}

/** Ranges of this size or smaller have no band for explicit addresses. */
const STATIC_BAND_MIN = 16n;
const STATIC_BAND_MAX = 256n;
/** The band for explicit addresses is this part of the range. */
const STATIC_BAND_PART = 16n;

/**
 * Addresses of services. An address is taken by the key of its IPAddress object; whoever wants it
 * writes that object with the expectation that it is absent.
 */
export class IpAllocator {
  readonly #pool: ClaimPool;

  /** @param prefix of the keys of IPAddress objects; their names are the addresses */
  constructor(parts: { store: Store; rng: Rng; prefix: string }) {
    this.#pool = new ClaimPool(parts);
  }

  /**
   * A free address of the first range that has one, preferring those above the band that is meant
   * for explicit addresses.
   */
  async next(ranges: readonly IpRange[]): Promise<string> {
    for (const range of ranges) {
      try {
        const name = (offset: bigint) => range.addressAt(offset);
        return name(await this.#pool.pick(bandsOf(range), name));
      } catch (error) {
        if (!(error instanceof AllocationError)) throw error;
      }
    }
    throw rangeIsFull();
  }

  /** Checks that `address` may be asked for: in a range, and nobody's. */
  async check(ranges: readonly IpRange[], address: string): Promise<void> {
    if (!ranges.some((range) => isUsable(range, address))) {
      throw new AllocationError('the provided network does not match the current range');
    }
    if (await this.#pool.has(address))
      throw new AllocationError('provided IP is already allocated');
  }
}

/** What a dry run shows for an address that would be chosen: the network address. */
export function dryRunNext(ranges: readonly IpRange[]): string {
  const [range] = ranges;
  if (range === undefined) throw rangeIsFull();
  return range.addressAt(0n);
}

/** A dry run checks an explicit address against the range only, and words it differently. */
export function dryRunCheck(ranges: readonly IpRange[], address: string): void {
  const [range] = ranges;
  if (range !== undefined && !isUsable(range, address)) {
    throw new AllocationError(
      `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range.text}`,
    );
  }
}

/** The network address is nobody's, nor is the broadcast address of an IPv4 range. */
function isUsable(range: IpRange, address: string): boolean {
  const offset = range.offsetOf(address);
  return offset !== undefined && offset >= 1n && offset <= usable(range);
}

function usable({ family, hostBits }: IpRange): bigint {
  const size = 1n << BigInt(hostBits);
  return family === 'IPv4' ? size - 2n : size - 1n;
}

/** First the band for chosen addresses, then the one for explicit addresses. */
export function bandsOf(range: IpRange): Band[] {
  const reserved = staticBand(range);
  return [
    { first: 1n + reserved, size: usable(range) - reserved },
    { first: 1n, size: reserved },
  ];
}

function staticBand({ family, hostBits }: IpRange): bigint {
  // Upstream gives up counting here.
  if (family === 'IPv4' ? hostBits >= 31 : hostBits >= 127) return 0n;
  const size = 1n << BigInt(hostBits);
  if (size <= STATIC_BAND_MIN) return 0n;
  const part = size / STATIC_BAND_PART;
  if (part < STATIC_BAND_MIN) return STATIC_BAND_MIN;
  return part > STATIC_BAND_MAX ? STATIC_BAND_MAX : part;
}
