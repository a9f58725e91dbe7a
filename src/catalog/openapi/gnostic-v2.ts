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
 * The protobuf form of an OpenAPI v2 document, as gnostic's `openapi.v2.Document` has it: what
 * kubectl asks for. Only what our documents contain is written.
 * @param document as `documentV2` makes it
 */
export function encodeGnosticV2(document: Schema): Buffer {
  return write((writer) => {
    text(writer, 1, document['swagger']);
    message(writer, 2, () => {
      const info = document['info'] as Schema;
      text(writer, 1, info['title']);
      text(writer, 2, info['version']);
    });
    message(writer, 8, () => {
      named(writer, 2, document['paths'], (item) => pathItem(writer, item));
    });
    message(writer, 9, () => {
      named(writer, 1, document['definitions'], (each) => schema(writer, each));
    });
    message(writer, 10, () => {
      named(writer, 1, document['parameters'], (each) => parameter(writer, each));
    });
    for (const requirement of document['security'] as Schema[]) {
      message(writer, 12, () => {
        named(writer, 1, requirement, () => {});
      });
    }
    message(writer, 13, () => {
      named(writer, 1, document['securityDefinitions'], (each) => apiKey(writer, each));
    });
  });
}

const METHODS = [
  ['get', 2],
  ['put', 3],
  ['post', 4],
  ['delete', 5],
  ['options', 6],
  ['head', 7],
  ['patch', 8],
] as const;

function pathItem(writer: WireWriter, item: Schema): void {
  for (const [method, number] of METHODS) {
    const found = item[method] as Schema | undefined;
    if (found !== undefined) message(writer, number, () => operation(writer, found));
  }
  parametersItems(writer, 9, item['parameters']);
}

function operation(writer: WireWriter, of: Schema): void {
  texts(writer, 1, of['tags']);
  text(writer, 3, of['description']);
  text(writer, 5, of['operationId']);
  texts(writer, 6, of['produces']);
  texts(writer, 7, of['consumes']);
  parametersItems(writer, 8, of['parameters']);
  message(writer, 9, () => {
    named(writer, 1, of['responses'], (each) => {
      message(writer, 1, () => response(writer, each));
    });
  });
  texts(writer, 10, of['schemes']);
  vendorExtensions(writer, 13, of);
}

function response(writer: WireWriter, of: Schema): void {
  text(writer, 1, of['description']);
  const body = of['schema'] as Schema | undefined;
  if (body === undefined) return;
  message(writer, 2, () => {
    message(writer, 1, () => schema(writer, body));
  });
}

function parametersItems(writer: WireWriter, number: number, items: unknown): void {
  if (!Array.isArray(items)) return;
  for (const each of items as Schema[]) {
    message(writer, number, () => {
      if (each['$ref'] === undefined) message(writer, 1, () => parameter(writer, each));
      else message(writer, 2, () => text(writer, 1, each['$ref']));
    });
  }
}

function parameter(writer: WireWriter, of: Schema): void {
  if (of['in'] === 'body') {
    message(writer, 1, () => {
      text(writer, 1, of['description']);
      text(writer, 2, of['name']);
      text(writer, 3, of['in']);
      flag(writer, 4, of['required']);
      message(writer, 5, () => schema(writer, of['schema'] as Schema));
    });
    return;
  }
  const inQuery = of['in'] === 'query';
  message(writer, 2, () => {
    message(writer, inQuery ? 3 : 4, () => {
      flag(writer, 1, of['required']);
      text(writer, 2, of['in']);
      text(writer, 3, of['description']);
      text(writer, 4, of['name']);
      // A query parameter has one field more in front of these.
      text(writer, inQuery ? 6 : 5, of['type']);
      flag(writer, inQuery ? 20 : 19, of['uniqueItems']);
    });
  });
}

function schema(writer: WireWriter, of: Schema): void {
  text(writer, 1, of['$ref']);
  text(writer, 2, of['format']);
  text(writer, 3, of['title']);
  text(writer, 4, of['description']);
  double(writer, 6, of['multipleOf']);
  double(writer, 7, of['maximum']);
  flag(writer, 8, of['exclusiveMaximum']);
  double(writer, 9, of['minimum']);
  flag(writer, 10, of['exclusiveMinimum']);
  integer(writer, 11, of['maxLength']);
  integer(writer, 12, of['minLength']);
  text(writer, 13, of['pattern']);
  integer(writer, 14, of['maxItems']);
  integer(writer, 15, of['minItems']);
  flag(writer, 16, of['uniqueItems']);
  integer(writer, 17, of['maxProperties']);
  integer(writer, 18, of['minProperties']);
  texts(writer, 19, of['required']);
  if (Array.isArray(of['enum'])) for (const each of of['enum']) anyValue(writer, 20, each);
  additionalProperties(writer, of['additionalProperties']);
  const { type, items, properties } = of as Record<string, Schema | undefined>;
  if (type !== undefined) message(writer, 22, () => text(writer, 1, type));
  if (items !== undefined) {
    message(writer, 23, () => {
      message(writer, 1, () => schema(writer, items));
    });
  }
  if (properties !== undefined) {
    message(writer, 25, () => {
      named(writer, 1, properties, (each) => schema(writer, each));
    });
  }
  vendorExtensions(writer, 31, of);
}

function additionalProperties(writer: WireWriter, value: unknown): void {
  if (value === undefined) return;
  message(writer, 21, () => {
    if (typeof value === 'object') message(writer, 1, () => schema(writer, value as Schema));
    else {
      // The choice itself is told by the presence of the field, so that false is written too.
      key(writer, 2, 0);
      writer.byte(value === true ? 1 : 0);
    }
  });
}

function apiKey(writer: WireWriter, of: Schema): void {
  message(writer, 2, () => {
    text(writer, 1, of['type']);
    text(writer, 2, of['name']);
    text(writer, 3, of['in']);
    text(writer, 4, of['description']);
  });
}
