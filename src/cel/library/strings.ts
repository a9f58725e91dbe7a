import { LinearRegExp } from '../../apimachinery/regexp/regexp.ts';
import { PatternError } from '../../apimachinery/regexp/syntax.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { declare, declareOperator } from './declaration.ts';
import { noSuchOverload } from './errors.ts';

/** Compiled expressions; emptied when there are so many. */
const CACHE_MAX = 1000;
const compiled = new Map<string, LinearRegExp>();

/** @throws CelError with Go's text if the pattern does not compile */
export function regExpOf(pattern: string): LinearRegExp {
  let found = compiled.get(pattern);
  if (found === undefined) {
    try {
      found = new LinearRegExp(pattern);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw new CelError(error.message);
    }
    if (compiled.size >= CACHE_MAX) compiled.clear();
    compiled.set(pattern, found);
  }
  return found;
}

function matches(text: Value, pattern: Value): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string') throw noSuchOverload();
  return regExpOf(pattern).test(text);
}

export const strings: readonly FunctionDeclaration[] = [
  declare('contains', [
    'contains_string',
    'string.(string): bool',
    (text: string, part: string) => text.includes(part),
  ]),
  declare('endsWith', [
    'ends_with_string',
    'string.(string): bool',
    (text: string, suffix: string) => text.endsWith(suffix),
  ]),
  declare('startsWith', [
    'starts_with_string',
    'string.(string): bool',
    (text: string, prefix: string) => text.startsWith(prefix),
  ]),
  declareOperator(
    'matches',
    matches,
    ['matches', '(string, string): bool'],
    ['matches_string', 'string.(string): bool'],
  ),
];
