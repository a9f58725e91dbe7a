import { write } from '../protobuf/encode.ts';
import type { WireWriter } from '../protobuf/wire-writer.ts';
import {
  anyValue,
  double,
  flag,
  integer,
  key,
  message,
  named,
  text,
  texts,
  vendorExtensions,
} from './gnostic-parts.ts';
import type { Schema } from './schemas.ts';

/**
 * The protobuf form of an OpenAPI v3 document, as gnostic's `openapi.v3.Document` has it. Only what
 * our documents contain is written.
 * @param document as `documentV3` makes it
 */
export function encodeGnosticV3(document: Schema): Buffer {
  return write((writer) => {
    text(writer, 1, document['openapi']);
    message(writer, 2, () => {
      const info = document['info'] as Schema;
      text(writer, 1, info['title']);
      text(writer, 6, info['version']);
    });
    message(writer, 4, () => {
      named(writer, 1, document['paths'], (item) => pathItem(writer, item));
    });
    message(writer, 5, () => {
      const { schemas, securitySchemes } = document['components'] as Schema;
      if (schemas !== undefined) {
        message(writer, 1, () => {
          named(writer, 1, schemas, (each) => schemaOrReference(writer, each));
        });
      }
      if (securitySchemes !== undefined) {
        message(writer, 7, () => {
          named(writer, 1, securitySchemes, (each) => securityScheme(writer, each));
        });
      }
    });
  });
}

const METHODS = [
  ['get', 4],
  ['put', 5],
  ['post', 6],
  ['delete', 7],
  ['options', 8],
  ['head', 9],
  ['patch', 10],
] as const;

function pathItem(writer: WireWriter, item: Schema): void {
  for (const [method, number] of METHODS) {
    const found = item[method] as Schema | undefined;
    if (found !== undefined) message(writer, number, () => operation(writer, found));
  }
  parameters(writer, 13, item['parameters']);
}

function operation(writer: WireWriter, of: Schema): void {
  texts(writer, 1, of['tags']);
  text(writer, 3, of['description']);
  text(writer, 5, of['operationId']);
  parameters(writer, 6, of['parameters']);
  const body = of['requestBody'] as Schema | undefined;
  if (body !== undefined) {
    message(writer, 7, () => {
      message(writer, 1, () => {
        content(writer, 2, body['content']);
        flag(writer, 3, body['required']);
      });
    });
  }
  message(writer, 8, () => {
    named(writer, 2, of['responses'], (each) => {
      message(writer, 1, () => {
        text(writer, 1, each['description']);
        content(writer, 3, each['content']);
      });
    });
  });
  vendorExtensions(writer, 13, of);
}

function parameters(writer: WireWriter, number: number, list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const each of list as Schema[]) {
    message(writer, number, () => {
      message(writer, 1, () => {
        text(writer, 1, each['name']);
        text(writer, 2, each['in']);
        text(writer, 3, each['description']);
        flag(writer, 4, each['required']);
        message(writer, 10, () => schemaOrReference(writer, each['schema'] as Schema));
      });
    });
  }
}

function content(writer: WireWriter, number: number, types: unknown): void {
  if (types === undefined) return;
  message(writer, number, () => {
    named(writer, 1, types, (each) => {
      message(writer, 1, () => schemaOrReference(writer, each['schema'] as Schema));
    });
  });
}

function schemaOrReference(writer: WireWriter, of: Schema): void {
  if (of['$ref'] === undefined) message(writer, 1, () => schema(writer, of));
  else message(writer, 2, () => text(writer, 1, of['$ref']));
}

function schema(writer: WireWriter, of: Schema): void {
  flag(writer, 1, of['nullable']);
  text(writer, 9, of['title']);
  double(writer, 10, of['multipleOf']);
  double(writer, 11, of['maximum']);
  flag(writer, 12, of['exclusiveMaximum']);
  double(writer, 13, of['minimum']);
  flag(writer, 14, of['exclusiveMinimum']);
  integer(writer, 15, of['maxLength']);
  integer(writer, 16, of['minLength']);
  text(writer, 17, of['pattern']);
  integer(writer, 18, of['maxItems']);
  integer(writer, 19, of['minItems']);
  flag(writer, 20, of['uniqueItems']);
  integer(writer, 21, of['maxProperties']);
  integer(writer, 22, of['minProperties']);
  texts(writer, 23, of['required']);
  if (Array.isArray(of['enum'])) for (const each of of['enum']) anyValue(writer, 24, each);
  text(writer, 25, of['type']);
  schemas(writer, 26, of['allOf']);
  schemas(writer, 27, of['oneOf']);
  schemas(writer, 28, of['anyOf']);
  const { not, items, properties } = of as Record<string, Schema | undefined>;
  if (not !== undefined) message(writer, 29, () => schema(writer, not));
  if (items !== undefined) {
    message(writer, 30, () => {
      message(writer, 1, () => schemaOrReference(writer, items));
    });
  }
  if (properties !== undefined) {
    message(writer, 31, () => {
      named(writer, 1, properties, (each) => schemaOrReference(writer, each));
    });
  }
  additionalProperties(writer, of['additionalProperties']);
  defaultValue(writer, of['default']);
  text(writer, 34, of['description']);
  text(writer, 35, of['format']);
  vendorExtensions(writer, 36, of);
}

function schemas(writer: WireWriter, number: number, list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const each of list as Schema[]) {
    message(writer, number, () => schemaOrReference(writer, each));
  }
}

function additionalProperties(writer: WireWriter, value: unknown): void {
  if (value === undefined) return;
  message(writer, 32, () => {
    if (typeof value === 'object') {
      message(writer, 1, () => schemaOrReference(writer, value as Schema));
    } else {
      // The choice itself is told by the presence of the field, so that false is written too.
      key(writer, 2, 0);
      writer.byte(value === true ? 1 : 0);
    }
  });
}

/** Of defaults gnostic knows numbers, booleans and strings; of others it says that there is one. */
function defaultValue(writer: WireWriter, value: unknown): void {
  if (value === undefined) return;
  message(writer, 33, () => {
    if (typeof value === 'number') {
      key(writer, 1, 1);
      writer.double(value);
    } else if (typeof value === 'boolean') {
      key(writer, 2, 0);
      writer.byte(value ? 1 : 0);
    } else if (typeof value === 'string') {
      key(writer, 3, 2);
      writer.string(value);
    }
  });
}

function securityScheme(writer: WireWriter, of: Schema): void {
  message(writer, 1, () => {
    text(writer, 1, of['type']);
    text(writer, 2, of['description']);
    text(writer, 3, of['name']);
    text(writer, 4, of['in']);
  });
}
