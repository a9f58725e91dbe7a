import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { regExpOf } from '../library/strings.ts';
import type { CelList } from '../values/list.ts';
import { ArrayList } from '../values/list.ts';
import { CelError } from '../values/value.ts';

function compile(pattern: string): ReturnType<typeof regExpOf> {
  try {
    return regExpOf(pattern);
  } catch (error) {
    if (error instanceof CelError) throw new CelError(`Illegal regex: ${error.message}`);
    throw error;
  }
}

function find(text: string, pattern: string): string {
  return compile(pattern).find(text, 1)[0] ?? '';
}

function findAll(text: string, pattern: string, limit = -1n): CelList {
  const expression = compile(pattern);
  const max = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  return new ArrayList(max === 0 ? [] : expression.find(text, max));
}

export const regexes: readonly FunctionDeclaration[] = [
  declare('find', ['string_find_string', 'string.(string): string', find]),
  declare(
    'findAll',
    ['string_find_all_string', 'string.(string): list(string)', findAll],
    ['string_find_all_string_int', 'string.(string, int): list(string)', findAll],
  ),
];
