import { Quantity, QuantityError } from '../../apimachinery/quantity.ts';
import { ProtobufError } from './protobuf-error.ts';

/** Parsing takes microseconds, and a cluster writes the same few quantities in every container. */
const KNOWN_MAX = 512;
const known = new Map<string, string>();

/**
 * The canonical form of a quantity on the wire.
 * @throws {ProtobufError} in the words of upstream
 */
export function quantityText(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  const canonical = parse(text);
  if (known.size === KNOWN_MAX) known.clear();
  known.set(text, canonical);
  return canonical;
}

function parse(text: string): string {
  try {
    return Quantity.parse(text).toString();
  } catch (cause) {
    if (cause instanceof QuantityError) throw new ProtobufError(cause.message, { cause });
    throw cause;
  }
}
