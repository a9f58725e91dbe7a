import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, namedSchema } from './json-schema.ts';

/** Members that every object of the API has, whatever its schema says. */
const META: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** What is told of unknown fields; a body may have millions of them. */
const PATHS_MAX = 1000;

/**
 * Removes the members that a schema does not know. The root is a resource, whose type and metadata
 * stay.
 * @returns the places of what was removed, sorted
 */
export function prune(object: Record<string, unknown>, schema: JsonSchema | undefined): string[] {
  const pruner = new Pruner();
  pruner.prune(object, { ...schema, 'x-kubernetes-embedded-resource': true });
  return pruner.removed.toSorted();
}

/** The same for a part of an object, which has the schema alone. */
export function pruneValue(value: unknown, schema: JsonSchema): void {
  new Pruner().prune(value, schema);
}

class Pruner {
  readonly removed: string[] = [];
  readonly #path: (string | number)[] = [];

  prune(value: unknown, schema: JsonSchema | undefined): void {
    if (schema?.['x-kubernetes-preserve-unknown-fields'] === true) {
      this.#pruneKnown(value, schema);
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => this.#inside(index, () => this.prune(item, schema?.items)));
    } else if (isMap(value)) this.#pruneMap(value, schema);
  }

  #pruneMap(map: Record<string, unknown>, schema: JsonSchema | undefined): void {
    for (const key of Object.keys(map)) {
      const isMeta = META.has(key);
      if (isMeta && schema?.['x-kubernetes-embedded-resource'] === true) continue;
      const own = schema && namedSchema(schema, key);
      const { additionalProperties } = schema ?? {};
      if (own !== undefined) this.#inside(key, () => this.prune(map[key], own));
      else if (schema !== undefined && additionalProperties !== undefined) {
        const other = additionalSchema(schema);
        this.#inside(key, () => this.prune(map[key], other));
      } else {
        if (!isMeta || this.#path.length > 0) this.#remember(key);
        delete map[key];
      }
    }
  }

  /** Unknown members stay, but inside the known ones unknown members may go. */
  #pruneKnown(value: unknown, schema: JsonSchema | undefined): void {
    if (schema === undefined) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        this.#inside(index, () => this.#pruneKnown(item, schema.items));
      });
      return;
    }
    if (!isMap(value)) return;
    for (const key of Object.keys(value)) {
      if (META.has(key) && schema['x-kubernetes-embedded-resource'] === true) continue;
      const own = namedSchema(schema, key);
      if (own !== undefined) this.#inside(key, () => this.prune(value[key], own));
      else if (schema.additionalProperties !== undefined) {
        this.#inside(key, () => this.prune(value[key], additionalSchema(schema)));
      }
    }
  }

  #inside(step: string | number, visit: () => void): void {
    this.#path.push(step);
    visit();
    this.#path.pop();
  }

  #remember(key: string): void {
    if (this.removed.length < PATHS_MAX) this.removed.push(pathText([...this.#path, key]));
  }
}

/** `spec.items[0].name` */
function pathText(steps: readonly (string | number)[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
