import { CelList } from './list.ts';
import { CelMap } from './map.ts';
import type { Value } from './value.ts';
import { CelOpaque, CelOptional } from './value.ts';

/** Code points, as Go counts runes. */
export function stringLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      length--;
      at++;
    }
  }
  return length;
}

/** Undefined: a value that has no size. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return stringLength(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array || value instanceof CelList) return value.length;
  if (value instanceof CelMap) return value.size;
  return value instanceof CelOpaque ? value.size : undefined;
}

/** What costs are computed with: values without a size count one. */
export function costSize(value: Value): number {
  if (value instanceof CelOptional && value.value !== undefined) return costSize(value.value);
  return sizeOf(value) ?? 1;
}
