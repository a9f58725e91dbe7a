import { INT64_MAX, INT64_MIN, UINT64_MAX } from '../values/numbers.ts';

/** A literal that the lexer let through and that nevertheless means nothing. */
export class LiteralError extends Error {}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
};

export function parseIntLiteral(text: string, negative: boolean): bigint | undefined {
  const value = negative ? -BigInt(text) : BigInt(text);
  return value < INT64_MIN || value > INT64_MAX ? undefined : value;
}

export function parseUintLiteral(text: string): bigint | undefined {
  const value = BigInt(text.slice(0, -1));
  return value > UINT64_MAX ? undefined : value;
}

/** @param token with its quotes and prefixes */
export function unquoteString(token: string): string {
  const { body, raw } = bodyOf(token);
  if (raw || !body.includes('\\')) return body;
  let text = '';
  for (const { code, literal } of unescape(body, false)) {
    text += literal ?? String.fromCodePoint(code);
  }
  return text;
}

/** @param token with its quotes, without its `b` */
export function unquoteBytes(token: string): Uint8Array {
  const { body, raw } = bodyOf(token);
  const encoder = new TextEncoder();
  if (raw || !body.includes('\\')) return encoder.encode(body);
  const bytes: number[] = [];
  for (const { code, literal } of unescape(body, true)) {
    if (literal === undefined) bytes.push(code);
    else bytes.push(...encoder.encode(literal));
  }
  return Uint8Array.from(bytes);
}

function bodyOf(token: string): { body: string; raw: boolean } {
  const raw = /^[rR]/.test(token);
  const quoted = (raw ? token.slice(1) : token).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const triple = quoted.length >= 6 && (quoted.startsWith('"""') || quoted.startsWith("'''"));
  return { body: triple ? quoted.slice(3, -3) : quoted.slice(1, -1), raw };
}

interface Unescaped {
  readonly code: number;
  /** Text that was written as it is. */
  readonly literal: string | undefined;
}

function* unescape(body: string, isBytes: boolean): Generator<Unescaped> {
  let at = 0;
  while (at < body.length) {
    const next = body.indexOf('\\', at);
    const until = next < 0 ? body.length : next;
    if (until > at) yield { code: 0, literal: body.slice(at, until) };
    if (next < 0) return;
    const [code, end] = escapeAt(body, next + 1, isBytes);
    yield { code, literal: undefined };
    at = end;
  }
}

function escapeAt(body: string, at: number, isBytes: boolean): [number, number] {
  const kind = body[at] ?? '';
  const simple = SIMPLE[kind];
  if (simple !== undefined) return [simple, at + 1];
  if (kind >= '0' && kind <= '3') {
    return [checked(Number.parseInt(body.slice(at, at + 3), 8), isBytes), at + 3];
  }
  const digits = { x: 2, X: 2, u: 4, U: 8 }[kind] ?? 0;
  if (digits === 0 || (isBytes && digits > 2)) throw new LiteralError('unable to unescape string');
  const code = Number.parseInt(body.slice(at + 1, at + 1 + digits), 16);
  return [checked(code, isBytes), at + 1 + digits];
}

function checked(code: number, isBytes: boolean): number {
  if (!isBytes && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) {
    throw new LiteralError('invalid unicode code point');
  }
  return code;
}
