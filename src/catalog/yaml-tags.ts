import type { YamlReader } from './yaml-reader.ts';
import { codesOf, isBlank, isBlankOrEnd, isBreakOrEnd } from './yaml-reader.ts';

/** `%YAML 1.1` or `%TAG !e! tag:example.com,2000:`. */
export type Directive =
  | { readonly name: 'YAML'; readonly version: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string };

const WORD = /[0-9A-Za-z_-]/;
const URI = /[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]/;
const AFTER_NAME = codesOf('?:,]}%@`');

function charAt(reader: YamlReader, ahead = 0): string {
  return reader.slice(reader.at + ahead, reader.at + ahead + 1);
}

function takeWhile(reader: YamlReader, pattern: RegExp): string {
  const start = reader.at;
  while (pattern.test(charAt(reader))) reader.skip();
  return reader.slice(start, reader.at);
}

/** Reads the name of an anchor or an alias, from its `&` or `*` on. */
export function scanName(reader: YamlReader): string {
  reader.skip();
  const name = takeWhile(reader, WORD);
  const next = reader.code();
  if (name === '' || !(isBlankOrEnd(next) || AFTER_NAME.has(next))) {
    reader.fail('did not find expected alphabetic or numeric character');
  }
  return name;
}

/** Reads a tag; without a handle its suffix is the whole of it. */
export function scanTag(reader: YamlReader): { value: string; suffix: string } {
  let value = '';
  let suffix: string;
  if (charAt(reader, 1) === '<') {
    reader.skip(2);
    suffix = scanUri(reader, '');
    if (charAt(reader) !== '>') reader.fail("did not find the expected '>'");
    reader.skip();
  } else {
    const handle = scanHandle(reader, false);
    if (handle.length > 1 && handle.endsWith('!')) {
      value = handle;
      suffix = scanUri(reader, '');
    } else {
      suffix = scanUri(reader, handle);
      value = suffix === '' ? '' : '!';
      if (suffix === '') suffix = '!';
    }
  }
  if (!isBlankOrEnd(reader.code())) {
    reader.fail('did not find expected whitespace or line break');
  }
  return { value, suffix };
}

function scanHandle(reader: YamlReader, directive: boolean): string {
  if (charAt(reader) !== '!') reader.fail("did not find expected '!'");
  reader.skip();
  let handle = `!${takeWhile(reader, WORD)}`;
  if (charAt(reader) === '!') {
    handle += '!';
    reader.skip();
  } else if (directive && handle !== '!') {
    reader.fail("did not find expected '!'");
  }
  return handle;
}

/** @param head the handle that has turned out to be the beginning of the URI */
function scanUri(reader: YamlReader, head: string): string {
  const bytes: number[] = [...Buffer.from(head.slice(1))];
  const start = reader.at;
  while (URI.test(charAt(reader))) {
    if (charAt(reader) === '%') {
      bytes.push(...scanUriEscape(reader));
    } else {
      bytes.push(reader.code());
      reader.skip();
    }
  }
  if (head === '' && reader.at === start) reader.fail('did not find expected tag URI');
  return Buffer.from(bytes).toString();
}

/** One character, escaped byte by byte. */
function scanUriEscape(reader: YamlReader): number[] {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    const hex = /^%([0-9a-fA-F]{2})$/.exec(reader.slice(reader.at, reader.at + 3))?.[1];
    if (hex === undefined) reader.fail('did not find URI escaped octet');
    const octet = Number.parseInt(hex, 16);
    if (octets.length === 0) {
      width = octet < 0x80 ? 1 : octet < 0xc0 ? 0 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4;
      if (width === 0 || octet >= 0xf8) {
        reader.fail('found an incorrect leading UTF-8 octet');
      }
    } else if ((octet & 0xc0) !== 0x80) {
      reader.fail('found an incorrect trailing UTF-8 octet');
    }
    octets.push(octet);
    reader.skip(3);
  }
  return octets;
}

/** Reads a directive, from its `%` to the end of its line. */
export function scanDirective(reader: YamlReader): Directive {
  reader.skip();
  const name = takeWhile(reader, WORD);
  if (name === '') reader.fail('could not find expected directive name');
  if (!isBlankOrEnd(reader.code())) reader.fail('found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') reader.fail('found unknown directive name');
  const directive: Directive =
    name === 'YAML' ? { name, version: scanVersion(reader) } : { name, ...scanTagPrefix(reader) };
  reader.skipBlanks();
  reader.skipComment();
  if (!isBreakOrEnd(reader.code())) reader.fail('did not find expected comment or line break');
  reader.lineBreak();
  return directive;
}

function scanVersion(reader: YamlReader): string {
  reader.skipBlanks();
  const major = scanVersionNumber(reader);
  if (charAt(reader) !== '.') reader.fail("did not find expected digit or '.' character");
  reader.skip();
  return `${major}.${scanVersionNumber(reader)}`;
}

function scanVersionNumber(reader: YamlReader): number {
  let digits = '';
  while (/[0-9]/.test(charAt(reader))) {
    if (digits.length === 2) reader.fail('found extremely long version number');
    digits += charAt(reader);
    reader.skip();
  }
  if (digits === '') reader.fail('did not find expected version number');
  return Number(digits);
}

function scanTagPrefix(reader: YamlReader): { handle: string; prefix: string } {
  reader.skipBlanks();
  const handle = scanHandle(reader, true);
  if (!isBlank(reader.code())) reader.fail('did not find expected whitespace');
  reader.skipBlanks();
  const prefix = scanUri(reader, '');
  if (!isBlankOrEnd(reader.code())) {
    reader.fail('did not find expected whitespace or line break');
  }
  return { handle, prefix };
}
