import type { Value } from './value.ts';
import { bounded, weightOf } from './weight.ts';

/** A list. Items are made when they are first looked at, so a large object costs only what is read. */
export abstract class CelList {
  abstract readonly length: number;
  abstract at(index: number): Value;

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  /** Lists that are sets or maps by their schema are joined by their own rules. */
  concat(other: CelList): CelList {
    return GrowingList.joining(this, other);
  }

  /** With everything below it. */
  get weight(): number {
    return 1 + this.length;
  }

  /** How many items `concat` copies. */
  copied(other: CelList): number {
    return this.length + other.length;
  }

  /** Undefined: element by element in order. */
  equals(_other: CelList): boolean | undefined {
    return undefined;
  }
}

export class ArrayList extends CelList {
  readonly #items: readonly Value[];
  readonly #weight: number;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
    this.#weight = bounded(items.reduce<number>((sum, item) => sum + weightOf(item), 1));
  }

  override get weight(): number {
    return this.#weight;
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Value {
    return this.#items[index] ?? null;
  }
}

/**
 * The result of adding lists. Folds add one item per turn, so a list that is the end of its array
 * grows in place and leaves the shorter ones what they were.
 */
class GrowingList extends CelList {
  readonly #items: Value[];
  readonly #weight: number;
  readonly length: number;

  private constructor(items: Value[], length: number, weight: number) {
    super();
    this.#items = items;
    this.length = length;
    this.#weight = weight;
  }

  override get weight(): number {
    return this.#weight;
  }

  static joining(left: CelList, right: CelList): CelList {
    const weight = bounded(left.weight + right.weight);
    const grows = left instanceof GrowingList && left.#isWhole;
    const items = grows ? left.#items : [...left];
    for (const item of right) items.push(item);
    return new GrowingList(items, items.length, weight);
  }

  get #isWhole(): boolean {
    return this.#items.length === this.length;
  }

  override copied(other: CelList): number {
    return this.#isWhole ? other.length : super.copied(other);
  }

  at(index: number): Value {
    return this.#items[index] ?? null;
  }
}

export const EMPTY_LIST: CelList = new ArrayList([]);

/** A list over JSON, converted item by item. */
export class JsonList extends CelList {
  readonly #items: readonly unknown[];
  readonly #convert: (item: unknown) => Value;
  readonly #made: (Value | undefined)[] = [];

  constructor(items: readonly unknown[], convert: (item: unknown) => Value) {
    super();
    this.#items = items;
    this.#convert = convert;
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Value {
    let made = this.#made[index];
    if (made === undefined) {
      made = this.#convert(this.#items[index]);
      this.#made[index] = made;
    }
    return made;
  }
}
