import { ExactNumber } from '../../base/json.ts';
import { decodeUtf8 } from '../json-exact.ts';
import { integerOverflow, negativeLength, ProtobufError, unexpectedEnd } from './protobuf-error.ts';

/** Strings up to this length are looked for among those read before. */
const KNOWN_STRING_MAX = 32;
/** A power of two. */
const KNOWN_STRINGS_MAX = 2048;

// Kubernetes objects say the same words over and over (`TCP`, `IfNotPresent`, names of labels), and
// comparing is twice as fast as a call into native code. A word takes the place of another one.
const knownStrings: string[] = Array.from({ length: KNOWN_STRINGS_MAX }, () => '');
const INT64_LIMIT = 2 ** 63;
const VARINT_BYTES_MAX = 10;

/**
 * Reads the protobuf wire format, never beyond the end it is given. Every claimed length is checked
 * against the bytes that are there before anything is made of it.
 */
export class WireReader {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** An unsigned integer; above 2^53 the nearest double. */
  varint(end: number): number {
    const bytes = this.#bytes;
    let { position } = this;
    if (position >= end) throw unexpectedEnd();
    let byte = bytes[position++] ?? 0;
    let value = byte & 0x7f;
    if (byte >= 0x80) {
      let scale = 128;
      const last = this.position + VARINT_BYTES_MAX;
      while (byte >= 0x80) {
        if (position >= last) throw integerOverflow();
        if (position >= end) throw unexpectedEnd();
        byte = bytes[position++] ?? 0;
        value += (byte & 0x7f) * scale;
        scale *= 128;
      }
    }
    this.position = position;
    return value;
  }

  /** Number and wire type of a field, cut to the 35 bits that a decoder looks at. */
  key(end: number): number {
    const start = this.position;
    const value = this.varint(end);
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    return Number(BigInt.asUintN(35, this.#exact(start)));
  }

  /** A signed integer; one beyond 2^53 with all its digits, as the JSON decoder gives it. */
  int64(end: number): number | ExactNumber {
    const start = this.position;
    const value = this.varint(end);
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    const exact = BigInt.asIntN(64, this.#exact(start));
    const double = Number(exact);
    return Number.isSafeInteger(double) ? double : new ExactNumber(exact.toString());
  }

  /** The low 32 bits, signed: what Go's decoder keeps. */
  int32(end: number): number {
    const start = this.position;
    const value = this.varint(end);
    if (value <= Number.MAX_SAFE_INTEGER) return value | 0;
    return Number(BigInt.asIntN(32, this.#exact(start)));
  }

  #exact(start: number): bigint {
    let value = 0n;
    let shift = 0n;
    for (let at = start; at < this.position; at++) {
      value |= BigInt((this.#bytes[at] ?? 0) & 0x7f) << shift;
      shift += 7n;
    }
    return value;
  }

  bool(end: number): boolean {
    return this.varint(end) !== 0;
  }

  double(end: number): number {
    if (this.position + 8 > end) throw unexpectedEnd();
    const value = this.#bytes.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }

  /** Reads a length; answers with the position where what follows ends. */
  limit(end: number): number {
    const count = this.varint(end);
    if (count >= INT64_LIMIT) throw negativeLength();
    const limit = this.position + count;
    if (limit > end) throw unexpectedEnd();
    return limit;
  }

  string(end: number): string {
    const limit = this.limit(end);
    const start = this.position;
    this.position = limit;
    const size = limit - start;
    if (size === 0) return '';
    return size <= KNOWN_STRING_MAX
      ? knownString(this.#bytes, start, limit)
      : textOf(this.#bytes, start, limit);
  }

  base64(end: number): string {
    const limit = this.limit(end);
    const text = this.#bytes.toString('base64', this.position, limit);
    this.position = limit;
    return text;
  }

  /** A view of the bytes behind a length, not a copy. */
  raw(end: number): Buffer {
    const limit = this.limit(end);
    const view = this.#bytes.subarray(this.position, limit);
    this.position = limit;
    return view;
  }

  /** Passes over the field whose key begins at `start`, groups with all they hold included. */
  skip(start: number, end: number): void {
    this.position = start;
    let depth = 0;
    do {
      const wireType = this.key(end) % 8;
      switch (wireType) {
        case 0:
          this.varint(end);
          break;
        case 1:
          this.position += 8;
          break;
        case 2:
          this.#skipBytes(end);
          break;
        case 3:
          depth++;
          break;
        case 4:
          if (depth === 0) throw new ProtobufError('proto: unexpected end of group');
          depth--;
          break;
        case 5:
          this.position += 4;
          break;
        default:
          throw new ProtobufError(`proto: illegal wireType ${wireType}`);
      }
    } while (depth > 0);
    if (this.position > end) throw unexpectedEnd();
  }

  #skipBytes(end: number): void {
    const count = this.varint(end);
    if (count >= INT64_LIMIT) throw negativeLength();
    this.position += count;
  }
}

function knownString(bytes: Buffer, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const slot = (hash ^ (hash >>> 15)) & (KNOWN_STRINGS_MAX - 1);
  const known = knownStrings[slot] ?? '';
  if (isText(known, bytes, start, end)) return known;
  const text = textOf(bytes, start, end);
  // Only ASCII can be compared byte by byte.
  if (text.length === end - start) knownStrings[slot] = text;
  return text;
}

const REPLACEMENT = '\ufffd';

function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // Go replaces bad bytes one by one.
  return text.includes(REPLACEMENT) ? decodeUtf8(bytes.subarray(start, end)) : text;
}

function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  const size = end - start;
  if (text.length !== size) return false;
  for (let index = 0; index < size; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
