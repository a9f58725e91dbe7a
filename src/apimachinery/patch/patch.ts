import type { ApiError } from '../errors.ts';
import { badRequest } from '../errors.ts';
import type { StructSchema } from '../schema.ts';
import { applyJsonPatch, unknownJsonPatchFields } from './json.ts';
import type { JsonObject } from './json-value.ts';
import type { PatchType } from './media-types.ts';
import { applyMergePatch } from './merge.ts';
import { invalidPatchedDocument, invalidStrategicPatch, undecodable } from './rejection.ts';
import { applyStrategicMergePatch } from './strategic/strategic.ts';

/** The patches that change a document where it is; server-side apply has its own rules. */
export type DocumentPatchType = Exclude<PatchType, 'apply'>;

export interface DocumentPatch {
  readonly type: DocumentPatchType;
  /** The parsed body. */
  readonly patch: unknown;
  /** Of the patched type; strategic merge patches need it. Custom resources have none. */
  readonly schema: StructSchema | undefined;
  /** fieldValidation=Ignore. */
  readonly lenient: boolean;
}

export interface PatchedDocument {
  /**
   * Shares with the present document and the patch what was not changed: decode it before anybody
   * writes to it. Most patches cannot, but some do make it something that is no object.
   */
  readonly document: unknown;
  /** Unknown members of JSON patch operations: warnings, or parts of a strict decoding error. */
  readonly violations: readonly string[];
  /** 422 for a document that cannot be decoded, with the decoder's text. */
  readonly refuse: (why: string) => ApiError;
}

/** Applies a patch to a document in the version of the request. Changes neither. */
export function applyPatch(
  document: JsonObject,
  { type, patch, schema, lenient }: DocumentPatch,
): PatchedDocument {
  if (type === 'strategic') {
    if (schema === undefined) {
      throw badRequest('strategic merge patch format is not supported');
    }
    const merged = applyStrategicMergePatch(schema, document, patch);
    return {
      document: merged.document,
      violations: [],
      refuse: (why) => invalidStrategicPatch(merged.printPatch(), why),
    };
  }
  const patched =
    type === 'json'
      ? applyJsonPatch(document, patch, { lenient })
      : applyMergePatch(document, patch, { lenient });
  return {
    document: patched,
    violations: type === 'json' && !lenient ? unknownJsonPatchFields(patch) : [],
    refuse: (why) => invalidPatchedDocument(patched, why),
  };
}

/**
 * 400 for a body that is no JSON.
 * @param why what Go's JSON decoder says: `unexpected end of JSON input`
 */
export function undecodablePatch(type: DocumentPatchType, why: string, lenient: boolean): ApiError {
  if (type === 'merge' && lenient) return badRequest('Invalid JSON Patch');
  return undecodable(why, type !== 'strategic' && !lenient);
}

/**
 * A strict finding of the JSON parser (`duplicate field "[0].op"`) as patches report it.
 */
export function patchViolation(type: DocumentPatchType, finding: string): string {
  return type === 'json' ? `json patch ${finding}` : finding;
}
