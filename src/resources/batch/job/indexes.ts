import { quote } from '../../../apimachinery/go-print.ts';

/** Text that is no list of indexes; the message is upstream's. */
export class IndexesError extends Error {}

/** Both ends belong to it. */
export type IndexInterval = readonly [first: number, last: number];

/**
 * `1,3-5`: rising intervals of completion indexes, all below `completions`. Answers how many.
 * @throws IndexesError
 */
export function countIndexes(text: string, completions: number): number {
  let total = 0;
  let previous = -1;
  if (text === '') return total;
  for (const part of text.split(',')) {
    const [first, last] = parseInterval(part, completions);
    if (previous >= first) throw disorder(previous, first);
    total += last - first + 1;
    previous = last;
  }
  return total;
}

function parseInterval(text: string, completions: number): IndexInterval {
  const limits = text.split('-');
  if (limits.length > 2) {
    throw new IndexesError(
      `the fragment ${quote(text)} violates the requirement that an index interval can have at ` +
        "most two parts separated by '-'",
    );
  }
  const [low = '', high] = limits;
  const first = parseIndex(low, completions);
  if (high === undefined) return [first, first];
  const last = parseIndex(high, completions);
  if (first >= last) throw disorder(first, last);
  return [first, last];
}

function parseIndex(text: string, completions: number): number {
  if (!/^\+?\d{1,19}$/.test(text)) {
    throw new IndexesError(`cannot convert string to integer for index: ${quote(text)}`);
  }
  const index = Number(text);
  if (index >= completions) throw new IndexesError(`too large index: ${quote(text)}`);
  return index;
}

function disorder(previous: number, current: number): IndexesError {
  return new IndexesError(`non-increasing order, previous: ${previous}, current: ${current}`);
}

/** The first index that two lists share. Parts that are malformed are passed over. */
export function overlapOf(a: string, b: string, completions: number): number | undefined {
  const left = readable(a, completions);
  const right = readable(b, completions);
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const [x1 = 0, y1 = 0] = left[i] ?? [];
    const [x2 = 0, y2 = 0] = right[j] ?? [];
    if (x1 <= y2 && x2 <= y1) return Math.max(x1, x2);
    if (x1 <= x2) i++;
    else j++;
  }
  return undefined;
}

function readable(text: string, completions: number): IndexInterval[] {
  const intervals: IndexInterval[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    try {
      intervals.push(parseInterval(part, completions));
    } catch (error) {
      if (!(error instanceof IndexesError)) throw error;
    }
  }
  return intervals;
}
