type Interval = readonly [first: number, last: number];

/** A set of completion indexes, kept as intervals: Jobs may have a hundred thousand of them. */
export class IndexSet {
  readonly #intervals: readonly Interval[];

  constructor(intervals: readonly Interval[] = []) {
    this.#intervals = intervals;
  }

  /** `1,3-5,7`. What is no number is skipped, what lies at or beyond the end left out. */
  static parse(text: string, end: number): IndexSet {
    const intervals: [number, number][] = [];
    for (const part of text === '' ? [] : text.split(',')) {
      const [firstText = '', lastText = firstText] = part.split('-');
      const first = /^\d{1,15}$/.test(firstText) ? Number(firstText) : undefined;
      const last = /^\d{1,15}$/.test(lastText) ? Number(lastText) : undefined;
      if (first === undefined) continue;
      if (first >= end) break;
      if (last === undefined) continue;
      const previous = intervals.at(-1);
      const bounded = Math.min(last, end - 1);
      if (previous?.[1] === first - 1) previous[1] = bounded;
      else intervals.push([first, bounded]);
    }
    return new IndexSet(intervals);
  }

  static of(indexes: Iterable<number>): IndexSet {
    const ordered = [...new Set(indexes)].toSorted((a, b) => a - b);
    return new IndexSet().union(new IndexSet(ordered.map((index) => [index, index])));
  }

  get size(): number {
    return this.#intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  has(index: number): boolean {
    return this.#intervals.some(([first, last]) => first <= index && index <= last);
  }

  union(other: IndexSet): IndexSet {
    const merged: [number, number][] = [];
    const ordered = [...this.#intervals, ...other.#intervals].toSorted(([a], [b]) => a - b);
    for (const [first, last] of ordered) {
      const previous = merged.at(-1);
      if (previous === undefined || first > previous[1] + 1) merged.push([first, last]);
      else previous[1] = Math.max(previous[1], last);
    }
    return new IndexSet(merged);
  }

  /** How many indexes both have. */
  overlap(other: IndexSet): number {
    let count = 0;
    for (const [first, last] of this.#intervals) {
      for (const [otherFirst, otherLast] of other.#intervals) {
        count += Math.max(0, Math.min(last, otherLast) - Math.max(first, otherFirst) + 1);
      }
    }
    return count;
  }

  /** The smallest indexes below the end that are not in the set. */
  firstMissing(count: number, end: number): number[] {
    const missing: number[] = [];
    let candidate = 0;
    for (const [first, last] of [...this.#intervals, [end, end] as const]) {
      const stop = Math.min(first, end);
      while (candidate < stop && missing.length < count) missing.push(candidate++);
      candidate = Math.max(candidate, last + 1);
    }
    return missing;
  }

  /** Two neighbours are written one by one, three are a range. */
  toString(): string {
    return this.#intervals
      .map(([first, last]) => {
        if (first === last) return String(first);
        return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
      })
      .join(',');
  }
}
