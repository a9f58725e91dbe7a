import { ExactNumber } from '../../base/json.ts';
import { JsonList } from './list.ts';
import { JsonMap } from './map.ts';
import type { Value } from './value.ts';

/** JSON as a value of type dyn: whole numbers are ints, others doubles. Members are made when asked for. */
export function fromJson(json: unknown): Value {
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object') return null;
  if (json === null) return null;
  if (Array.isArray(json)) return new JsonList(json, fromJson);
  if (json instanceof ExactNumber) return exactNumber(json);
  return new JsonMap(json as Record<string, unknown>, fromJson);
}

function exactNumber(json: ExactNumber): Value {
  return /^-?\d+$/.test(json.text) ? BigInt(json.text) : json.valueOf();
}
