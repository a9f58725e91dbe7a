import { badRequest } from '../../errors.ts';
import { goPrint } from '../../go-format.ts';
import type { StructSchema } from '../../schema.ts';
import type { JsonObject } from '../json-value.ts';
import {
  cannotUnmarshal,
  isObject,
  NESTING_MAX,
  nestsDeeperThan,
  setMember,
} from '../json-value.ts';
import { TOO_DEEP } from '../rejection.ts';
import { structType } from './go-type.ts';
import { Merger } from './merger.ts';

export interface StrategicMergeResult {
  readonly document: JsonObject;
  /** Go's print of what the merge left of the patch: the value of `invalidStrategicPatch`. */
  readonly printPatch: () => string;
}

/**
 * A strategic merge patch as kube-apiserver applies it to a built-in type. Changes neither
 * argument; the result shares with the document what was not merged, so it has to be decoded
 * before anybody changes it. Lists may still hold nulls and directives of new elements; the
 * decoder has to drop or report those.
 */
export function applyStrategicMergePatch(
  schema: StructSchema,
  document: JsonObject,
  patch: unknown,
): StrategicMergeResult {
  if (patch !== null && !isObject(patch)) {
    throw badRequest(cannotUnmarshal(patch, 'map[string]interface {}'));
  }
  if (nestsDeeperThan(patch, NESTING_MAX)) throw badRequest(TOO_DEEP);
  const own = new Set<object>();
  const rest = workingCopy(patch ?? {}, own) as JsonObject;
  const merged = new Merger(own).mergeMap(document, rest, structType(schema));
  return { document: merged, printPatch: () => goPrint(rest) };
}

function workingCopy(value: unknown, own: Set<object>): unknown {
  if (Array.isArray(value)) return value.map((each) => workingCopy(each, own));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  own.add(copy);
  for (const key of Object.keys(value)) setMember(copy, key, workingCopy(value[key], own));
  return copy;
}
