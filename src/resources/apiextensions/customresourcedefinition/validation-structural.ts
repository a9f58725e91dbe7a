import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { additionalSchema, namedSchema } from '../../../catalog/custom/json-schema.ts';
import { patternProblem } from '../../../catalog/custom/pattern.ts';

type Level = 'root' | 'item' | 'field';

const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];
const PRESERVING = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const INT_OR_STRING_NAME = 'x-kubernetes-int-or-string';
const NO_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/**
 * A schema is structural when every place of an object has one schema, and everything that
 * alternatives say is about such places. Errors come sorted.
 */
export function validateStructural(schema: JsonSchema, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  checkInvariants(schema, 'root', path, errors);
  checkCompleteness(schema, schema, path, path, errors);
  return errors.toSorted((a, b) => {
    const [first, second] = [textOf(a), textOf(b)];
    return first < second ? -1 : Number(first > second);
  });
}

function textOf({ field, body }: FieldError): string {
  return `${field}: ${body}`;
}

function checkInvariants(
  schema: JsonSchema,
  level: Level,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { items, properties = {} } = schema;
  if (schema.type === 'array' && items === undefined) {
    errors.push(fieldError.required(path.child('items'), 'must be specified'));
  }
  if (items !== undefined) checkInvariants(items, 'item', path.child('items'), errors);
  for (const [name, member] of Object.entries(properties)) {
    checkInvariants(member, 'field', path.child('properties').key(name), errors);
  }
  if (schema.additionalProperties !== undefined) {
    const place = path.child('additionalProperties');
    if (level === 'root') errors.push(fieldError.forbidden(place, 'must not be used at the root'));
    const other = additionalSchema(schema);
    if (other !== undefined) checkInvariants(other, 'field', place, errors);
  }
  checkExtensions(schema, path, errors);
  checkAlternatives(schema, path, errors, {
    skipAnyOf: equalJson(schema.anyOf, INT_OR_STRING),
    skipFirstAllOf: equalJson(schema.allOf?.[0]?.anyOf, INT_OR_STRING),
  });
  checkType(schema, level, path, errors);
  checkMeta(schema, level, path, errors);
}

function checkExtensions(schema: JsonSchema, path: FieldPath, errors: FieldError[]): void {
  if (schema[INT_OR_STRING_NAME] !== true) return;
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  for (const name of [PRESERVING, EMBEDDED] as const) {
    if (schema[name] === true) errors.push(fieldError.invalid(path.child(name), true, detail));
  }
}

function checkType(schema: JsonSchema, level: Level, path: FieldPath, errors: FieldError[]): void {
  const { type = '' } = schema;
  const place = path.child('type');
  const isEmbedded = schema[EMBEDDED] === true;
  if (isEmbedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(
      type === '' ? fieldError.required(place, detail) : fieldError.invalid(place, type, detail),
    );
  } else if (type === '' && schema[INT_OR_STRING_NAME] !== true && schema[PRESERVING] !== true) {
    errors.push(fieldError.required(place, NO_TYPE[level]));
  }
  if (isEmbedded && schema.additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set';
    errors.push(fieldError.forbidden(path.child('additionalProperties'), detail));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(fieldError.invalid(place, type, 'must be object at the root'));
  }
}

/** Type and metadata of resources are known, and next to nothing can be said about them. */
function checkMeta(schema: JsonSchema, level: Level, path: FieldPath, errors: FieldError[]): void {
  const isEmbedded = schema[EMBEDDED] === true;
  const isResource = level === 'root' || isEmbedded;
  const place = path.child('properties');
  for (const name of isResource ? ['kind', 'apiVersion'] : []) {
    const member = namedSchema(schema, name);
    if (member === undefined || member.type === 'string') continue;
    const at = place.key(name).child('type');
    errors.push(fieldError.invalid(at, member.type ?? '', 'must be string'));
  }
  const metadata = namedSchema(schema, 'metadata');
  if (metadata !== undefined) {
    const at = place.key('metadata');
    if (isResource && metadata.type !== 'object') {
      errors.push(fieldError.invalid(at.child('type'), metadata.type ?? '', 'must be object'));
    }
    if (level === 'root' && !isBareMetadata(metadata)) {
      const detail =
        'must not specify anything other than name and generateName, but metadata is implicitly specified';
      errors.push(fieldError.forbidden(at, detail));
    }
  }
  const isEmpty = Object.keys(schema.properties ?? {}).length === 0;
  if (isEmbedded && schema[PRESERVING] !== true && isEmpty) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(fieldError.required(place, detail));
  }
}

function isBareMetadata({
  type: _type,
  default: _default,
  properties,
  ...rest
}: JsonSchema): boolean {
  const names = Object.keys(properties ?? {});
  return (
    Object.entries(rest).every(([key, value]) => isNothing(key, value)) &&
    names.every((name) => name === 'name' || name === 'generateName')
  );
}

const ALTERNATIVES: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'enum', 'oneOf']);

const WORDS: ReadonlySet<string> = new Set(['example', 'externalDocs']);

/** A member that is lost on the way into structural form. */
function isNothing(key: string, value: unknown): boolean {
  if (WORDS.has(key)) return true;
  if (Array.isArray(value)) return value.length === 0 && ALTERNATIVES.has(key);
  const isKept = key === 'additionalProperties' || key === 'x-kubernetes-preserve-unknown-fields';
  return value === '' || (value === false && !isKept);
}

interface Skipped {
  readonly skipAnyOf: boolean;
  readonly skipFirstAllOf: boolean;
}

const NOTHING: Skipped = { skipAnyOf: false, skipFirstAllOf: false };

function checkAlternatives(
  schema: JsonSchema,
  path: FieldPath,
  errors: FieldError[],
  { skipAnyOf, skipFirstAllOf }: Skipped,
): void {
  if (!skipAnyOf) {
    schema.anyOf?.forEach((each, i) => {
      checkNested(each, path.child('anyOf').index(i), errors, NOTHING);
    });
  }
  schema.allOf?.forEach((each, i) => {
    const skipped = { skipAnyOf: skipFirstAllOf && i === 0, skipFirstAllOf: false };
    checkNested(each, path.child('allOf').index(i), errors, skipped);
  });
  schema.oneOf?.forEach((each, i) => {
    checkNested(each, path.child('oneOf').index(i), errors, NOTHING);
  });
  if (schema.not !== undefined) checkNested(schema.not, path.child('not'), errors, NOTHING);
  const problem = schema.pattern ? patternProblem(schema.pattern) : undefined;
  if (problem !== undefined) {
    const detail = `must be a valid regular expression, but isn't: ${problem}`;
    errors.push(fieldError.invalid(path.child('pattern'), schema.pattern, detail));
  }
}

/** What an alternative may not say, because it would be about structure. */
const FORBIDDEN: readonly [string, string][] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  [PRESERVING, 'must be false to be structural'],
  [EMBEDDED, 'must be false to be structural'],
  [INT_OR_STRING_NAME, 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function checkNested(
  schema: JsonSchema,
  path: FieldPath,
  errors: FieldError[],
  skipped: Skipped,
): void {
  checkAlternatives(schema, path, errors, skipped);
  if (schema.items !== undefined) checkNested(schema.items, path.child('items'), errors, NOTHING);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    checkNested(member, path.child('properties').key(name), errors, NOTHING);
  }
  const members = schema as Readonly<Record<string, unknown>>;
  for (const [name, detail] of FORBIDDEN) {
    const value = members[name];
    if (value === undefined || value === '' || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    errors.push(fieldError.forbidden(path.child(name), detail));
  }
  if (namedSchema(schema, 'metadata') !== undefined) {
    const place = path.child('properties').key('metadata');
    errors.push(fieldError.forbidden(place, 'must not be specified in a nested context'));
  }
}

/** Whatever alternatives are about has to be part of the structure as well. */
function checkCompleteness(
  alternatives: JsonSchema,
  schema: JsonSchema | undefined,
  path: FieldPath,
  at: FieldPath,
  errors: FieldError[],
): void {
  const nested = (each: JsonSchema, place: FieldPath): void =>
    checkNestedCompleteness(each, schema, path, place, errors);
  if (alternatives.not !== undefined) nested(alternatives.not, at.child('not'));
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) {
    alternatives[name]?.forEach((each, i) => nested(each, at.child(name).index(i)));
  }
}

function checkNestedCompleteness(
  nested: JsonSchema,
  schema: JsonSchema | undefined,
  path: FieldPath,
  at: FieldPath,
  errors: FieldError[],
): void {
  if (schema === undefined) {
    errors.push(fieldError.required(path, `because it is defined in ${at.toString()}`));
    return;
  }
  checkCompleteness(nested, schema, path, at, errors);
  if (nested.items !== undefined) {
    const [place, from] = [path.child('items'), at.child('items')];
    checkNestedCompleteness(nested.items, schema.items, place, from, errors);
  }
  for (const [name, member] of Object.entries(nested.properties ?? {})) {
    const place = path.child('properties').key(name);
    const from = at.child('properties').key(name);
    checkNestedCompleteness(member, namedSchema(schema, name), place, from, errors);
  }
}
