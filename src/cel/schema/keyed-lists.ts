import { areEqual } from '../values/equality.ts';
import { ArrayList, CelList } from '../values/list.ts';
import type { Value } from '../values/value.ts';

/** Lists whose order means nothing: they are equal if each has what the other has. */
abstract class UnorderedList extends CelList {
  readonly #items: CelList;

  constructor(items: CelList) {
    super();
    this.#items = items;
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Value {
    return this.#items.at(index);
  }

  override equals(other: CelList): boolean {
    if (this.length !== other.length) return false;
    const left = [...other];
    for (const item of this) {
      const index = left.findIndex((each) => areEqual(each, item));
      if (index < 0) return false;
      left.splice(index, 1);
    }
    return true;
  }
}

/** A list of type `set`: adding a list adds what is new in it. */
export class SetList extends UnorderedList {
  override concat(other: CelList): CelList {
    const items = [...this];
    for (const item of other) {
      if (!items.some((each) => areEqual(each, item))) items.push(item);
    }
    return new SetList(new ArrayList(items));
  }
}

/** A list of type `map`: adding a list replaces the items of the same keys. */
export class MapList extends UnorderedList {
  readonly #keyOf: (item: Value) => string;

  constructor(items: CelList, keyOf: (item: Value) => string) {
    super(items);
    this.#keyOf = keyOf;
  }

  override concat(other: CelList): CelList {
    const byKey = new Map<string, Value>();
    for (const list of [this, other]) for (const item of list) byKey.set(this.#keyOf(item), item);
    return new MapList(new ArrayList([...byKey.values()]), this.#keyOf);
  }
}
