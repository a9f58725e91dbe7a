import { badRequest } from '../errors.ts';
import { compareBytes } from '../go-format.ts';
import { quote } from '../go-print.ts';

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

  /** Upstream's canonical text: `metadata.name=a,status.phase!=Running`. */
  toString(): string {
    return this.terms
      .map(({ field, equal, value }) => `${field}${equal ? '=' : '!='}${escape(value)}`)
      .join(',');
  }
}

const NONE = new FieldSelector([]);

/** @throws 400 in upstream's words */
export function parseFieldSelector(text: string): FieldSelector {
  if (text === '') return NONE;
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).toSorted(compareBytes)) {
    if (part === '') continue;
    const term = splitTerm(part);
    if (term === undefined) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    }
    const value = unescape(term.value);
    // Upstream drops a term that says nothing at all.
    if (term.field !== '' || value !== '') terms.push({ ...term, value });
  }
  return terms.length === 0 ? NONE : new FieldSelector(terms);
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === ',') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function splitTerm(part: string): FieldTerm | undefined {
  const operator = /!=|==?/.exec(part);
  if (operator === null) return undefined;
  return {
    field: part.slice(0, operator.index),
    equal: operator[0] !== '!=',
    value: part.slice(operator.index + operator[0].length),
  };
}

function escape(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function unescape(value: string): string {
  return value.replace(/\\([^]?)|[,=]/gu, (found, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw badRequest(
        `invalid field selector: unescaped character in value: ${found.charCodeAt(0)}`,
      );
    }
    if (escaped !== '' && '\\,='.includes(escaped)) return escaped;
    throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
  });
}

/** What a resource lets clients select by; see `Resource` in the catalog. */
export interface Selectable {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly fieldSelectors: Readonly<Record<string, unknown>>;
  readonly custom: unknown;
}

/** @throws 400 for a field that cannot be selected by, in the words of its kind */
export function checkFieldLabels(selector: FieldSelector, resource: Selectable): void {
  for (const { field } of selector.terms) {
    if (!Object.hasOwn(resource.fieldSelectors, field)) {
      throw badRequest(unknownLabel(field, resource));
    }
  }
}

function unknownLabel(
  field: string,
  { group, version, kind, fieldSelectors, custom }: Selectable,
): string {
  if (group === 'batch' && kind === 'Job') {
    return `field label ${quote(field)} not supported for Job`;
  }
  if (group === 'resource.k8s.io' && kind === 'ResourceSlice') {
    return `field label not supported for ${group}/${version}, Kind=${kind}: ${field}`;
  }
  // Kinds that have fields of their own, and custom resources, have a short answer of their own.
  const hasOwn = Object.keys(fieldSelectors).some((each) => !each.startsWith('metadata.'));
  if (hasOwn || custom !== undefined) return `field label not supported: ${field}`;
  return `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
