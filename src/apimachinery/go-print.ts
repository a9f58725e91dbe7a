import { ExactNumber, encodeJson } from '../base/json.ts';
import { goPrint } from './go-format.ts';

/** A value that is already printed the way Go would, for messages that show internal types. */
export class GoText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go's %q: double quotes, escapes, printable Unicode as it is. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) out += quoteChar(char);
  return `${out}"`;
}

function quoteChar(char: string): string {
  const escape = ESCAPES[char];
  if (escape !== undefined) return escape;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x7f) return char;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) return char;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A value as field errors of Kubernetes 1.34 show it: strings quoted, the rest as JSON. */
export function printValue(value: unknown): string {
  if (value instanceof GoText) return value.text;
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || value instanceof ExactNumber) return goPrint(value);
  return goJson(value);
}

/** JSON as Go's encoder writes it: `<`, `>`, `&` and the line separators escaped. */
export function goJson(value: unknown): string {
  return escapeHtml(encodeJson(value));
}

/**
 * A value of a type whose tags leave out every empty member, and those of its items: selectors and
 * metadata, which upstream's internal types share with what is sent.
 */
export function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyMembers);
  const shown = withoutEmptyMembers(value);
  if (typeof shown !== 'object' || shown === null) return shown;
  return Object.fromEntries(
    Object.entries(shown).map(([name, member]: [string, unknown]) => [
      name,
      Array.isArray(member) ? member.map(withoutEmptyMembers) : member,
    ]),
  );
}

function withoutEmptyMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, member]: [string, unknown]) =>
        typeof member !== 'object' || member === null || Object.keys(member).length > 0,
    ),
  );
}

/** Escapes what Go's JSON encoder escapes and JavaScript's does not. */
export function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
