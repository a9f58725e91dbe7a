import { equalJson } from '../../apimachinery/managed-fields/equal.ts';
import { isKeyed, isObject, itemsByKey } from './keyed-items.ts';
import type { CelSchema } from './schema.ts';
import { valuesSchema } from './schema.ts';

/**
 * A value of an update beside the one that stood in its place. What is wrong with it is forgiven if
 * it did not change. Only what the schema knows can be compared: an object that holds fields its
 * schema does not name counts as changed, always.
 */
export class Correlated {
  readonly value: unknown;
  readonly old: unknown;
  readonly #schema: CelSchema;
  readonly #children = new Map<string | number, Correlated>();
  #oldItem: ((item: unknown) => unknown) | undefined;
  #isUnchanged: boolean | undefined;

  constructor(value: unknown, old: unknown, schema: CelSchema) {
    this.value = value;
    this.old = old;
    this.#schema = schema;
  }

  /** Undefined: there is no such member, there was none, or the schema does not know it. */
  key(name: string): Correlated | undefined {
    const made = this.#children.get(name);
    if (made !== undefined) return made;
    const { value, old } = this;
    if (!isObject(value) || !isObject(old)) return undefined;
    if (!Object.hasOwn(value, name) || !Object.hasOwn(old, name)) return undefined;
    const { properties = {} } = this.#schema;
    const schema = Object.hasOwn(properties, name) ? properties[name] : valuesSchema(this.#schema);
    return schema && this.#remember(name, new Correlated(value[name], old[name], schema));
  }

  /** Undefined: there is no such item, or nothing tells which one it was. */
  item(index: number): Correlated | undefined {
    const made = this.#children.get(index);
    if (made !== undefined) return made;
    const { items } = this.#schema;
    if (items === undefined || !Array.isArray(this.value) || index >= this.value.length) {
      return undefined;
    }
    this.#oldItem ??= itemsByKey(this.#schema, this.old);
    const item: unknown = this.value[index];
    const old = this.#oldItem(item);
    if (old === undefined) return undefined;
    return this.#remember(index, new Correlated(item, old, items));
  }

  /** The order of items that have keys does not count. */
  get isUnchanged(): boolean {
    this.#isUnchanged ??= this.#compare();
    return this.#isUnchanged;
  }

  #remember(place: string | number, child: Correlated): Correlated {
    this.#children.set(place, child);
    return child;
  }

  #compare(): boolean {
    const { value, old } = this;
    if (Array.isArray(value)) {
      if (!Array.isArray(old) || old.length !== value.length) return false;
      if (!isKeyed(this.#schema)) return equalJson(value, old);
      return value.every((_, index) => this.item(index)?.isUnchanged === true);
    }
    if (isObject(value)) {
      if (!isObject(old)) return false;
      const names = Object.keys(value);
      if (names.length !== Object.keys(old).length) return false;
      return names.every((name) => this.key(name)?.isUnchanged === true);
    }
    return equalJson(value, old);
  }
}
