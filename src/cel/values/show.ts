import { quote } from '../../apimachinery/go-print.ts';
import { formatDouble } from '../library/go-float.ts';
import { formatSeconds } from './go-duration.ts';
import { typeNameOf } from './kinds.ts';
import { CelList } from './list.ts';
import { CelMap } from './map.ts';
import { formatTimestamp } from './timestamp.ts';
import type { Value } from './value.ts';
import { CelDuration, CelOptional, CelTimestamp, CelTypeValue, CelUint } from './value.ts';

/** A value as Go's `%v` shows it within error texts. */
export function shownValue(value: Value): string {
  if (typeof value === 'number') return formatDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value === null) return '0';
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatSeconds(value.nanoseconds);
  if (value instanceof CelOptional) {
    return value.value === undefined ? 'optional.none()' : `optional(${shownValue(value.value)})`;
  }
  if (value instanceof CelList) return `[${[...value].map(literal).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map(
      (key) => `${literal(key)}: ${literal(value.get(key) ?? null)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return typeNameOf(value);
}

function literal(value: Value): string {
  return typeof value === 'string' ? quote(value) : shownValue(value);
}
