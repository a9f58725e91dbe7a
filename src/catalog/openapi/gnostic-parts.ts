import type { WireWriter } from '../protobuf/wire-writer.ts';
import type { Schema } from './schemas.ts';

// The pieces of which gnostic's messages are made. They are proto3: what is empty is not written.

export function key(writer: WireWriter, number: number, wireType: number): void {
  writer.varint(number * 8 + wireType);
}

export function message(writer: WireWriter, number: number, fill: () => void): void {
  key(writer, number, 2);
  const start = writer.begin();
  fill();
  writer.end(start);
}

export function text(writer: WireWriter, number: number, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  key(writer, number, 2);
  writer.string(value);
}

export function texts(writer: WireWriter, number: number, values: unknown): void {
  if (!Array.isArray(values)) return;
  for (const value of values) {
    key(writer, number, 2);
    writer.string(String(value));
  }
}

export function flag(writer: WireWriter, number: number, value: unknown): void {
  if (value !== true) return;
  key(writer, number, 0);
  writer.byte(1);
}

export function double(writer: WireWriter, number: number, value: unknown): void {
  if (typeof value !== 'number' || value === 0) return;
  key(writer, number, 1);
  writer.double(value);
}

export function integer(writer: WireWriter, number: number, value: unknown): void {
  if (typeof value !== 'number' || value === 0) return;
  key(writer, number, 0);
  writer.int64(value);
}

/** A map becomes a list of entries with a name and a value. */
export function named(
  writer: WireWriter,
  number: number,
  members: unknown,
  fill: (value: Schema) => void,
): void {
  for (const [name, value] of Object.entries((members ?? {}) as Record<string, Schema>)) {
    message(writer, number, () => {
      text(writer, 1, name);
      message(writer, 2, () => {
        fill(value);
      });
    });
  }
}

/** Values of any shape are YAML text, of which JSON is a part. */
export function anyValue(writer: WireWriter, number: number, value: unknown): void {
  message(writer, number, () => {
    text(writer, 2, `${JSON.stringify(value)}\n`);
  });
}

export function vendorExtensions(writer: WireWriter, number: number, of: Schema): void {
  for (const [name, value] of Object.entries(of)) {
    if (!name.startsWith('x-')) continue;
    message(writer, number, () => {
      text(writer, 1, name);
      anyValue(writer, 2, value);
    });
  }
}
