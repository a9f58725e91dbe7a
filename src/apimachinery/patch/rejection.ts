import { ApiError, badRequest, invalid } from '../errors.ts';
import { fieldError } from '../field-error.ts';
import { goJsonOf } from './json-value.ts';

/**
 * A patch that cannot be applied to the document. Upstream keeps its reason to itself, except for the
 * patches of webhooks: it is the `cause`.
 */
export function cannotApply(cause: string): ApiError {
  const message = 'the server rejected our request due to an error in our request';
  return new ApiError(422, 'Invalid', message, {}, { cause });
}

/** A patch that is no patch. Upstream leaves the prefix out when it decodes leniently. */
export function undecodable(why: string, prefixed: boolean): ApiError {
  return badRequest(prefixed ? `error decoding patch: ${why}` : why);
}

/** Go's decoder refuses deep documents too, only later (10000). */
export const TOO_DEEP = 'exceeded max depth';

/**
 * 422 for a document that a JSON patch or merge patch has made undecodable.
 * @param why the decoder's text, or `strict decoding error: …`
 */
export function invalidPatchedDocument(document: unknown, why: string): ApiError {
  return invalidPatch(goJsonOf(document), why);
}

/**
 * 422 for a document that a strategic merge patch has made undecodable.
 * @param printedPatch Go's print of the patch, as `StrategicMergeResult.printPatch` gives it
 */
export function invalidStrategicPatch(printedPatch: string, why: string): ApiError {
  return invalidPatch(printedPatch, why);
}

function invalidPatch(value: string, why: string): ApiError {
  return invalid({ group: '', kind: '' }, '', [fieldError.invalid('patch', value, why)]);
}

/** Of what a decoder says, upstream's converter gives only base64 a context. */
export function converterText(why: string): string {
  return why.replace(/^illegal base64 data/, 'error decoding from json: $&');
}
