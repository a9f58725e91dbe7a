import { goFloat, isInt64 } from '../../apimachinery/go-format.ts';
import { equalJson } from '../../apimachinery/managed-fields/equal.ts';
import { ExactNumber } from '../../base/json.ts';
import type { Correlated } from '../../cel/schema/correlated.ts';
import { formatIsKnown, formatIsValid } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, namedSchema } from './json-schema.ts';
import { patternOf } from './pattern.ts';
import {
  invalidAs,
  invalidValue,
  missing,
  notSupported,
  placeless,
  SchemaResult,
  tooLong,
  tooMany,
  wrongType,
} from './schema-result.ts';

/**
 * Validates a value against a schema with the findings of kube-openapi, in their order.
 * @param schema in the form of instances or of defaults
 * @param name the place of the value in messages; empty for the object itself
 * @param update `value` beside what stood there: what did not change is not refused
 */
export function validateSchema(
  schema: JsonSchema,
  value: unknown,
  name: string,
  update?: Correlated,
): SchemaResult {
  const result = validateHere(schema, value, name, update);
  if (result.isValid || update?.isUnchanged !== true) return result;
  const tolerated = new SchemaResult();
  tolerated.matches = result.matches;
  return tolerated;
}

function validateHere(
  schema: JsonSchema,
  value: unknown,
  name: string,
  update: Correlated | undefined,
): SchemaResult {
  const result = new SchemaResult();
  checkType(result, schema, value, name);
  if (value !== null) {
    // One for the check of `enum`, which every value gets, and one for the schema itself.
    result.matches += 2;
    checkAlternatives(result, schema, value, name);
    if (typeof value === 'string') checkString(result, schema, value, name);
    if (typeof value === 'number' || value instanceof ExactNumber) {
      checkNumber(result, schema, value, name);
    }
    if (Array.isArray(value)) checkList(result, schema, value, name, update);
  }
  if (schema.enum !== undefined && schema.enum.length > 0) {
    const isKnown = value !== null && schema.enum.some((each) => isOneOf(value, each));
    if (!isKnown) result.add(notSupported(name, value, schema.enum));
  }
  if (isMap(value)) checkMap(result, schema, value, name, update);
  return result;
}

/** Go converts a value to the type of what it is compared with: numbers lose their fraction, or become a character. */
function isOneOf(value: unknown, wanted: unknown): boolean {
  if (equalJson(wanted, value)) return true;
  if (typeof value !== 'number') return false;
  if (typeof wanted === 'number') return Number.isInteger(wanted) && Math.trunc(value) === wanted;
  if (typeof wanted !== 'string' || !Number.isInteger(value)) return false;
  return value >= 0 && value <= CODE_POINT_MAX && String.fromCodePoint(value) === wanted;
}

const CODE_POINT_MAX = 0x10ffff;

/** What JSON Schema calls a value; whole numbers are integers. */
export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof ExactNumber) return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined || schema.type === '' ? [] : [schema.type];
}

function checkType(result: SchemaResult, schema: JsonSchema, value: unknown, name: string): void {
  const types = typesOf(schema);
  const format = schema.format || undefined;
  if (value === null) {
    if (types.length > 0 && schema.nullable !== true) {
      result.add(wrongType(name, types.join(','), 'null'));
    } else result.matches++;
    return;
  }
  if (types.length === 0 && format === undefined) return;
  result.matches++;
  const found = typeOf(value);
  const isNumeric = types.includes('number') || types.includes('integer');
  const isFormatted = format !== undefined && !isNumeric && ['string', 'array'].includes(found);
  const isWhole = found === 'integer' && types.includes('number');
  const fits = isWhole || types.includes(found);
  const ownFormat = FORMATS_OF_TYPES[found];
  if (isFormatted || fits) result.matches++;
  else if (ownFormat !== undefined && format !== undefined && format !== ownFormat) {
    // Neither a text nor a list: it is the format that is missed.
    result.add(wrongType(name, format, ownFormat));
  } else result.add(wrongType(name, types.join(','), found));
}

/** The formats that values have by themselves, of all but texts and lists. */
const FORMATS_OF_TYPES: Readonly<Record<string, string>> = {
  integer: 'int64',
  number: 'float64',
  boolean: '',
  object: '',
};

function checkString(result: SchemaResult, schema: JsonSchema, value: string, name: string): void {
  checkLength(result, schema, value, name);
  result.matches++;
  const { format = '' } = schema;
  if (!formatIsKnown(format)) return;
  if (!formatIsValid(format, value)) result.add(wrongType(name, format, value));
  result.matches++;
}

function checkLength(
  result: SchemaResult,
  { maxLength, minLength, pattern }: JsonSchema,
  value: string,
  name: string,
): void {
  if (maxLength !== undefined && isLonger(value, maxLength)) {
    result.add(tooLong(name, maxLength));
  } else if (minLength !== undefined && !isLonger(value, minLength - 1)) {
    const what = `should be at least ${minLength} chars long`;
    result.add(invalidValue(name, value, what));
  } else if (pattern !== undefined && pattern !== '') {
    const compiled = patternOf(pattern);
    if (!compiled.matches(value)) {
      result.add(invalidValue(name, value, `should match '${compiled.shown}'`));
    }
  }
}

/** Counted in characters, not in halves of them. */
function isLonger(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > max * 2) return true;
  let count = 0;
  for (const _ of text) if (++count > max) return true;
  return false;
}

function checkNumber(
  result: SchemaResult,
  schema: JsonSchema,
  value: number | ExactNumber,
  name: string,
): void {
  const number = Number(value);
  const { maximum, minimum, multipleOf } = schema;
  const whole = value instanceof ExactNumber || isInt64(value);
  const print = whole ? String : goFloat;
  if (multipleOf !== undefined) {
    // Whole numbers are compared with what is whole of the schema's numbers, as upstream does.
    const factor = whole ? Math.trunc(multipleOf) : multipleOf;
    if (factor <= 0) {
      const message = `factor MultipleOf declared for ${name} must be positive: ${print(factor)}`;
      result.add(invalidAs(name, factor, message));
    } else if (!isMultiple(number, factor)) {
      result.add(invalidValue(name, value, `should be a multiple of ${print(factor)}`));
    }
  }
  if (minimum !== undefined) {
    const bound = whole ? Math.trunc(minimum) : minimum;
    const exclusive = schema.exclusiveMinimum === true;
    if (exclusive ? number <= bound : number < bound) {
      const what = exclusive ? 'greater than' : 'greater than or equal to';
      result.add(invalidValue(name, value, `should be ${what} ${print(bound)}`));
    }
  }
  if (maximum !== undefined) {
    const bound = whole ? Math.trunc(maximum) : maximum;
    const exclusive = schema.exclusiveMaximum === true;
    if (exclusive ? number >= bound : number > bound) {
      const what = exclusive ? 'less than' : 'less than or equal to';
      result.add(invalidValue(name, value, `should be ${what} ${print(bound)}`));
    }
  }
  result.matches += 2;
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times));
}

function checkList(
  result: SchemaResult,
  { items, minItems, maxItems }: JsonSchema,
  value: readonly unknown[],
  name: string,
  update: Correlated | undefined,
): void {
  if (items !== undefined) {
    value.forEach((item, index) => {
      result.merge(validateSchema(items, item, `${name}[${index}]`, update?.item(index)));
    });
  }
  if (minItems !== undefined && value.length < minItems) {
    result.add(invalidValue(name, value.length, `should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) {
    result.add(tooMany(name, 'items', value.length, maxItems));
  }
  result.matches += 2;
}

function checkMap(
  result: SchemaResult,
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  name: string,
  update: Correlated | undefined,
): void {
  const { minProperties, maxProperties, properties = {}, required = [] } = schema;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) {
    const what = `should have at least ${minProperties} properties`;
    result.add(invalidValue(name, keys.length, what));
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    result.add(tooMany(name, 'properties', keys.length, maxProperties));
  }
  const old = (key: string): Correlated | undefined => {
    const isType = name === '' && (key === 'kind' || key === 'apiVersion');
    return isType ? undefined : update?.key(key);
  };
  const other = additionalSchema(schema);
  for (const key of keys) {
    if (namedSchema(schema, key) !== undefined) continue;
    if (schema.additionalProperties === false) {
      const message = `${name}.${key} in body is a forbidden property`;
      result.add(invalidAs(name, key, message));
    } else if (other !== undefined) {
      result.merge(validateSchema(other, value[key], `${name}.${key}`, old(key)));
    }
  }
  for (const [key, member] of Object.entries(properties)) {
    if (!Object.hasOwn(value, key)) continue;
    const place = name === '' ? key : `${name}.${key}`;
    result.merge(validateSchema(member, value[key], place, old(key)));
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key)) result.add(missing(`${name}.${key}`));
  }
  result.matches++;
}

function checkAlternatives(
  result: SchemaResult,
  { anyOf = [], oneOf = [], allOf = [], not }: JsonSchema,
  value: unknown,
  name: string,
): void {
  // Nothing inside of alternatives is forgiven for being old, upstream neither.
  const check = (schema: JsonSchema): SchemaResult => validateHere(schema, value, name, undefined);
  const quoted = JSON.stringify(name);
  if (anyOf.length > 0) checkAnyOf(result, anyOf, check, quoted);
  if (oneOf.length > 0) checkOneOf(result, oneOf, check, quoted);
  if (allOf.length > 0) {
    let valid = 0;
    for (const schema of allOf) {
      const one = check(schema);
      if (one.isValid) valid++;
      result.merge(one);
    }
    if (valid !== allOf.length) {
      const none = valid === 0 ? '. None validated' : '';
      result.add(placeless(`${quoted} must validate all the schemas (allOf)${none}`));
    }
  }
  if (not !== undefined && check(not).isValid) {
    result.add(placeless(`${quoted} must not validate the schema (not)`));
  }
  result.matches += 2;
}

function checkAnyOf(
  result: SchemaResult,
  schemas: readonly JsonSchema[],
  check: (schema: JsonSchema) => SchemaResult,
  quoted: string,
): void {
  let best: SchemaResult | undefined;
  for (const schema of schemas) {
    const one = check(schema);
    if (one.isValid) {
      result.merge(one);
      return;
    }
    if (best === undefined || one.matches > best.matches) best = one;
  }
  result.add(placeless(`${quoted} must validate at least one schema (anyOf)`));
  if (best !== undefined) result.merge(best);
}

function checkOneOf(
  result: SchemaResult,
  schemas: readonly JsonSchema[],
  check: (schema: JsonSchema) => SchemaResult,
  quoted: string,
): void {
  let best: SchemaResult | undefined;
  let first: SchemaResult | undefined;
  let valid = 0;
  for (const schema of schemas) {
    const one = check(schema);
    if (one.isValid) {
      valid++;
      first ??= one;
    } else if (best === undefined || one.matches > best.matches) best = one;
  }
  if (valid === 1) {
    if (first !== undefined) result.merge(first);
    return;
  }
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
  result.add(placeless(`${quoted} must validate one and only one schema (oneOf). ${found}`));
  if (valid === 0 && best !== undefined) result.merge(best);
}
