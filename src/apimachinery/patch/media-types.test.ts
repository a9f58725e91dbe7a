import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { patchTypeOf } from './media-types.ts';

const UNROUTED = '415: Unsupported Media Type';
const UNKNOWN = 'the body of the request was in an unknown format - accepted media types include: ';
const BUILT_IN = `${UNKNOWN}application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml`;
const CUSTOM = `${UNKNOWN}application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`;

function messageFor(contentType: string | undefined, custom: boolean): string {
  try {
    return patchTypeOf(contentType, { custom });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect([error.code, error.reason]).toEqual([415, 'UnsupportedMediaType']);
    // Only the router's refusal has (empty) details.
    expect('details' in error.status).toBe(error.message === UNROUTED);
    return error.message;
  }
}

describe('patchTypeOf', () => {
  test.each<readonly [string | undefined, string, string]>([
    ['application/json-patch+json', 'json', 'json'],
    ['application/merge-patch+json', 'merge', 'merge'],
    ['application/merge-patch+json; charset=utf-8', 'merge', 'merge'],
    ['application/strategic-merge-patch+json', 'strategic', CUSTOM],
    ['application/apply-patch+yaml', 'apply', 'apply'],
    ['application/json', UNROUTED, CUSTOM],
    ['text/plain', UNROUTED, CUSTOM],
    ['*/*', UNROUTED, CUSTOM],
    ['application/apply-patch+json', UNROUTED, CUSTOM],
    ['application/Merge-Patch+json', UNROUTED, CUSTOM],
    ['', UNROUTED, CUSTOM],
    [undefined, UNROUTED, CUSTOM],
    ['application/json, application/merge-patch+json', BUILT_IN, CUSTOM],
    ['application/merge-patch+json ;a=b', BUILT_IN, CUSTOM],
  ])('takes %j for a built-in as %s, for a custom resource as %s', (header, builtIn, custom) => {
    expect(messageFor(header, false)).toBe(builtIn);
    expect(messageFor(header, true)).toBe(custom);
  });
});
