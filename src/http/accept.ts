/** One media range of an Accept header. */
export interface Clause {
  readonly type: string;
  readonly subtype: string;
  /** Without `q`. Parameters that say nothing are left out. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly q: number;
}

/** What stands behind this in an Accept header is not read. */
const ACCEPT_MAX = 8192;
const SORTED_MAX = 256;

/**
 * The media ranges of an Accept header, the best one first. What is no media range is left out.
 *
 * The order is goautoneg's, whose comparison is none of a strict order: a range without a wildcard
 * also goes before one with a wildcard that has a greater q. So its algorithm counts as well, which is
 * insertion for the dozen ranges that anybody sends.
 */
export function parseAccept(accept: string): Clause[] {
  const clauses: Clause[] = [];
  for (const text of accept.slice(0, ACCEPT_MAX).split(',')) {
    const clause = parseClause(text);
    if (clause !== undefined) clauses.push(clause);
    if (clauses.length === SORTED_MAX) break;
  }
  for (let at = 1; at < clauses.length; at++) {
    for (let to = at; to > 0; to--) {
      const [before, clause] = [clauses[to - 1], clauses[to]];
      if (before === undefined || clause === undefined || !isBetter(clause, before)) break;
      clauses[to - 1] = clause;
      clauses[to] = before;
    }
  }
  return clauses;
}

function isBetter(a: Clause, b: Clause): boolean {
  if (a.q > b.q) return true;
  if (a.type !== '*' && b.type === '*') return true;
  return a.subtype !== '*' && b.subtype === '*';
}

function parseClause(text: string): Clause | undefined {
  const [range = '', ...rest] = text.split(';');
  const [type = '', subtype = '', more = ''] = range.split('/').map(trimSpaces);
  const isEverything = type === '*' && subtype === '';
  if ((subtype === '' && !isEverything) || more !== '') return undefined;
  const parameters = new Map<string, string>();
  let q = 1;
  for (const part of rest) {
    const [name = '', value = '', excess = ''] = part.split('=');
    if (value === '' || excess !== '') continue;
    if (trimSpaces(name) === 'q') q = parseQuality(value);
    else parameters.set(trimSpaces(name), trimSpaces(value));
  }
  return { type, subtype: isEverything ? '*' : subtype, parameters, q };
}

/** Whether a media range includes a type, `application/json` say. */
export function includes({ type, subtype }: Clause, name: string): boolean {
  if (type === '*') return subtype === '*';
  return name.startsWith(`${type}/`) && (subtype === '*' || name === `${type}/${subtype}`);
}

/**
 * Whether somebody takes one of the types that a route writes. Routes compare names and nothing else:
 * `application/*` has none of them.
 */
export function namesOneOf(accept: string, types: readonly string[]): boolean {
  return accept
    .slice(0, ACCEPT_MAX)
    .split(',')
    .some((text) => {
      const at = text.indexOf(';');
      const name = trimSpaces(at === -1 ? text : text.slice(0, at));
      return name === '*/*' || types.includes(name);
    });
}

/** What is no number is nought. */
function parseQuality(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : 0;
}

function trimSpaces(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}
