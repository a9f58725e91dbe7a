const INITIAL_BYTES = 1 << 16;
/** A buffer that one big object made grow beyond this is given back. */
const KEPT_BYTES_MAX = 1 << 22;
/** Strings up to this length are copied by hand: a call into native code costs more. */
const SHORT_STRING_MAX = 40;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Writes the protobuf wire format into one growing buffer, which is used again and again. */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const copy = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.clear();
    return copy;
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** @param value an integer from 0 to 2^53 - 1 */
  varint(value: number): void {
    this.#reserve(10);
    const bytes = this.#bytes;
    let rest = value;
    while (rest > 0x7fffffff) {
      bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.#length++] = rest;
  }

  /** A signed integer. What does not fit into 64 bits becomes the nearest that does. */
  int64(value: number): void {
    const whole = Math.trunc(value);
    if (whole >= 0 && whole <= Number.MAX_SAFE_INTEGER) return this.varint(whole);
    if (Number.isNaN(whole)) return this.byte(0);
    if (!Number.isFinite(whole)) return this.bigint(whole > 0 ? INT64_MAX : INT64_MIN);
    return this.bigint(BigInt(whole));
  }

  bigint(value: bigint): void {
    this.#reserve(10);
    const fitting = value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : value;
    let rest = BigInt.asUintN(64, fitting);
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** Length and UTF-8. */
  string(text: string): void {
    const size = text.length;
    if (size <= SHORT_STRING_MAX && this.#shortAscii(text, size)) return;
    const count = Buffer.byteLength(text);
    this.varint(count);
    this.#reserve(count);
    this.#length += this.#bytes.write(text, this.#length, count, 'utf8');
  }

  #shortAscii(text: string, size: number): boolean {
    this.#reserve(size + 1);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < size; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[start + 1 + index] = code;
    }
    bytes[start] = size;
    this.#length = start + 1 + size;
    return true;
  }

  /** Length and what base64 text stands for. */
  base64(text: string): void {
    this.raw(Buffer.from(text, 'base64'));
  }

  /** Length and bytes. */
  raw(data: Uint8Array): void {
    this.varint(data.length);
    this.append(data);
  }

  /** Bytes without a length. */
  append(data: Uint8Array): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#length);
    this.#length += data.length;
  }

  /** Writes into the first four bytes how many come behind them. */
  frame(): void {
    this.#bytes.writeUInt32BE(this.#length - 4, 0);
  }

  /**
   * Begins something whose length is not known yet.
   * @returns what `end` wants to know
   */
  begin(): number {
    this.byte(0);
    return this.#length;
  }

  /** Puts the length in front of what was written since `begin`. */
  end(start: number): void {
    const count = this.#length - start;
    if (count < 0x80) {
      this.#bytes[start - 1] = count;
      return;
    }
    // One byte was kept for the length; a longer one pushes the content away.
    const more = count < 1 << 14 ? 1 : count < 1 << 21 ? 2 : count < 1 << 28 ? 3 : 4;
    this.#reserve(more);
    this.#bytes.copyWithin(start + more, start, this.#length);
    this.#length = start - 1;
    this.varint(count);
    this.#length += count;
  }
}
