import { quote } from '../../apimachinery/go-print.ts';

const INT64_DIGITS = 19;

/** Text that Go's strconv.ParseInt refuses; the message is its own. */
export class NumberError extends Error {
  constructor(text: string, problem: string) {
    super(`strconv.ParseInt: parsing ${quote(text)}: ${problem}`);
  }
}

/**
 * The number in an annotation that stands for a field of an earlier version of the API.
 * @throws NumberError
 */
export function annotationNumber(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw new NumberError(text, 'invalid syntax');
  const digits = text.replace(/^[+-]?0*/, '');
  if (digits.length > INT64_DIGITS) throw new NumberError(text, 'value out of range');
  const value = BigInt(text.startsWith('-') ? `-${digits || '0'}` : digits);
  if (BigInt.asIntN(64, value) !== value) throw new NumberError(text, 'value out of range');
  return value;
}
