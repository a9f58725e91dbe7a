type Interval = readonly [first: number, last: number];

/** A set of completion indexes, kept as ordered intervals: Jobs may have a hundred thousand of them. */
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
    let low = 0;
    let high = this.#intervals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#intervals[middle]?.[1] ?? 0) >= index) high = middle;
      else low = middle + 1;
    }
    const interval = this.#intervals[low];
    return interval !== undefined && interval[0] <= index;
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
  overlap(set: IndexSet): number {
    let count = 0;
    let own = 0;
    let other = 0;
    for (;;) {
      const a = this.#intervals[own];
      const b = set.#intervals[other];
      if (a === undefined || b === undefined) return count;
      count += Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]) + 1);
      if (a[1] <= b[1]) own++;
      if (b[1] <= a[1]) other++;
    }
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
