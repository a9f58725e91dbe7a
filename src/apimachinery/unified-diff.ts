/** Longer texts are compared only between their common beginning and their common end. */
const LINES_MAX = 20_000;
const CONTEXT_LINES = 3;
/** From this length on, lines that are frequent do not start a match (as in Python's difflib). */
const POPULAR_FROM_LINES = 200;

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Change {
  readonly equal: boolean;
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/**
 * The difference of two texts as upstream words it in messages: unified, without file names, three
 * lines of context. It looks for the longest run of equal lines and goes on to both sides of it,
 * which gives other hunks than the shortest edit would.
 */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n').map((line) => `${line}\n`);
  const b = after.split('\n').map((line) => `${line}\n`);
  let text = '';
  for (const group of grouped(changes(matchingBlocks(a, b)))) {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) continue;
    text += `@@ -${range(first.aStart, last.aEnd)} +${range(first.bStart, last.bEnd)} @@\n`;
    for (const change of group) {
      if (change.equal) text += lines(' ', a, change.aStart, change.aEnd);
      else {
        text += lines('-', a, change.aStart, change.aEnd);
        text += lines('+', b, change.bStart, change.bEnd);
      }
    }
  }
  return text;
}

function lines(mark: string, all: readonly string[], start: number, end: number): string {
  return all
    .slice(start, end)
    .map((line) => mark + line)
    .join('');
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Runs of equal lines in order, adjacent ones joined; the last one is empty and stands at the end. */
function matchingBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const found = findBlocks(a, b).toSorted((x, y) => x.a - y.a);
  const joined: Block[] = [];
  for (const block of found) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === block.a && last.b + last.size === block.b) {
      joined[joined.length - 1] = { ...last, size: last.size + block.size };
    } else joined.push(block);
  }
  joined.push({ a: a.length, b: b.length, size: 0 });
  return joined;
}

function findBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const found: Block[] = [];
  let [start, aEnd, bEnd] = [0, a.length, b.length];
  if (a.length + b.length > LINES_MAX) {
    while (start < aEnd && start < bEnd && a[start] === b[start]) start++;
    while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
      aEnd--;
      bEnd--;
    }
    found.push({ a: 0, b: 0, size: start }, { a: aEnd, b: bEnd, size: a.length - aEnd });
    if (aEnd - start + (bEnd - start) > LINES_MAX) return found.filter(({ size }) => size > 0);
  }
  const positions = positionsOf(b);
  const pending = [{ aStart: start, aEnd, bStart: start, bEnd }];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const match = longestMatch(a, b, positions, part);
    if (match.size === 0) continue;
    found.push(match);
    pending.push(
      { aStart: part.aStart, aEnd: match.a, bStart: part.bStart, bEnd: match.b },
      {
        aStart: match.a + match.size,
        aEnd: part.aEnd,
        bStart: match.b + match.size,
        bEnd: part.bEnd,
      },
    );
  }
  return found.filter(({ size }) => size > 0);
}

/** Where each line of `b` stands, without the lines that are too frequent to mean anything. */
function positionsOf(b: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const known = positions.get(line);
    if (known === undefined) positions.set(line, [index]);
    else known.push(index);
  }
  if (b.length < POPULAR_FROM_LINES) return positions;
  const frequent = Math.floor(b.length / 100) + 1;
  for (const [line, known] of positions) if (known.length > frequent) positions.delete(line);
  return positions;
}

/** The longest run of equal lines in a part; of equally long ones the first in `a`, then in `b`. */
function longestMatch(
  a: readonly string[],
  b: readonly string[],
  positions: ReadonlyMap<string, readonly number[]>,
  { aStart, aEnd, bStart, bEnd }: Omit<Change, 'equal'>,
): Block {
  let best: Block = { a: aStart, b: bStart, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aStart; i < aEnd; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i] ?? '') ?? []) {
      if (j < bStart) continue;
      if (j >= bEnd) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: i, b: j, size } = best;
  while (i > aStart && j > bStart && a[i - 1] === b[j - 1]) {
    i--;
    j--;
    size++;
  }
  while (i + size < aEnd && j + size < bEnd && a[i + size] === b[j + size]) size++;
  return { a: i, b: j, size };
}

function changes(blocks: readonly Block[]): Change[] {
  const all: Change[] = [];
  let [i, j] = [0, 0];
  for (const { a, b, size } of blocks) {
    if (i < a || j < b) all.push({ equal: false, aStart: i, aEnd: a, bStart: j, bEnd: b });
    if (size > 0) all.push({ equal: true, aStart: a, aEnd: a + size, bStart: b, bEnd: b + size });
    [i, j] = [a + size, b + size];
  }
  return all;
}

/** Changes that are close together share a hunk; equal lines far from any change are left out. */
function grouped(all: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const [index, change] of all.entries()) {
    let part = change;
    if (change.equal && index === 0) part = lastLines(change);
    if (change.equal && index === all.length - 1) part = firstLines(part);
    if (part.equal && part.aEnd - part.aStart > 2 * CONTEXT_LINES) {
      group.push(firstLines(part));
      groups.push(group);
      group = [];
      part = lastLines(part);
    }
    group.push(part);
  }
  groups.push(group);
  return groups.filter((each) => each.some(({ equal }) => !equal));
}

function firstLines(change: Change): Change {
  const kept = Math.min(change.aEnd - change.aStart, CONTEXT_LINES);
  return { ...change, aEnd: change.aStart + kept, bEnd: change.bStart + kept };
}

function lastLines(change: Change): Change {
  const kept = Math.min(change.aEnd - change.aStart, CONTEXT_LINES);
  return { ...change, aStart: change.aEnd - kept, bStart: change.bEnd - kept };
}
