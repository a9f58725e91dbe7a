/** One clause of a format, `%.3f`. */
export interface Clause {
  readonly verb: 's' | 'd' | 'f' | 'e' | 'b' | 'x' | 'X' | 'o';
  readonly precision: number;
}

/** Text as it is, or a clause for the next argument. */
export type Part = string | Clause;

export class FormatError extends Error {}

const VERBS = 'sdfebxXo';
const DEFAULT_PRECISION = 6;
/** Go allows more, but no double has more digits to show. */
const PRECISION_MAX = 100;

/**
 * Takes a format apart lazily: what is wrong with a clause is told only after the clauses before
 * it have found nothing wrong with their arguments.
 * @param argumentCount each clause takes an argument, and its absence is told first
 */
export function* formatParts(format: string, argumentCount: number): Generator<Part> {
  let at = 0;
  let taken = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent < 0) {
      yield format.slice(at);
      return;
    }
    if (percent > at) yield format.slice(at, percent);
    if (format[percent + 1] === '%') {
      yield '%';
      at = percent + 2;
      continue;
    }
    if (taken >= argumentCount) throw new FormatError(`index ${taken} out of range`);
    taken++;
    if (percent + 1 >= format.length) throw new FormatError('unexpected end of string');
    const { clause, end } = clauseAt(format, percent + 1);
    yield clause;
    at = end;
  }
}

function problem(text: string): FormatError {
  return new FormatError(`could not parse formatting clause: ${text}`);
}

function clauseAt(format: string, at: number): { clause: Clause; end: number } {
  let precision = DEFAULT_PRECISION;
  let end = at;
  if (format[at] === '.') {
    const digits = /^\d*/.exec(format.slice(at + 1))?.[0] ?? '';
    end = at + 1 + digits.length;
    if (end >= format.length) {
      throw problem('error while parsing precision: could not find end of precision specifier');
    }
    if (digits === '') {
      throw problem(
        'error while parsing precision: error while converting precision to integer: ' +
          'strconv.Atoi: parsing "": invalid syntax',
      );
    }
    precision = Math.min(Number(digits), PRECISION_MAX);
  }
  const verb = format[end] ?? '';
  if (!VERBS.includes(verb)) {
    throw problem(
      `unrecognized formatting clause "${String.fromCodePoint(format.codePointAt(end) ?? 0)}"`,
    );
  }
  return { clause: { verb: verb as Clause['verb'], precision }, end: end + 1 };
}

const REFUSALS: Readonly<Record<Clause['verb'], string>> = {
  s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  d: 'decimal clause can only be used on integers',
  f: 'fixed-point clause can only be used on doubles',
  e: 'scientific clause can only be used on doubles',
  b: 'only integers and bools can be formatted as binary',
  x: 'only integers, byte buffers, and strings can be formatted as hex',
  X: 'only integers, byte buffers, and strings can be formatted as hex',
  o: 'octal clause can only be used on integers',
};

export function refused(verb: Clause['verb'], typeName: string): FormatError {
  return new FormatError(`error during formatting: ${REFUSALS[verb]}, was given ${typeName}`);
}
