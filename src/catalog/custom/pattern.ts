import { LinearRegExp } from '../../apimachinery/regexp/regexp.ts';
import { PatternError } from '../../apimachinery/regexp/syntax.ts';

/** A `pattern` of a schema. */
export interface Pattern {
  /** As messages show it. */
  readonly shown: string;
  readonly problem: string | undefined;
  matches(text: string): boolean;
}

/** Patterns are compiled once; the cache is emptied when it has grown to so many. */
const CACHE_MAX = 10_000;
const compiled = new Map<string, Pattern>();

/** Why a pattern does not compile; undefined: it does. */
export function patternProblem(source: string): string | undefined {
  return patternOf(source).problem;
}

/** A pattern that does not compile matches nothing, and its message says why. */
export function patternOf(source: string): Pattern {
  let pattern = compiled.get(source);
  if (pattern === undefined) {
    if (compiled.size >= CACHE_MAX) compiled.clear();
    pattern = compile(source);
    compiled.set(source, pattern);
  }
  return pattern;
}

function compile(source: string): Pattern {
  try {
    const expression = new LinearRegExp(source);
    return { shown: source, problem: undefined, matches: (text) => expression.test(text) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const shown = `${source}, but pattern is invalid: ${error.message}`;
    return { shown, problem: error.message, matches: () => false };
  }
}
