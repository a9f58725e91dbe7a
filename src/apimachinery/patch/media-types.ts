import type { ApiError } from '../errors.ts';
import { unsupportedMediaType } from '../errors.ts';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** In the order in which kube-apiserver lists them. */
const PATCH_TYPES: ReadonlyMap<string, PatchType> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

/**
 * Which patch a request carries. Throws 415, which upstream words in two ways: the routes of
 * built-in resources refuse what they do not know, and behind them (for custom resources at once)
 * the handler refuses what is not exactly one type.
 */
export function patchTypeOf(
  contentType: string | undefined,
  { custom }: { readonly custom: boolean },
): PatchType {
  const header = contentType ?? '';
  if (!custom && !header.split(',').some(isPatchType)) {
    throw unsupportedMediaType('415: Unsupported Media Type', {});
  }
  const parameters = header.indexOf(';');
  const type = PATCH_TYPES.get(parameters > 0 ? header.slice(0, parameters) : header);
  if (type === undefined || (custom && type === 'strategic')) throw unknownFormat(custom);
  return type;
}

function isPatchType(mediaRange: string): boolean {
  const [type = ''] = mediaRange.split(';', 1);
  return PATCH_TYPES.has(type.trim());
}

function unknownFormat(custom: boolean): ApiError {
  const accepted = [...PATCH_TYPES.keys()].filter(
    (each) => !custom || PATCH_TYPES.get(each) !== 'strategic',
  );
  return unsupportedMediaType(
    'the body of the request was in an unknown format - ' +
      `accepted media types include: ${accepted.join(', ')}`,
  );
}
