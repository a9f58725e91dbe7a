import { JsonSyntaxError } from '../json-exact.ts';
import { parseJson } from '../json-source.ts';
import { ProtobufError } from './protobuf-error.ts';

/** Parses the JSON text that some messages carry as bytes. */
export function parseJsonText(text: string): unknown {
  try {
    return parseJson(text).value;
  } catch (cause) {
    if (cause instanceof JsonSyntaxError) throw new ProtobufError(cause.message, { cause });
    throw cause;
  }
}
