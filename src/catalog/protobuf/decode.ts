import { formatDuration } from '../../apimachinery/go-duration.ts';
import type { StructSchema } from '../../apimachinery/schema.ts';
import { setMember } from '../json-exact.ts';
import { parseJsonText } from './json-text.ts';
import type { MessagePlan, Nested, PartPlan, Shape } from './message-plan.ts';
import { handMadePlan, planOf } from './message-plan.ts';
import { illegalTag, ProtobufError, unexpectedEnd, wrongWireType } from './protobuf-error.ts';
import { quantityText } from './quantity-text.ts';
import { formatMicroseconds, formatSeconds, ZERO_TIME_SECONDS } from './timestamp.ts';
import { WireReader } from './wire-reader.ts';

export type JsonObject = Record<string, unknown>;

/** Messages within messages; far more than a schema of a schema of a schema needs. */
const DEPTH_MAX = 250;

const TIMESTAMP = handMadePlan('Timestamp', [
  ['seconds', 1, 'int64'],
  ['nanos', 2, 'int32'],
]);
const QUANTITY = handMadePlan('Quantity', [['string_', 1, 'string']]);
const INT_OR_STRING = handMadePlan('IntOrString', [
  ['type', 1, 'int64'],
  ['intVal', 2, 'int32'],
  ['strVal', 3, 'string'],
]);
const DURATION = handMadePlan('Duration', [['duration', 1, 'int64']]);
const FIELDS_V1 = handMadePlan('FieldsV1', [['raw', 1, 'string']]);
const JSON_TEXT = handMadePlan('RawExtension', [['raw', 1, 'string']]);

/**
 * The canonical JSON form of a message without envelope: zero values of `omitempty` members are
 * dropped, the others are there, as Go's encoder would print what it decoded. Unknown fields are
 * passed over, repeated ones merge, as the protobuf rules say.
 * @throws {ProtobufError} when the bytes are no such message
 */
export function decodeMessage(schema: StructSchema, bytes: Uint8Array): JsonObject {
  const reader = new WireReader(bytes);
  return readMessage(reader, reader.size, planOf(schema), {}, 0);
}

/** @param target what was read of this message before; a field that comes twice merges */
function readMessage(
  reader: WireReader,
  end: number,
  plan: MessagePlan,
  target: JsonObject,
  depth: number,
): JsonObject {
  if (depth > DEPTH_MAX) throw new ProtobufError('proto: messages are nested too deeply');
  readParts(reader, end, plan, target, depth);
  const { always } = plan;
  for (let index = 0; index < always.length; index++) {
    const part = always[index] as PartPlan;
    if (target[part.name] === undefined) target[part.name] = absentValue(part);
  }
  return target;
}

function readParts(
  reader: WireReader,
  end: number,
  plan: MessagePlan,
  target: JsonObject,
  depth: number,
): void {
  while (reader.position < end) {
    const start = reader.position;
    const key = reader.key(end);
    const wireType = key & 7;
    const number = key > 0x7fff_ffff ? Math.floor(key / 8) | 0 : key >>> 3;
    if (wireType === 4) {
      throw new ProtobufError(`proto: ${plan.name}: wiretype end group for non-group`);
    }
    if (number <= 0) throw illegalTag(plan.name, number, key);
    const part = plan.byNumber[number];
    if (part === undefined) reader.skip(start, end);
    else readPart(reader, end, part, wireType, target, depth);
  }
}

function readPart(
  reader: WireReader,
  end: number,
  part: PartPlan,
  wireType: number,
  target: JsonObject,
  depth: number,
): void {
  if (wireType !== part.wireType) {
    if (wireType !== 2 || part.count !== 'list') throw wrongWireType(wireType, part.goName);
    readPacked(reader, reader.limit(end), part, listOf(target, part));
  } else if (part.count === 'one') {
    readSingle(reader, end, part, target, depth);
  } else if (part.count === 'list') {
    listOf(target, part).push(readValue(reader, end, part, undefined, depth));
  } else {
    readEntry(reader, end, part, target, depth);
  }
}

function readSingle(
  reader: WireReader,
  end: number,
  part: PartPlan,
  target: JsonObject,
  depth: number,
): void {
  if (part.inline) {
    // Its members stand in the JSON of the message around it, which also adds what is missing.
    if (depth > DEPTH_MAX) throw new ProtobufError('proto: messages are nested too deeply');
    readParts(reader, reader.limit(end), part.message, target, depth + 1);
    return;
  }
  const { name } = part;
  const previous = part.shape === 'message' || part.shape === 'nested' ? target[name] : undefined;
  const value = readValue(reader, end, part, previous, depth);
  const dropped =
    (part.dropsZero && (value === '' || value === 0 || value === false)) ||
    (part.dropsNull && value === null);
  if (!dropped) target[name] = value;
  // A zero takes back what came before. Deleting is slow, even what is not there.
  else if (target[name] !== undefined) delete target[name];
}

function readPacked(reader: WireReader, limit: number, part: PartPlan, list: unknown[]): void {
  while (reader.position < limit) list.push(readValue(reader, limit, part, undefined, 0));
}

/**
 * An entry of a map. Like upstream's decoder it looks at no wire type, and lets what stands in the
 * entry reach beyond it, as long as it stays within the message.
 */
function readEntry(
  reader: WireReader,
  end: number,
  part: PartPlan,
  target: JsonObject,
  depth: number,
): void {
  const limit = reader.limit(end);
  let key = '';
  let value: unknown;
  while (reader.position < limit) {
    const start = reader.position;
    const number = Math.floor(reader.key(end) / 8) | 0;
    if (number === 1) key = reader.string(end);
    else if (number === 2) value = readValue(reader, end, part, undefined, depth);
    else {
      reader.skip(start, end);
      if (reader.position > limit) throw unexpectedEnd();
    }
  }
  reader.position = limit;
  const map = (target[part.name] ??= {}) as JsonObject;
  setMember(map, key, value === undefined ? zeroValue(part) : value);
}

/** Reads a value behind its key. Positions the reader behind it. */
function readValue(
  reader: WireReader,
  end: number,
  part: PartPlan,
  previous: unknown,
  depth: number,
): unknown {
  switch (part.shape) {
    case 'string':
      return reader.string(end);
    case 'bool':
      return reader.bool(end);
    case 'int32':
      return reader.int32(end);
    case 'int64':
      return reader.int64(end);
    case 'double':
      return finite(reader.double(end));
    case 'bytes':
      return reader.base64(end);
    case 'message':
      return readMessage(
        reader,
        reader.limit(end),
        part.message,
        (previous as JsonObject | undefined) ?? {},
        depth + 1,
      );
    case 'nested':
      break;
  }
  return readNested(reader, reader.limit(end), part, previous, depth + 1);
}

function readNested(
  reader: WireReader,
  limit: number,
  part: PartPlan,
  previous: unknown,
  depth: number,
): unknown {
  switch (part.nested) {
    case 'time':
    case 'microTime':
      return readTime(reader, limit, part.nested === 'microTime');
    case 'quantity': {
      const { string_: text } = readMessage(reader, limit, QUANTITY, {}, depth);
      return text === null ? '0' : quantityText(text as string);
    }
    case 'intOrString': {
      const { type, intVal, strVal } = readMessage(reader, limit, INT_OR_STRING, {}, depth);
      return Number(type) === 1 ? strVal : intVal;
    }
    case 'duration':
      return readDuration(reader, limit);
    case 'wrapper':
      return readWrapped(reader, limit, part.message, previous, depth);
    case 'union':
      return readUnion(reader, limit, part.message, depth);
    case 'jsonObject':
    case 'jsonText': {
      const plan = part.nested === 'jsonObject' ? FIELDS_V1 : JSON_TEXT;
      const { raw } = readMessage(reader, limit, plan, {}, depth);
      return raw === '' ? zeroValue(part) : parseJsonText(raw as string);
    }
    case undefined:
      break;
  }
  return undefined;
}

function readTime(reader: WireReader, limit: number, withMicros: boolean): string | null {
  if (reader.position === limit) return null;
  const { seconds, nanos } = readMessage(reader, limit, TIMESTAMP, {}, 0);
  const time = { seconds: Number(seconds), nanos: withMicros ? Number(nanos) : 0 };
  if (time.seconds === ZERO_TIME_SECONDS && time.nanos === 0) return null;
  return withMicros ? formatMicroseconds(time) : formatSeconds(time.seconds);
}

function readDuration(reader: WireReader, limit: number): string {
  const { duration } = readMessage(reader, limit, DURATION, {}, 0);
  return formatDuration(BigInt(String(duration)));
}

/** A named list; an empty message is a nil slice in Go. */
function readWrapped(
  reader: WireReader,
  limit: number,
  plan: MessagePlan,
  previous: unknown,
  depth: number,
): unknown {
  const list = (previous as unknown[] | null | undefined) ?? [];
  const target: JsonObject = { [plan.parts[0]?.name ?? '']: list };
  readParts(reader, limit, plan, target, depth);
  return list.length === 0 ? null : list;
}

/** The JSON shape of a Go union; a filled list goes before a schema, a schema before a flag. */
function readUnion(reader: WireReader, limit: number, plan: MessagePlan, depth: number): unknown {
  const members: JsonObject = {};
  readParts(reader, limit, plan, members, depth);
  const { array, object, boolean } = plan.schema.jsonUnion ?? {};
  const list = array === undefined ? undefined : members[array];
  if (list !== undefined) return list;
  const schema = object === undefined ? undefined : members[object];
  if (schema !== undefined) return schema;
  if (boolean !== undefined) return members[boolean] === true;
  const listed = plan.parts.find((part) => part.name === array);
  return listed?.shape === 'string' ? [] : null;
}

function listOf(target: JsonObject, part: PartPlan): unknown[] {
  return (target[part.name] ??= []) as unknown[];
}

function absentValue(part: PartPlan): unknown {
  return part.absent === 'null' ? null : zeroValue(part);
}

const NO_BYTES = new WireReader(new Uint8Array());

const ZEROS: Readonly<Record<Exclude<Shape, 'message' | 'nested'> | Nested, unknown>> = {
  bool: false,
  bytes: '',
  double: 0,
  duration: '0s',
  int32: 0,
  int64: 0,
  intOrString: 0,
  jsonObject: {},
  jsonText: null,
  microTime: null,
  quantity: '0',
  string: '',
  time: null,
  union: null,
  wrapper: null,
};

/** What Go prints for a value nobody set. */
function zeroValue(part: PartPlan): unknown {
  if (part.shape === 'message') return readMessage(NO_BYTES, 0, part.message, {}, 0);
  if (part.nested === 'jsonObject') return {};
  return ZEROS[part.shape === 'nested' ? (part.nested ?? 'jsonText') : part.shape];
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new ProtobufError(
    `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
  );
}
