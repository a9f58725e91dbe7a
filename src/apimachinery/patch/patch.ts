import type { ApiError } from '../errors.ts';
import { badRequest } from '../errors.ts';
import type { StructSchema } from '../schema.ts';
import { applyJsonPatch, unknownJsonPatchFields } from './json.ts';
import type { JsonObject } from './json-value.ts';
import type { PatchType } from './media-types.ts';
import { applyMergePatch } from './merge.ts';
import {
  converterText,
  invalidPatchedDocument,
  invalidStrategicPatch,
  undecodable,
} from './rejection.ts';
import { ConversionError, convertMerged } from './strategic/conversion.ts';
import { applyStrategicMergePatch } from './strategic/strategic.ts';

/** The patches that change a document where it is; server-side apply has its own rules. */
export type DocumentPatchType = Exclude<PatchType, 'apply'>;

export interface DocumentPatch {
  readonly type: DocumentPatchType;
  /** The parsed body. */
  readonly patch: unknown;
  /** What a strict parser found in the body: `duplicate field "spec.replicas"`. */
  readonly findings?: readonly string[];
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
  /**
   * The findings, then unknown members of JSON patch operations or unknown fields of a strategic
   * merge (which are not in the document any more, so that no decoder reports them again). They are
   * warnings, or the first parts of a strict decoding error. Empty for a lenient patch.
   */
  readonly violations: readonly string[];
  /** 422 for a document that cannot be decoded, with the decoder's text. */
  readonly refuse: (why: string) => ApiError;
}

/**
 * Applies a patch to a document in the version of the request, which for built-in types is canonical
 * and has its kind and apiVersion. Changes neither.
 */
export function applyPatch(
  document: JsonObject,
  { type, patch, findings = [], schema, lenient }: DocumentPatch,
): PatchedDocument {
  if (type === 'strategic') {
    if (schema === undefined) throw badRequest('strategic merge patch format is not supported');
    return mergeStrategically(document, { patch, findings, schema, lenient });
  }
  const patched =
    type === 'json'
      ? applyJsonPatch(document, patch, { lenient })
      : applyMergePatch(document, patch, { lenient });
  return {
    document: patched,
    violations: lenient ? [] : violationsOf(type, patch, findings),
    refuse: (why) => invalidPatchedDocument(patched, why),
  };
}

function violationsOf(
  type: DocumentPatchType,
  patch: unknown,
  findings: readonly string[],
): readonly string[] {
  if (type !== 'json') return findings;
  return [...findings.map((each) => `json patch ${each}`), ...unknownJsonPatchFields(patch)];
}

interface StrategicPatch {
  readonly patch: unknown;
  readonly findings: readonly string[];
  readonly schema: StructSchema;
  readonly lenient: boolean;
}

function mergeStrategically(
  document: JsonObject,
  { patch, findings, schema, lenient }: StrategicPatch,
): PatchedDocument {
  const merged = applyStrategicMergePatch(schema, document, patch);
  const refuse = (why: string): ApiError =>
    invalidStrategicPatch(merged.printPatch(), converterText(why));
  try {
    const converted = convertMerged(schema, merged.document, document);
    return {
      document: converted.document,
      violations: lenient ? [] : [...findings, ...converted.unknownFields],
      refuse,
    };
  } catch (error) {
    if (error instanceof ConversionError) throw refuse(error.message);
    throw error;
  }
}

/**
 * 400 for a body that is no JSON.
 * @param why what Go's JSON decoder says: `unexpected end of JSON input`
 */
export function undecodablePatch(type: DocumentPatchType, why: string, lenient: boolean): ApiError {
  if (type === 'merge' && lenient) return badRequest('Invalid JSON Patch');
  return undecodable(why, type !== 'strategic' && !lenient);
}
