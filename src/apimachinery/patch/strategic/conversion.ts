import { ExactNumber } from '../../../base/json.ts';
import { goTypeOf, sortedByBytes } from '../../go-format.ts';
import type { FieldSchema, StructSchema } from '../../schema.ts';
import type { JsonObject } from '../json-value.ts';
import {
  cannotUnmarshal,
  goJsonOf,
  hasMember,
  isContainer,
  isObject,
  member,
  setMember,
} from '../json-value.ts';

/** A value that does not fit into its Go type; the message is that of upstream's converter. */
export class ConversionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConversionError';
  }
}

export interface Converted {
  readonly document: JsonObject;
  /** `unknown field "spec.foo"`, sorted; those fields are not in the document any more. */
  readonly unknownFields: readonly string[];
}

/**
 * kube-apiserver does not decode a strategically merged document from JSON but converts it member
 * by member into its Go type, with errors of its own and with fewer scruples: integers wrap around,
 * `kind` and `apiVersion` may be anything. Looks only at what differs from `previous`, which is
 * known to fit, and leaves the contents of scalars (times, quantities, base64) to the decoder.
 * @throws ConversionError
 */
export function convertMerged(
  schema: StructSchema,
  merged: JsonObject,
  previous: JsonObject,
): Converted {
  const unknown: string[] = [];
  const document = { ...(convertStruct(schema, merged, previous, '', unknown) as JsonObject) };
  for (const name of ['apiVersion', 'kind']) {
    // The Go type says what an object is; what it says itself does not matter.
    if (hasMember(previous, name)) document[name] = previous[name];
    else delete document[name];
  }
  const unknownFields = unknown.map((path) => `unknown field "${path}"`);
  return { document, unknownFields: sortedByBytes(unknownFields) };
}

function convertStruct(
  schema: StructSchema,
  value: unknown,
  previous: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (!isObject(value)) throw new ConversionError(`cannot restore struct from: ${kindOf(value)}`);
  const before = isObject(previous) ? previous : {};
  const converted: JsonObject = {};
  const typeMeta = schema.typeMeta ? ['kind', 'apiVersion'] : [];
  for (const name of typeMeta) checkText(value[name], 'string');
  const changed = new Map<string, unknown>();
  for (const field of schema.fields.values()) {
    if (!hasMember(value, field.name)) continue;
    const fieldPath = path === '' ? field.name : `${path}.${field.name}`;
    const found = value[field.name];
    const result = convertField(field, found, member(before, field.name), fieldPath, unknown);
    if (result !== found) changed.set(field.name, result);
  }
  let same = changed.size === 0;
  for (const name of Object.keys(value)) {
    if (schema.fields.has(name) || typeMeta.includes(name)) {
      setMember(converted, name, changed.has(name) ? changed.get(name) : value[name]);
    } else {
      unknown.push(path === '' ? name : `${path}.${name}`);
      same = false;
    }
  }
  return same ? value : converted;
}

function convertField(
  field: FieldSchema,
  value: unknown,
  previous: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (value === previous || value === null) return value;
  if (field.card === 'list') return convertList(field, value, previous, path, unknown);
  if (field.card === 'map') return convertMap(field, value, previous, path, unknown);
  return convertElement(field, value, previous, path, unknown);
}

function convertList(
  field: FieldSchema,
  value: unknown,
  previous: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (!Array.isArray(value))
    throw new ConversionError(`cannot restore slice from ${kindOf(value)}`);
  const known = new Set<unknown>(Array.isArray(previous) ? previous : []);
  let same = true;
  const converted = value.map((item: unknown, index) => {
    if (item === null || known.has(item)) return item;
    const result = convertElement(field, item, undefined, `${path}[${index}]`, unknown);
    if (result !== item) same = false;
    return result;
  });
  return same ? value : converted;
}

function convertMap(
  field: FieldSchema,
  value: unknown,
  previous: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (!isObject(value)) throw new ConversionError(`cannot restore map from ${kindOf(value)}`);
  const before = isObject(previous) ? previous : {};
  const converted: JsonObject = {};
  let same = true;
  for (const key of Object.keys(value)) {
    const item = value[key];
    const old = member(before, key);
    // Upstream leaves the keys of maps out of its paths.
    const result =
      item === null || item === old ? item : convertElement(field, item, old, path, unknown);
    if (result !== item) same = false;
    setMember(converted, key, result);
  }
  return same ? value : converted;
}

function convertElement(
  field: FieldSchema,
  value: unknown,
  previous: unknown,
  path: string,
  unknown: string[],
): unknown {
  const { struct } = field;
  if (struct === undefined) return convertScalar(field, value);
  if (struct.wraps !== undefined) return convertList(struct.wraps, value, previous, path, unknown);
  if (struct.jsonUnion !== undefined) return value;
  return convertStruct(struct, value, previous, path, unknown);
}

function convertScalar(field: FieldSchema, value: unknown): unknown {
  switch (field.scalar) {
    case 'string':
      checkText(value, field.named?.split('.').slice(-2).join('.') ?? 'string');
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw new ConversionError('unrecognized type: bool');
      return value;
    case 'int32':
    case 'int64':
      return convertInteger(value, field.scalar);
    case 'double':
      if (!isNumber(value)) throw new ConversionError('unrecognized type: float64');
      return value;
    case 'bytes':
      return convertBytes(value);
    case 'time':
    case 'microTime':
    case 'duration':
      if (typeof value === 'string') return value;
      throw new ConversionError(cannotUnmarshal(value, 'string'));
    case 'intOrString':
      checkIntOrString(value);
      return value;
    case 'quantity':
    case 'rawExtension':
    case 'fieldsV1':
    case 'json':
    case undefined:
      return value;
    default:
      return field.scalar satisfies never;
  }
}

/** Bytes are base64 or, since they are a slice in Go, a list of their numbers. */
function convertBytes(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) {
    throw new ConversionError(`cannot restore slice from ${kindOf(value)}`);
  }
  const bytes = value.map((item: unknown) => {
    if (item === null) return 0;
    if (!isNumber(item)) throw new ConversionError('unrecognized type: uint8');
    if (item instanceof ExactNumber) return Number(BigInt.asUintN(8, BigInt(item.text)));
    if (!Number.isInteger(item)) throw new ConversionError('cannot convert float64 to uint8');
    return Number(BigInt.asUintN(8, BigInt(item)));
  });
  return Buffer.from(bytes).toString('base64');
}

/** Go can make a text of an integer, but JSON must not: hence two words for one mistake. */
function checkText(value: unknown, goType: string): void {
  if (typeof value === 'string' || value === undefined || value === null) return;
  throw new ConversionError(
    goTypeOf(value) === 'int64' ? `cannot convert int64 to ${goType}` : 'unrecognized type: string',
  );
}

function convertInteger(value: unknown, goType: 'int32' | 'int64'): unknown {
  if (!isNumber(value)) throw new ConversionError(`unrecognized type: ${goType}`);
  if (value instanceof ExactNumber) {
    return goType === 'int64' ? value : Number(BigInt.asIntN(32, BigInt(value.text)));
  }
  if (!Number.isInteger(value)) throw new ConversionError(`cannot convert float64 to ${goType}`);
  return goType === 'int64' ? value : Number(BigInt.asIntN(32, BigInt(value)));
}

function checkIntOrString(value: unknown): void {
  if (typeof value === 'string') return;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return;
  if (value === -(2 ** 31)) return;
  const found = isNumber(value) ? `number ${goJsonOf(value)}` : undefined;
  throw new ConversionError(
    found === undefined
      ? cannotUnmarshal(value, 'int32')
      : `json: cannot unmarshal ${found} into Go value of type int32`,
  );
}

function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** The reflect.Kind of a decoded JSON value. */
function kindOf(value: unknown): string {
  if (isContainer(value)) return Array.isArray(value) ? 'slice' : 'map';
  return goTypeOf(value);
}
