import { quote } from '../apimachinery/go-print.ts';
import { ExactNumber } from '../base/json.ts';
import type { JsonEntry } from './json-exact.ts';
import { VIOLATIONS_MAX } from './json-source.ts';

/** A value that a type refuses; the message is that of Go's decoders, without any prefix. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }
}

/** A struct member on the way to a value. */
export interface MemberFrame {
  readonly name: string;
  /** The Go name of the struct that was being decoded, without its package. */
  readonly struct: string;
}

/** A step on the way to a value: a struct member, a key of a map, an index of a list. */
export type Frame = MemberFrame | string | number;

/** What one decoding carries along: where it is, what it refused, what it noticed. */
export class DecodeState {
  /** The members that differ from the properties of their object; see ExactJson. */
  readonly entries: ReadonlyMap<object, readonly JsonEntry[]> | undefined;
  /** How many members of objects have been seen. */
  members = 0;
  /** The first type error. Go decodes on and reports it at the end, unless a worse one comes. */
  refused: DecodeError | undefined;
  readonly #frames: Frame[] = [];
  #depth = 0;
  /** Above 0 inside types that parse themselves, whose members have no place in messages. */
  #nesting = 0;
  #nestedAt = 0;
  readonly #violations = new Set<string>();

  constructor(entries?: ReadonlyMap<object, readonly JsonEntry[]>) {
    this.entries = entries;
  }

  get violations(): readonly string[] {
    return [...this.#violations];
  }

  /** Types that parse themselves do so leniently: names in any case, nothing strict. */
  get nested(): boolean {
    return this.#nesting > 0;
  }

  enter(frame: Frame): void {
    this.#frames[this.#depth++] = frame;
  }

  leave(): void {
    this.#depth--;
  }

  /** Go keeps the first of these and decodes on. */
  refuse(raw: unknown, goType: string): void {
    this.refused ??= this.mismatch(kindOf(raw), goType);
  }

  /** A number that its type cannot hold is shown in the message. */
  refuseNumber(raw: number | ExactNumber, goType: string): void {
    this.refused ??= this.mismatch(`number ${String(raw)}`, goType);
  }

  refuseText(message: string): void {
    this.refused ??= new DecodeError(message);
  }

  mismatch(what: string, goType: string): DecodeError {
    const end = this.nested ? this.#nestedAt : this.#depth;
    const fields: string[] = [];
    let struct = '';
    for (let at = 0; at < end; at++) {
      const frame = this.#frames[at];
      if (typeof frame !== 'object') continue;
      fields.push(frame.name);
      struct = frame.struct;
    }
    const target =
      fields.length === 0 ? 'Go value' : `Go struct field ${struct}.${fields.join('.')}`;
    return new DecodeError(`json: cannot unmarshal ${what} into ${target} of type ${goType}`);
  }

  unknownField(name: string): void {
    this.#violate('unknown field', name);
  }

  duplicateField(name: string): void {
    this.#violate('duplicate field', name);
  }

  #violate(what: string, name: string): void {
    if (this.nested || this.#violations.size >= VIOLATIONS_MAX) return;
    let path = '';
    for (let at = 0; at < this.#depth; at++) path = extend(path, this.#frames[at] ?? '');
    this.#violations.add(`${what} ${quote(extend(path, name))}`);
  }

  /**
   * Decodes what a type parses itself. Its first type error becomes one that ends everything, and
   * is reported at the place of that type.
   */
  nest<T>(decode: () => T): T {
    const before = this.refused;
    this.refused = undefined;
    if (this.#nesting++ === 0) this.#nestedAt = this.#depth;
    const value = decode();
    this.#nesting--;
    // The type narrowing above does not see that `decode` may have refused something.
    const refused = this.refused as DecodeError | undefined;
    if (refused !== undefined) throw refused;
    this.refused = before;
    return value;
  }
}

function extend(path: string, frame: Frame): string {
  if (typeof frame === 'number') return `${path}[${frame}]`;
  const name = typeof frame === 'string' ? frame : frame.name;
  return path === '' ? name : `${path}.${name}`;
}

/** What Go's messages call a JSON value. */
export function kindOf(raw: unknown): string {
  if (raw === null || raw === undefined) return 'null';
  if (Array.isArray(raw)) return 'array';
  if (raw instanceof ExactNumber) return 'number';
  return typeof raw === 'boolean' ? 'bool' : typeof raw;
}

/** A JSON object: neither null, nor a list, nor an exact number. */
export function isObject(raw: unknown): raw is Record<string, unknown> {
  return (
    typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof ExactNumber)
  );
}
