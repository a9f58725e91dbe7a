import { ExactNumber } from '../base/json.ts';

/** Containers nested deeper than this print as `...`; the bound only guards the stack. */
const PRINT_DEPTH_MAX = 1_000;

/** Whole numbers below this are int64 to Go's JSON decoder, all others float64. */
const INT64_LIMIT = 2 ** 63;

type PrintScalar = (value: unknown) => string;

/** Go's `%v` of a decoded JSON value: `map[image:x name:c]`, `[a b]`, `<nil>`. Map keys are sorted. */
export function goPrint(value: unknown): string {
  return print(value, printScalar, 0);
}

/** Go's `%s` of a decoded JSON value: like `%v`, but what is no text complains: `%!s(int64=1)`. */
export function goPrintText(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  return print(value, printTextScalar, 0);
}

/** What Go's reflection calls the type that a decoded JSON value has in memory. */
export function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof ExactNumber) return 'int64';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return isInt64(value) ? 'int64' : 'float64';
  return typeof value === 'bigint' ? 'int64' : 'map[string]interface {}';
}

/** The units whose order differs between UTF-16 and UTF-8. */
const MISPLACED_UNIT = /[\ud800-\uffff]/;

/**
 * Texts in the order of their UTF-8 bytes, which is how Go sorts. JavaScript sorts UTF-16 units and
 * so puts an emoji before U+E000.
 */
export function sortedByBytes(texts: readonly string[]): string[] {
  return texts.some((text) => MISPLACED_UNIT.test(text))
    ? texts.toSorted(compareBytes)
    : // Without a comparator the engine compares text natively, several times faster.
      texts.toSorted();
}

/** The order of `sortedByBytes`, as a comparator. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    const leftIsSurrogate = isSurrogate(left);
    return leftIsSurrogate === isSurrogate(right) ? left - right : leftIsSurrogate ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function print(value: unknown, scalar: PrintScalar, depth: number): string {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
    return scalar(value);
  }
  if (depth > PRINT_DEPTH_MAX) return '...';
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(print(item, scalar, depth + 1));
    return `[${parts.join(' ')}]`;
  }
  const members = value as Record<string, unknown>;
  for (const key of sortedByBytes(Object.keys(members))) {
    parts.push(`${key}:${print(members[key], scalar, depth + 1)}`);
  }
  return `map[${parts.join(' ')}]`;
}

function printScalar(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return printNumber(value);
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  return '<nil>';
}

function printTextScalar(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '<nil>';
  return `%!s(${goTypeOf(value)}=${printScalar(value)})`;
}

function printNumber(value: number): string {
  return isInt64(value) ? BigInt(value).toString() : goFloat(value);
}

/** Go's `%v` of a float64, its shortest `%g`: exponents below -4 or from 6 up are written out. */
export function goFloat(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Whether Go's JSON decoder makes an int64 of a number that is written without a fraction. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < INT64_LIMIT;
}
