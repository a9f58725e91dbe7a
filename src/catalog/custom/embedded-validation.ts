import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';
import type { ObjectMeta } from '../../apimachinery/meta.ts';
import { isDns1035Label, isPathSegmentName } from '../../apimachinery/names.ts';
import { validateObjectMeta } from '../../apimachinery/object-meta.ts';
import { hasEmbedded } from './embedded.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, namedSchema } from './json-schema.ts';
import { printedJson } from './printed-json.ts';

/**
 * What is wrong with the type and the metadata of resources inside an object.
 * @param base where the object itself stands; nothing for one that is no part of another
 */
export function validateEmbedded(schema: JsonSchema, object: unknown, base = ''): FieldError[] {
  if (!hasEmbedded(schema)) return [];
  const errors: FieldError[] = [];
  const visit = (value: unknown, at: JsonSchema | undefined, path: string): void => {
    if (at === undefined) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, at.items, `${path}[${index}]`));
      return;
    }
    if (!isMap(value)) return;
    if (at['x-kubernetes-embedded-resource'] === true) errors.push(...validateOne(value, path));
    for (const key of Object.keys(value)) {
      const own = namedSchema(at, key);
      if (own !== undefined) visit(value[key], own, path === '' ? key : `${path}.${key}`);
      else visit(value[key], additionalSchema(at), `${path}[${key}]`);
    }
  };
  visit(object, schema, base);
  return errors;
}

function validateOne(value: Readonly<Record<string, unknown>>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion, kind, metadata } = value;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (apiVersion === undefined) errors.push(fieldError.required(at('apiVersion')));
  if (kind === undefined) errors.push(fieldError.required(at('kind')));
  for (const name of ['apiVersion', 'kind']) {
    if (!Object.hasOwn(value, name) || typeof value[name] === 'string') continue;
    errors.push(fieldError.invalid(at(name), printedJson(value[name]), 'must be a string'));
  }
  if (typeof apiVersion === 'string') {
    const place = at('apiVersion');
    if (apiVersion === '') errors.push(fieldError.invalid(place, '', 'must not be empty'));
    else if (apiVersion.split('/').length > 2) {
      const detail = `unexpected GroupVersion string: ${apiVersion}`;
      errors.push(fieldError.invalid(place, apiVersion, detail));
    }
  }
  if (typeof kind === 'string') {
    const place = at('kind');
    const wrong = isDns1035Label(kind.toLowerCase());
    if (kind === '') errors.push(fieldError.invalid(place, '', 'must not be empty'));
    else if (wrong.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
      errors.push(fieldError.invalid(place, kind, detail));
    }
  }
  if (isMap(metadata)) {
    const meta: ObjectMeta = { ...metadata };
    meta.name ||= 'fakename';
    const errorsOfMeta = validateObjectMeta(meta, {
      namespaced: Boolean(meta.namespace),
      validateName: isPathSegmentName,
      custom: true,
      path: FieldPath.of(at('metadata')),
    });
    errors.push(...errorsOfMeta);
  }
  return errors;
}
