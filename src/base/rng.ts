import { randomBytes } from 'node:crypto';

/** The only way to dice: uids, generated names and allocations repeat under `--seed`. */
export interface Rng {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  /** A random UUID, version 4. */
  uuid(): string;
}

const BLOCK_BYTES = 4096;
const UUID_DIGITS = 32;

/** Cryptographic randomness, drawn in blocks. */
export class SystemRng implements Rng {
  #block = Buffer.alloc(0);
  #at = 0;
  /** Digits for UUIDs, since every answer has one. */
  #hex = '';
  #hexAt = 0;

  int(below: number): number {
    return Math.floor((this.#take(6).readUIntBE(0, 6) / 2 ** 48) * below);
  }

  uuid(): string {
    if (this.#hexAt === this.#hex.length) {
      this.#hex = randomBytes(BLOCK_BYTES).toString('hex');
      this.#hexAt = 0;
    }
    const at = this.#hexAt;
    this.#hexAt += UUID_DIGITS;
    return formatUuid(this.#hex, at);
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#block.length) {
      this.#block = randomBytes(BLOCK_BYTES);
      this.#at = 0;
    }
    const taken = this.#block.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }
}

/** The same sequence for the same seed (sfc32). */
export class SeededRng implements Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = 0x9e3779b9;
    for (let i = 0; i < 12; i++) this.#next();
  }

  int(below: number): number {
    return Math.floor((this.#next() / 2 ** 32) * below);
  }

  uuid(): string {
    const bytes = Buffer.alloc(16);
    for (let i = 0; i < 16; i += 4) bytes.writeUInt32BE(this.#next(), i);
    return formatUuid(bytes.toString('hex'));
  }

  #next(): number {
    const result = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) >>> 0;
    return result;
  }
}

const VARIANTS = '89ab';

/** 32 hexadecimal digits of `hex` from `at` on, as a UUID of version 4. */
function formatUuid(hex: string, at = 0): string {
  const variant = VARIANTS.charAt(Number.parseInt(hex.charAt(at + 16), 16) & 3);
  return `${hex.slice(at, at + 8)}-${hex.slice(at + 8, at + 12)}-4${hex.slice(at + 13, at + 16)}-${variant}${hex.slice(at + 17, at + 20)}-${hex.slice(at + 20, at + 32)}`;
}
