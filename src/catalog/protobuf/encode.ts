import { durationOf } from '../../apimachinery/go-duration.ts';
import type { StructSchema } from '../../apimachinery/schema.ts';
import { ExactNumber, encodeJson } from '../../base/json.ts';
import { int64Of } from '../json-source.ts';
import type { MessagePlan, PartPlan } from './message-plan.ts';
import { planOf } from './message-plan.ts';
import { parseTimestamp, ZERO_TIME_SECONDS } from './timestamp.ts';
import { WireWriter } from './wire-writer.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Keys that sort otherwise in UTF-16 than in UTF-8. */
const BEYOND_PLAIN_ORDER = /[\ud800-\uffff]/;
const EMPTY: JsonObject = {};

// Encoding never waits, so one buffer serves everybody.
const shared = new WireWriter();

/**
 * The protobuf message of an object, without envelope: `apiVersion` and `kind` are not in it.
 * The same bytes as upstream writes: zero values included, maps sorted by key.
 * @param object the canonical JSON form; members that the schema does not have are ignored
 */
export function encodeMessage(schema: StructSchema, object: object): Buffer {
  return write((writer) => writeMessage(writer, planOf(schema), object as JsonObject));
}

/** Lends the shared writer to `fill`, which must not call this function. */
export function write(fill: (writer: WireWriter) => void): Buffer {
  shared.clear();
  fill(shared);
  return shared.take();
}

export function writeMessage(writer: WireWriter, plan: MessagePlan, object: JsonObject): void {
  const { parts } = plan;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as PartPlan;
    if (part.inline) {
      writer.varint(part.key);
      const start = writer.begin();
      writeMessage(writer, part.message, object);
      writer.end(start);
      continue;
    }
    const value = object[part.name];
    if (value === undefined || value === null) {
      if (!part.optional) writeOne(writer, part, value);
    } else if (part.count === 'one') {
      writeOne(writer, part, value);
    } else if (part.count === 'list') {
      if (Array.isArray(value)) for (const each of value) writeOne(writer, part, each);
    } else {
      writeMap(writer, part, value as JsonObject);
    }
  }
}

function writeMap(writer: WireWriter, part: PartPlan, map: JsonObject): void {
  for (const key of sortedKeys(map)) {
    writer.varint(part.key);
    const start = writer.begin();
    writer.byte(0x0a);
    writer.string(key);
    writer.byte(0x12);
    writeValue(writer, part, map[key]);
    writer.end(start);
  }
}

function sortedKeys(map: JsonObject): string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  return keys.some((key) => BEYOND_PLAIN_ORDER.test(key))
    ? keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : keys.toSorted();
}

function writeOne(writer: WireWriter, part: PartPlan, value: unknown): void {
  writer.varint(part.key);
  writeValue(writer, part, value);
}

/** A value without its key; an absent one is written as zero. */
function writeValue(writer: WireWriter, part: PartPlan, value: unknown): void {
  switch (part.shape) {
    case 'string':
      return writer.string(typeof value === 'string' ? value : textOf(value));
    case 'bool':
      return writer.byte(value === true ? 1 : 0);
    case 'int32':
    case 'int64':
      return writeInteger(writer, value);
    case 'double':
      return writer.double(Number(value ?? 0));
    case 'bytes':
      return writer.base64(textOf(value));
    case 'message': {
      const start = writer.begin();
      writeMessage(writer, part.message, objectOf(value));
      return writer.end(start);
    }
    case 'nested': {
      const start = writer.begin();
      writeNested(writer, part, value);
      return writer.end(start);
    }
  }
}

function writeNested(writer: WireWriter, part: PartPlan, value: unknown): void {
  switch (part.nested) {
    case 'wrapper':
      writeWrapped(writer, part.message, value);
      break;
    case 'union':
      writeMessage(writer, part.message, unionMembers(part.message, value));
      break;
    case 'time':
    case 'microTime':
      writeTime(writer, value, part.nested === 'microTime');
      break;
    case 'quantity':
      writer.byte(0x0a);
      writer.string(value === undefined || value === null ? '0' : textOf(value));
      break;
    case 'intOrString':
      writeIntOrString(writer, value);
      break;
    case 'duration':
      writer.byte(0x08);
      writer.bigint(durationOf(textOf(value)) ?? 0n);
      break;
    case 'jsonObject':
    case 'jsonText':
      if (value !== undefined && value !== null) {
        writer.byte(0x0a);
        writer.string(encodeJson(value));
      }
      break;
    case undefined:
  }
}

function writeInteger(writer: WireWriter, value: unknown): void {
  if (typeof value === 'number') return writer.int64(value);
  if (!(value instanceof ExactNumber)) return writer.byte(0);
  const exact = int64Of(value.text);
  return exact === undefined ? writer.int64(Number(value)) : writer.bigint(exact);
}

function writeTime(writer: WireWriter, value: unknown, withNanos: boolean): void {
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time === undefined) return;
  const nanos = withNanos ? time.nanos - (time.nanos % 1000) : 0;
  if (time.seconds === ZERO_TIME_SECONDS && nanos === 0) return;
  writer.byte(0x08);
  writer.int64(time.seconds);
  writer.byte(0x10);
  writer.varint(nanos);
}

function writeIntOrString(writer: WireWriter, value: unknown): void {
  const isText = typeof value === 'string';
  writer.byte(0x08);
  writer.byte(isText ? 1 : 0);
  writer.byte(0x10);
  if (isText) writer.byte(0);
  else writeInteger(writer, value);
  writer.byte(0x1a);
  writer.string(isText ? value : '');
}

function writeWrapped(writer: WireWriter, plan: MessagePlan, value: unknown): void {
  const [part] = plan.parts;
  if (part === undefined || !Array.isArray(value)) return;
  for (const each of value) writeOne(writer, part, each);
}

/** The Go struct behind a value whose JSON shape tells which member is meant. */
function unionMembers(plan: MessagePlan, value: unknown): JsonObject {
  const union = plan.schema.jsonUnion ?? {};
  if (value === undefined || value === null) return EMPTY;
  const shape = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'boolean' : 'object';
  const member = union[shape];
  if (member === undefined) return EMPTY;
  // A schema in the place of a boolean allows what it describes, and Go says so in the flag too.
  const flag = union['boolean'];
  return shape === 'object' && flag !== undefined
    ? { [member]: value, [flag]: true }
    : { [member]: value };
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : EMPTY;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
