import { badRequest } from '../errors.ts';

export interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** Terms that must all hold. */
export class FieldSelector {
  readonly terms: readonly FieldTerm[];

  constructor(terms: readonly FieldTerm[]) {
    this.terms = terms;
  }

  get isEmpty(): boolean {
    return this.terms.length === 0;
  }

  /** The value that a field must have, if a term says so. */
  exact(field: string): string | undefined {
    return this.terms.find((term) => term.field === field && term.equal)?.value;
  }

  matches(valueOf: (field: string) => string): boolean {
    for (const { field, equal, value } of this.terms) {
      if ((valueOf(field) === value) !== equal) return false;
    }
    return true;
  }
}

const NONE = new FieldSelector([]);
const SELECTOR_LENGTH_MAX = 64 * 1024;

/** @throws 400 in upstream's words */
export function parseFieldSelector(text: string): FieldSelector {
  if (text === '') return NONE;
  if (text.length > SELECTOR_LENGTH_MAX) throw badRequest('invalid field selector: too long');
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    if (part === '') continue;
    const term = splitTerm(part);
    if (term === undefined) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    }
    terms.push({ ...term, value: unescape(term.value) });
  }
  return terms.length === 0 ? NONE : new FieldSelector(terms);
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let escaped = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (escaped) escaped = false;
    else if (char === '\\') escaped = true;
    else if (char === ',') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function splitTerm(part: string): FieldTerm | undefined {
  for (let at = 0; at < part.length; at++) {
    const rest = part.slice(at, at + 2);
    if (rest === '!=') return { field: part.slice(0, at), equal: false, value: part.slice(at + 2) };
    if (rest === '==') return { field: part.slice(0, at), equal: true, value: part.slice(at + 2) };
    if (rest.startsWith('='))
      return { field: part.slice(0, at), equal: true, value: part.slice(at + 1) };
  }
  return undefined;
}

function unescape(value: string): string {
  if (!/[\\,=]/.test(value)) return value;
  let out = '';
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (char === '\\') {
      const next = value.charAt(++at);
      if (next !== '\\' && next !== ',' && next !== '=') {
        throw badRequest(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      out += next;
    } else if (char === ',' || char === '=') {
      throw badRequest(
        `invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`,
      );
    } else out += char;
  }
  return out;
}

/** What a resource lets clients select by; see `Resource` in the catalog. */
export interface Selectable {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly fieldSelectors: Readonly<Record<string, unknown>>;
  readonly custom: unknown;
}

const LISTING = '"metadata.name", "metadata.namespace"';

/** @throws 400 for a field that cannot be selected by, in the words of its kind */
export function checkFieldLabels(selector: FieldSelector, resource: Selectable): void {
  for (const { field } of selector.terms) {
    if (!Object.hasOwn(resource.fieldSelectors, field))
      throw badRequest(unknownLabel(field, resource));
  }
}

function unknownLabel(
  field: string,
  { group, version, kind, fieldSelectors, custom }: Selectable,
): string {
  if (kind === 'Job') return `field label "${field}" not supported for Job`;
  if (kind === 'ResourceSlice') {
    return `field label not supported for ${group}/${version}, Kind=ResourceSlice: ${field}`;
  }
  const own = Object.keys(fieldSelectors).some((each) => !each.startsWith('metadata.'));
  const clusterOnly = !Object.hasOwn(fieldSelectors, 'metadata.namespace');
  if (custom !== undefined || own || (clusterOnly && KINDS_OF_THEIR_OWN.has(kind))) {
    return `field label not supported: ${field}`;
  }
  return `"${field}" is not a known field selector: only ${LISTING}`;
}

const KINDS_OF_THEIR_OWN = new Set(['Node', 'Namespace', 'CertificateSigningRequest']);
