import { posix } from 'node:path';
import { parseQuery } from '../../apimachinery/query.ts';

/** Where a request is passed on to: written anew from what was understood, as upstream does. */
export interface PassedOnUrl {
  readonly path: string;
  /** What `X-Forwarded-Uri` says: the path without doubled slashes and dots. */
  readonly forwardedUri: string;
}

/** @param path still percent-encoded. @param search without the question mark */
export function passedOnUrl(path: string, search: string): PassedOnUrl {
  const escaped = escapePath(path);
  const query = sortedQuery(search);
  return {
    path: query === '' ? escaped : `${escaped}?${query}`,
    forwardedUri: cleaned(escaped),
  };
}

function cleaned(path: string): string {
  const clean = posix.join('/', path).replace(/(.)\/$/, '$1');
  return path.endsWith('/') && !clean.endsWith('/') ? `${clean}/` : clean;
}

/** Decodes a path and encodes it again: an encoded slash becomes a plain one. */
function escapePath(path: string): string {
  let result = '';
  const bytes = Buffer.from(
    path.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
    'latin1',
  );
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    result += /[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character) ? character : escaped(byte);
  }
  return result;
}

/** As Go encodes what it has parsed: sorted by name, every pair with its equals sign. */
function sortedQuery(search: string): string {
  if (search === '') return '';
  const pairs = [...parseQuery(search)].map(([name, value], place) => ({
    name,
    text: `${escapeQuery(name)}=${escapeQuery(value)}`,
    place,
  }));
  return pairs
    .toSorted((a, b) => (a.name === b.name ? a.place - b.place : a.name < b.name ? -1 : 1))
    .map(({ text }) => text)
    .join('&');
}

function escapeQuery(text: string): string {
  let result = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    if (character === ' ') result += '+';
    else result += /[A-Za-z0-9\-_.~]/.test(character) ? character : escaped(byte);
  }
  return result;
}

function escaped(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}
