import type { StructSchema } from '../../apimachinery/schema.ts';
import { write, writeMessage } from './encode.ts';
import { handMadePlan, planOf } from './message-plan.ts';
import { illegalTag, ProtobufError, wrongWireType } from './protobuf-error.ts';
import { WireReader } from './wire-reader.ts';
import type { WireWriter } from './wire-writer.ts';

/** `k8s` and a zero byte: what every object in protobuf begins with. */
export const MAGIC: Buffer = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
/** A frame of a watch longer than this was not sent by any server. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

const LIST_META = handMadePlan('ListMeta', [
  ['selfLink', 1, 'string'],
  ['resourceVersion', 2, 'string'],
  ['continue', 3, 'string'],
  ['remainingItemCount', 4, 'int64', 'pointer'],
]);
const NOTHING = Buffer.alloc(0);
const NO_LENGTH = Buffer.alloc(4);
const UNKNOWN_FIELDS = [undefined, 'TypeMeta', 'Raw', 'ContentEncoding', 'ContentType'];
const TYPE_META_FIELDS = [undefined, 'APIVersion', 'Kind'];
const WATCH_EVENT_FIELDS = [undefined, 'Type', 'Object'];
const RAW_FIELDS = [undefined, 'Raw'];
/** contentEncoding and contentType, both empty. */
const EMPTY_CONTENT = Buffer.from([0x1a, 0x00, 0x22, 0x00]);

export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** runtime.Unknown: whose message this is, and its bytes. */
export interface Envelope extends TypeMeta {
  /** A view of the input, not a copy. */
  readonly raw: Buffer;
  readonly contentEncoding: string;
  readonly contentType: string;
}

/** An object in its envelope, ready to be sent. */
export function encodeObject(type: TypeMeta, schema: StructSchema, object: object): Buffer {
  return write((writer) => {
    writeEnvelope(writer, type, () =>
      writeMessage(writer, planOf(schema), object as Record<string, unknown>),
    );
  });
}

/** Puts the envelope around a message that is encoded already. */
export function wrapEnvelope(type: TypeMeta, raw: Uint8Array): Buffer {
  return write((writer) => {
    writeEnvelope(writer, type, () => writer.append(raw));
  });
}

/**
 * A list in its envelope, from items that are encoded already (`encodeMessage` of each), so that an
 * object is encoded once however many lists it appears in. Every list has its metadata first and
 * its items second.
 * @param metadata members of ListMeta
 */
export function encodeListFrom(
  type: TypeMeta,
  metadata: object,
  items: readonly Uint8Array[],
): Buffer {
  return write((writer) => {
    writeEnvelope(writer, type, () => {
      writer.byte(0x0a);
      const start = writer.begin();
      writeMessage(writer, LIST_META, metadata as Record<string, unknown>);
      writer.end(start);
      for (const item of items) {
        writer.byte(0x12);
        writer.raw(item);
      }
    });
  });
}

/**
 * Reads the envelope; the texts of the errors are upstream's.
 * @throws {ProtobufError} also when there is nothing in it
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new ProtobufError('empty data');
  if (bytes.length < MAGIC.length || MAGIC.compare(bytes, 0, MAGIC.length) !== 0) {
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`,
    );
  }
  if (bytes.length === MAGIC.length) throw new ProtobufError('empty body');

  const found: Record<string, Buffer> = {};
  const typeMeta: Record<string, Buffer> = {};
  const reader = new WireReader(bytes);
  reader.position = MAGIC.length;
  readBytesFields(reader, 'Unknown', UNKNOWN_FIELDS, (name, value) => {
    found[name] = value;
    if (name !== 'TypeMeta') return;
    readBytesFields(new WireReader(value), 'TypeMeta', TYPE_META_FIELDS, (member, content) => {
      typeMeta[member] = content;
    });
  });
  return {
    apiVersion: text(typeMeta['APIVersion']),
    kind: text(typeMeta['Kind']),
    raw: found['Raw'] ?? NOTHING,
    contentEncoding: text(found['ContentEncoding']),
    contentType: text(found['ContentType']),
  };
}

/**
 * One event of a watch stream: four bytes of length, then a WatchEvent without an envelope.
 * @param object the object of the event in its own envelope
 */
export function encodeWatchFrame(type: string, object: Uint8Array): Buffer {
  return write((writer) => {
    // The length is known only afterwards; it is put in below.
    writer.append(NO_LENGTH);
    writer.byte(0x0a);
    writer.string(type);
    writer.byte(0x12);
    const start = writer.begin();
    writer.byte(0x0a);
    writer.raw(object);
    writer.end(start);
    writer.frame();
  });
}

export interface WatchEvent {
  readonly type: string;
  /** The envelope of the object; a view of the input, not a copy. */
  readonly object: Buffer;
}

/**
 * Takes the first event from what has come of a watch stream.
 * @returns undefined while the frame is incomplete
 */
export function decodeWatchFrame(
  bytes: Buffer,
): { readonly event: WatchEvent; readonly size: number } | undefined {
  if (bytes.length < 4) return undefined;
  const size = bytes.readUInt32BE(0);
  if (size > FRAME_BYTES_MAX)
    throw new ProtobufError('object to decode was longer than maximum allowed size');
  if (bytes.length < 4 + size) return undefined;
  let type = '';
  let object: Buffer = NOTHING;
  const frame = new WireReader(bytes.subarray(4, 4 + size));
  readBytesFields(frame, 'WatchEvent', WATCH_EVENT_FIELDS, (name, value) => {
    if (name === 'Type') type = text(value);
    else {
      readBytesFields(new WireReader(value), 'RawExtension', RAW_FIELDS, (_, raw) => {
        object = raw;
      });
    }
  });
  return { event: { type, object }, size: 4 + size };
}

function writeEnvelope(writer: WireWriter, type: TypeMeta, writeRaw: () => void): void {
  writer.append(MAGIC);
  writer.byte(0x0a);
  const typeMeta = writer.begin();
  writer.byte(0x0a);
  writer.string(type.apiVersion);
  writer.byte(0x12);
  writer.string(type.kind);
  writer.end(typeMeta);
  writer.byte(0x12);
  const raw = writer.begin();
  writeRaw();
  writer.end(raw);
  writer.append(EMPTY_CONTENT);
}

/** Messages that hold nothing but bytes are read as views, whatever their size. */
function readBytesFields(
  reader: WireReader,
  message: string,
  names: readonly (string | undefined)[],
  found: (name: string, value: Buffer) => void,
): void {
  const end = reader.size;
  while (reader.position < end) {
    const start = reader.position;
    const key = reader.key(end);
    const number = Math.floor(key / 8) | 0;
    const wireType = key & 7;
    if (wireType === 4) {
      throw new ProtobufError(`proto: ${message}: wiretype end group for non-group`);
    }
    if (number <= 0) throw illegalTag(message, number, key);
    const name = names[number];
    if (name === undefined) reader.skip(start, end);
    else if (wireType !== 2) throw wrongWireType(wireType, name);
    else found(name, reader.raw(end));
  }
}

function text(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('utf8');
}
