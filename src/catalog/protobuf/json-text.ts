import { ProtobufError } from './protobuf-error.ts';

/** Go's decoder gives up at 10,000; printing a value that deep would overflow our stack. */
const JSON_DEPTH_MAX = 1000;

/** Parses the JSON text that some messages carry as bytes. */
export function parseJson(text: string): unknown {
  if (text.length > 2 * JSON_DEPTH_MAX && depthOf(text) > JSON_DEPTH_MAX) {
    throw new ProtobufError('exceeded max depth');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ProtobufError('invalid JSON in a raw field', { cause });
  }
}

/** How deep brackets are nested, those within strings not counted. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) {
      quoted = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return deepest;
}
