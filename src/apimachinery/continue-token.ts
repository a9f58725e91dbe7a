import { badRequest } from './errors.ts';

const API_VERSION = 'meta.k8s.io/v1';
const TOKEN_LENGTH_MAX = 16 * 1024;

/** Where a list goes on: after `key`, which is relative to the listed prefix, at `revision` (-1: newest). */
export interface ContinueToken {
  readonly revision: number;
  readonly key: string;
}

/** Upstream's form, so that tokens look and decode the same: the key is followed by a NUL. */
export function encodeContinue({ revision, key }: ContinueToken): string {
  const text = JSON.stringify({ v: API_VERSION, rv: revision, start: `${key}\0` });
  return Buffer.from(text).toString('base64url');
}

/** @throws 400 in upstream's words */
export function decodeContinue(token: string): ContinueToken {
  const { v, rv, start } = parse(token);
  if (v !== API_VERSION) {
    throw invalid(
      `server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`,
    );
  }
  if (typeof rv !== 'number' || rv === 0) {
    throw invalid(`incorrect encoded start resourceVersion (version ${API_VERSION})`);
  }
  if (typeof start !== 'string' || start === '') {
    throw invalid(`encoded start key empty (version ${API_VERSION})`);
  }
  if (start.includes('/../') || start.startsWith('../')) throw invalid(start);
  return { revision: rv, key: start.endsWith('\0') ? start.slice(0, -1) : start };
}

function parse(token: string): { v?: unknown; rv?: unknown; start?: unknown } {
  if (token.length > TOKEN_LENGTH_MAX || !/^[A-Za-z0-9_-]*$/.test(token)) {
    const at = token.search(/[^A-Za-z0-9_-]/);
    throw invalid(`illegal base64 data at input byte ${Math.max(at, 0)}`);
  }
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw invalid('invalid character in token');
}

function invalid(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
