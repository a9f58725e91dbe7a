import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { namedSchema } from '../../../catalog/custom/json-schema.ts';
import type { Leniency } from './leniency.ts';
import { printedItems } from './printed-schema.ts';

const PLACE = FieldPath.of('schema');
const LIST_TYPE = 'x-kubernetes-list-type';
const LIST_KEYS = 'x-kubernetes-list-map-keys';
const MAP_TYPE = 'x-kubernetes-map-type';
const PRESERVING = 'x-kubernetes-preserve-unknown-fields';

/** How lists and maps are merged. */
export function validateListOrMapType(
  schema: JsonSchema,
  path: FieldPath,
  { mayHaveLooseSets, mayHaveLooseKeys }: Leniency,
): FieldError[] {
  const errors: FieldError[] = [];
  if (schema[PRESERVING] === false) {
    const detail = 'must be true or undefined';
    errors.push(fieldError.invalid(path.child(PRESERVING), false, detail));
  }
  const mapType = schema[MAP_TYPE];
  if (mapType !== undefined) {
    errors.push(...wrongType(schema, path, 'object', MAP_TYPE));
    if (mapType !== 'atomic' && mapType !== 'granular') {
      const values = ['atomic', 'granular'];
      errors.push(fieldError.notSupported(path.child(MAP_TYPE), mapType, values));
    }
  }
  const listType = schema[LIST_TYPE];
  if (listType !== undefined) {
    const wrong = wrongType(schema, path, 'array', LIST_TYPE);
    errors.push(...wrong);
    if (wrong.length === 0 && listType === 'set' && !mayHaveLooseSets) {
      errors.push(...wrongSetItems(schema, path));
    }
    if (!['atomic', 'set', 'map'].includes(listType)) {
      const values = ['atomic', 'set', 'map'];
      errors.push(fieldError.notSupported(path.child(LIST_TYPE), listType, values));
    }
  }
  errors.push(...validateKeys(schema, path));
  if (!mayHaveLooseKeys) errors.push(...looseKeys(schema, path));
  return errors;
}

/** The schema is a set whose items are no wholes. */
export function hasLooseSet(schema: JsonSchema): boolean {
  return schema[LIST_TYPE] === 'set' && wrongSetItems(schema, PLACE).length > 0;
}

/** The schema is a list whose items cannot always be told apart. */
export function hasLooseKeys(schema: JsonSchema): boolean {
  return looseKeys(schema, PLACE).length > 0;
}

function wrongType(
  { type = '' }: JsonSchema,
  path: FieldPath,
  wanted: string,
  because: string,
): FieldError[] {
  if (type === wanted) return [];
  const detail = `must be ${wanted} if ${because} is specified`;
  const place = path.child('type');
  return [
    type === '' ? fieldError.required(place, detail) : fieldError.invalid(place, type, detail),
  ];
}

/** Items of a set are compared as wholes. */
function wrongSetItems({ items }: JsonSchema, path: FieldPath): FieldError[] {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items?.[LIST_TYPE];
  const printed = listType === undefined ? new GoText('null') : listType;
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [fieldError.invalid(path.child('items', LIST_TYPE), listType, detail)];
  }
  if (items?.type === 'object' && items[MAP_TYPE] !== 'atomic') {
    return [fieldError.invalid(path.child('items', MAP_TYPE), printed, detail)];
  }
  return [];
}

function validateKeys(schema: JsonSchema, path: FieldPath): FieldError[] {
  const keys = schema[LIST_KEYS] ?? [];
  const listType = schema[LIST_TYPE];
  const errors: FieldError[] = [];
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const place = path.child(LIST_TYPE);
    errors.push(
      listType === undefined
        ? fieldError.required(place, detail)
        : fieldError.invalid(place, listType, detail),
    );
  }
  if (listType === 'map') errors.push(...validateMapItems(schema, keys, path));
  return errors;
}

function looseKeys(schema: JsonSchema, path: FieldPath): FieldError[] {
  const { items, [LIST_TYPE]: listType, [LIST_KEYS]: keys = [] } = schema;
  if (listType !== 'map' && listType !== 'set') return [];
  if (items === undefined || Array.isArray(items)) return [];
  return validateNullability(items, listType, keys, path.child('items'));
}

function validateMapItems(
  { items }: JsonSchema,
  keys: readonly string[],
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const place = path.child(LIST_KEYS);
  if (keys.length === 0) {
    const detail = 'must not be empty if x-kubernetes-list-type is map';
    errors.push(fieldError.required(place, detail));
  }
  if (items === undefined) {
    const detail = 'must have a schema if x-kubernetes-list-type is map';
    return [...errors, fieldError.required(path.child('items'), detail)];
  }
  if (Array.isArray(items)) {
    const detail = 'must only have a single schema if x-kubernetes-list-type is map';
    const printed = new GoText(goJson(printedItems(items)));
    return [...errors, fieldError.invalid(path.child('items'), printed, detail)];
  }
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(fieldError.invalid(path.child('items', 'type'), items.type ?? '', detail));
    return errors;
  }
  const seen = new Set<string>();
  for (const key of keys) {
    const member = namedSchema(items, key);
    if (member === undefined) {
      const detail = 'entries must all be names of item properties';
      errors.push(fieldError.invalid(place, keys, detail));
    } else if (member.type === 'array' || member.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      const at = path.child('items', 'properties').key(key).child('type');
      errors.push(fieldError.invalid(at, items.type, detail));
    }
    if (seen.has(key)) {
      errors.push(fieldError.invalid(place, keys, 'must not contain duplicate entries'));
    }
    seen.add(key);
  }
  return errors;
}

/** What tells items apart has to be there. */
function validateNullability(
  items: JsonSchema,
  listType: string,
  keys: readonly string[],
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (items.nullable === true) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    errors.push(fieldError.forbidden(path.child('nullable'), detail));
  }
  if (listType !== 'map') return errors;
  const required = new Set(items.required ?? []);
  for (const key of keys) {
    const member = namedSchema(items, key);
    if (member === undefined) continue;
    const place = path.child('properties').key(key);
    const what = 'this property is in x-kubernetes-list-map-keys, so it';
    if (!required.has(key) && member.default === undefined) {
      const detail = `${what} must have a default or be a required property`;
      errors.push(fieldError.required(place.child('default'), detail));
    }
    if (member.nullable === true) {
      errors.push(fieldError.forbidden(place.child('nullable'), `${what} cannot be nullable`));
    }
  }
  return errors;
}
