import type { Value } from './value.ts';
import { CelUint } from './value.ts';
import { bounded, weightOf } from './weight.ts';

/** A map, or an object of a schema. */
export abstract class CelMap {
  abstract readonly size: number;
  /** @returns undefined if there is no such key */
  abstract get(key: Value): Value | undefined;
  abstract keys(): Iterable<Value>;

  /** With everything below it. */
  get weight(): number {
    return 1 + this.size;
  }

  /** Undefined: all maps of this kind are compared alike. */
  equals(_other: CelMap): boolean | undefined {
    return undefined;
  }

  /** The name of its type, if it is an object of a schema. */
  get typeName(): string | undefined {
    return undefined;
  }
}

/** Keys are compared as numbers across the types of numbers. */
function normalized(key: Value): Value | undefined {
  if (key instanceof CelUint) return key.value;
  if (typeof key === 'number') return Number.isInteger(key) ? BigInt(key) : undefined;
  return key;
}

/**
 * A map that was written or computed. Folds insert one entry per turn, so a map that holds all of
 * its entries grows in place, and the smaller ones keep seeing only their own.
 */
interface Entry {
  readonly key: Value;
  readonly value: Value;
  readonly order: number;
}

export class EntryMap extends CelMap {
  static readonly empty = new EntryMap(new Map(), 0, 1);
  readonly #entries: Map<Value, Entry>;
  readonly size: number;
  readonly #weight: number;

  private constructor(entries: Map<Value, Entry>, size: number, weight: number) {
    super();
    this.#weight = weight;
    this.#entries = entries;
    this.size = size;
  }

  override get weight(): number {
    return this.#weight;
  }

  static of(entries: Iterable<readonly [Value, Value]>): EntryMap {
    let map = EntryMap.empty;
    for (const [key, value] of entries) map = map.inserting(key, value) ?? map;
    return map;
  }

  /** @returns undefined if the key is there already */
  inserting(key: Value, value: Value): EntryMap | undefined {
    if (this.get(key) !== undefined) return undefined;
    const weight = bounded(this.#weight + 1 + weightOf(value));
    const own = this.#entries.size === this.size && this.size > 0;
    const entries = own ? this.#entries : new Map([...this.#entries].slice(0, this.size));
    entries.set(normalized(key) ?? key, { key, value, order: this.size });
    return new EntryMap(entries, this.size + 1, weight);
  }

  get(key: Value): Value | undefined {
    const wanted = normalized(key);
    const found = wanted === undefined ? undefined : this.#entries.get(wanted);
    return found === undefined || found.order >= this.size ? undefined : found.value;
  }

  *keys(): Generator<Value> {
    for (const { key, order } of this.#entries.values()) if (order < this.size) yield key;
  }
}

/** A map over a JSON object, converted member by member. */
export class JsonMap extends CelMap {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #convert: (member: unknown, key: string) => Value;
  readonly #made = new Map<string, Value>();
  #names: readonly string[] | undefined;

  constructor(
    object: Readonly<Record<string, unknown>>,
    convert: (member: unknown, key: string) => Value,
  ) {
    super();
    this.#object = object;
    this.#convert = convert;
  }

  get size(): number {
    return this.#keys().length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    if (!Object.hasOwn(this.#object, key) || this.#object[key] === undefined) return undefined;
    const value = this.#convert(this.#object[key], key);
    this.#made.set(key, value);
    return value;
  }

  keys(): Iterable<Value> {
    return this.#keys();
  }

  #keys(): readonly string[] {
    this.#names ??= Object.keys(this.#object).filter((key) => this.#object[key] !== undefined);
    return this.#names;
  }
}
