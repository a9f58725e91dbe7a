import { isUtf8 } from 'node:buffer';
import { quote } from '../../apimachinery/go-print.ts';
import { formatDouble, formatExponential, formatFixed } from '../library/go-float.ts';
import { compareStrings } from '../values/equality.ts';
import { formatSeconds } from '../values/go-duration.ts';
import { typeNameOf } from '../values/kinds.ts';
import { CelList } from '../values/list.ts';
import { CelMap } from '../values/map.ts';
import { formatTimestamp } from '../values/timestamp.ts';
import type { Value } from '../values/value.ts';
import { CelDuration, CelError, CelTimestamp, CelTypeValue, CelUint } from '../values/value.ts';
import type { Clause } from './format-clauses.ts';
import { FormatError, formatParts, refused } from './format-clauses.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `'%s is %d'.format([…])` */
export function formatText(format: string, args: CelList): string {
  try {
    let text = '';
    let next = 0;
    for (const part of formatParts(format, args.length)) {
      text += typeof part === 'string' ? part : formatClause(part, args.at(next++));
    }
    return text;
  } catch (error) {
    if (error instanceof FormatError) throw new CelError(error.message);
    throw error;
  }
}

function formatClause({ verb, precision }: Clause, value: Value): string {
  switch (verb) {
    case 's':
      return shown(value);
    case 'd':
      return integerOf(value)?.toString() ?? refuse(verb, value);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return integerOf(value)?.toString(2) ?? refuse(verb, value);
    case 'o':
      return integerOf(value)?.toString(8) ?? refuse(verb, value);
    case 'x':
      return hex(verb, value);
    case 'X':
      return hex(verb, value).toUpperCase();
    case 'f':
      return fixed(doubleOf(verb, value), precision);
    case 'e':
      return scientific(doubleOf(verb, value), precision);
    default:
      return verb satisfies never;
  }
}

function refuse(verb: Clause['verb'], value: Value): never {
  throw refused(verb, typeNameOf(value));
}

function integerOf(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof CelUint ? value.value : undefined;
}

function hex(verb: 'x' | 'X', value: Value): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return integerOf(value)?.toString(16) ?? refuse(verb, value);
}

function doubleOf(verb: 'f' | 'e', value: Value): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return refuse(verb, value);
}

/** As Go prints numbers for an English reader. */
function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [whole = '', fraction] = formatFixed(value === 0 ? 0 : value, precision).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** What is meant as the precision is taken for the width. */
function scientific(value: number, width: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [mantissa = '', exponent = '0'] = formatExponential(value, 6).split('e');
  const digits = String(Math.abs(Number(exponent))).padStart(2, '0');
  const raised = Array.from(digits, (digit) => SUPERSCRIPTS[Number(digit)] ?? '').join('');
  return `${mantissa}×10${Number(exponent) < 0 ? '⁻' : ''}${raised}`.padStart(width);
}

function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}

function shown(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formatDouble(value);
  if (value === null) return 'null';
  if (value instanceof CelList) return list(value);
  if (value instanceof CelMap && value.typeName === undefined) return map(value);
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatSeconds(value.nanoseconds);
  if (value instanceof Uint8Array) return decoded(value);
  if (value instanceof CelTypeValue) return value.name;
  return integerOf(value)?.toString() ?? refuse('s', value);
}

function decoded(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) {
    throw new FormatError(
      'error during formatting: could not convert argument ' +
        '"invalid UTF-8 in bytes, cannot convert to string" to string',
    );
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Within a list or a map, values stand as they would be written. */
function literal(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof Uint8Array) return `b${quote(decoded(value))}`;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? formatFixed(value, 6) : quote(goSpecial(value));
  }
  if (value instanceof CelTimestamp) return `timestamp(${quote(formatTimestamp(value))})`;
  if (value instanceof CelDuration) return `duration(${quote(formatSeconds(value.nanoseconds))})`;
  const isKnown = typeof value !== 'object' || value === null || value instanceof CelUint;
  if (
    !isKnown &&
    !(value instanceof CelList) &&
    !(value instanceof CelMap) &&
    !(value instanceof CelTypeValue)
  ) {
    throw new FormatError(
      `error during formatting: no formatting function for ${typeNameOf(value)}`,
    );
  }
  return shown(value);
}

function goSpecial(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function list(value: CelList): string {
  return `[${[...value].map(literal).join(', ')}]`;
}

function map(value: CelMap): string {
  const entries = [...value.keys()].map((key): [string, string] => {
    const isKey = ['string', 'boolean', 'bigint'].includes(typeof key) || key instanceof CelUint;
    if (!isKey) {
      throw new FormatError(
        `error during formatting: no formatting function for map key of type ${typeNameOf(key)}`,
      );
    }
    return [literal(key), literal(value.get(key) ?? null)];
  });
  const sorted = entries.toSorted(([a], [b]) => compareStrings(a, b));
  return `{${sorted.map(([key, item]) => `${key}:${item}`).join(', ')}}`;
}
