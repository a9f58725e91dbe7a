import { badRequest } from './errors.ts';
import { goJson, quote } from './go-print.ts';

const API_VERSION = 'meta.k8s.io/v1';

/** Where a list goes on: after `key`, which is relative to the listed prefix, at `revision` (-1: newest). */
export interface ContinueToken {
  readonly revision: number;
  readonly key: string;
}

/** Upstream's form, so that tokens look and decode the same: the key is followed by a NUL. */
export function encodeContinue({ revision, key }: ContinueToken): string {
  const text = goJson({ v: API_VERSION, rv: revision, start: `${key}\0` });
  return Buffer.from(text).toString('base64url');
}

/** @throws 400 in upstream's words */
export function decodeContinue(token: string): ContinueToken {
  const { version, revision, start } = fieldsOf(parseJson(decodeBase64(token)));
  if (version !== API_VERSION) {
    throw refusal(
      `continue key is not valid: server does not recognize this encoded version ${version}`,
    );
  }
  if (revision === 0) {
    throw invalid(`incorrect encoded start resourceVersion (version ${API_VERSION})`);
  }
  if (start === '') throw invalid(`encoded start key empty (version ${API_VERSION})`);
  const path = start.startsWith('/') ? start.slice(1) : start;
  // The key must not lead out of the listed prefix.
  if (path !== '' && path.split('/').some((part) => ['', '.', '..'].includes(part))) {
    throw invalid(start);
  }
  return { revision, key: path.endsWith('\0') ? path.slice(0, -1) : path };
}

/** Base64url without padding; like Go, skips line breaks. */
function decodeBase64(token: string): string {
  const bytes = Buffer.from(token);
  let digits = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0x0a || byte === 0x0d) continue;
    if (!/[A-Za-z0-9_-]/.test(String.fromCharCode(byte))) throw illegalBase64(at);
    digits++;
  }
  if (digits % 4 === 1) throw illegalBase64(bytes.length - 1);
  return Buffer.from(token.replace(/[\r\n]/g, ''), 'base64url').toString('latin1');
}

function illegalBase64(at: number): Error {
  return invalid(`illegal base64 data at input byte ${at}`);
}

/** @param text a byte a character */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'latin1').toString());
  } catch {
    const first = /[^ \t\r\n]/.exec(text)?.[0];
    if (first === undefined || /[-"{[0-9tfn]/.test(first)) {
      throw invalid('unexpected end of JSON input');
    }
    const shown = first === "'" ? "\\'" : quote(first).slice(1, -1);
    throw invalid(`invalid character '${shown}' looking for beginning of value`);
  }
}

interface Fields {
  readonly version: string;
  readonly revision: number;
  readonly start: string;
}

/** What Go's decoder makes of the token: names in any case, and zero for what is absent or null. */
function fieldsOf(value: unknown): Fields {
  const fields = { v: '', rv: 0, start: '' };
  if (value === null) return { version: '', revision: 0, start: '' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw mismatch(value, 'Go value of type storage.continueToken');
  }
  for (const [name, member] of Object.entries(value)) {
    const field = name.toLowerCase();
    if (member === null) continue;
    if (field === 'rv') {
      if (!Number.isSafeInteger(member)) {
        throw mismatch(member, 'Go struct field continueToken.rv of type int64');
      }
      fields.rv = Number(member);
    } else if (field === 'v' || field === 'start') {
      if (typeof member !== 'string') {
        throw mismatch(member, `Go struct field continueToken.${field} of type string`);
      }
      fields[field] = member;
    }
  }
  return { version: fields.v, revision: fields.rv, start: fields.start };
}

function mismatch(value: unknown, target: string): Error {
  let type: string = Array.isArray(value) ? 'array' : typeof value;
  if (type === 'boolean') type = 'bool';
  if (type === 'number' && target.endsWith('int64')) type = `number ${String(value)}`;
  return invalid(`json: cannot unmarshal ${type} into ${target}`);
}

function invalid(why: string): Error {
  return refusal(`continue key is not valid: ${why}`);
}

function refusal(why: string): Error {
  return badRequest(`invalid continue token: ${why}`);
}
