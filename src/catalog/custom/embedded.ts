import { printValue } from '../../apimachinery/go-print.ts';
import { canonicalise } from '../canonical.ts';
import { DecodeError } from '../decode-state.ts';
import { decodeTyped } from '../decode-typed.ts';
import type { CustomType } from './custom-type.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, namedSchema, someSchema } from './json-schema.ts';
import { printedJson } from './printed-json.ts';

const embedding = new WeakMap<JsonSchema, boolean>();

/**
 * Gives the metadata of embedded resources the form that metadata has. Changes `object`.
 * @returns the places of unknown fields in them, sorted
 * @throws DecodeError for a kind, an apiVersion or metadata of the wrong type
 */
export function coerceEmbedded(type: CustomType, object: Record<string, unknown>): string[] {
  const { schema } = type;
  if (schema === undefined || !hasEmbedded(schema)) return [];
  const unknown: string[] = [];
  const visit = (value: unknown, at: JsonSchema | undefined, path: string): void => {
    if (at === undefined) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, at.items, `${path}[${index}]`));
      return;
    }
    if (!isMap(value)) return;
    if (at['x-kubernetes-embedded-resource'] === true) coerceMeta(type, value, path, unknown);
    for (const key of Object.keys(value)) {
      const own = namedSchema(at, key);
      if (own !== undefined) visit(value[key], own, path === '' ? key : `${path}.${key}`);
      else visit(value[key], additionalSchema(at), `${path}[${key}]`);
    }
  };
  visit(object, schema, '');
  return unknown.toSorted();
}

export function hasEmbedded(schema: JsonSchema): boolean {
  let known = embedding.get(schema);
  if (known === undefined) {
    known = someSchema(schema, (each) => each['x-kubernetes-embedded-resource'] === true);
    embedding.set(schema, known);
  }
  return known;
}

function coerceMeta(
  type: CustomType,
  value: Record<string, unknown>,
  path: string,
  unknown: string[],
): void {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const key of ['apiVersion', 'kind']) {
    if (Object.hasOwn(value, key) && typeof value[key] !== 'string') {
      const shown = JSON.stringify(value[key]);
      throw new DecodeError(`${at(key)}: Invalid value: ${shown}: must be a string`);
    }
  }
  if (!Object.hasOwn(value, 'metadata')) return;
  const place = at('metadata');
  try {
    const { object, violations } = decodeTyped(type.objectMeta, value['metadata']);
    value['metadata'] = canonicalise(type.objectMeta, object);
    for (const violation of violations) {
      const name = /^[a-z]+ field "(.*)"$/.exec(violation)?.[1];
      if (name !== undefined) unknown.push(`${place}.${name}`);
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const shown = printValue(printedJson(value['metadata']));
    throw new DecodeError(`${place}: Invalid value: ${shown}: ${error.message}`);
  }
}
