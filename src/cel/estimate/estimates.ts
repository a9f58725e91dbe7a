/** Nothing is known to be less; upstream counts in 64 bits, and everything ends there. */
export const UNBOUNDED = 2 ** 64;

/** The least and the most that something may be: a size or a cost. */
export interface Estimate {
  readonly min: number;
  readonly max: number;
}

export const UNKNOWN: Estimate = { min: 0, max: UNBOUNDED };
export const ZERO: Estimate = { min: 0, max: 0 };

export function exactly(value: number): Estimate {
  return { min: value, max: value };
}

const bounded = (value: number): number => Math.min(value, UNBOUNDED);

export function plus(...estimates: readonly Estimate[]): Estimate {
  let [min, max] = [0, 0];
  for (const estimate of estimates) {
    min = bounded(min + estimate.min);
    max = bounded(max + estimate.max);
  }
  return { min, max };
}

export function times(a: Estimate, b: Estimate): Estimate {
  return { min: bounded(a.min * b.min), max: bounded(a.max * b.max) };
}

/** What so many units cost, each a fraction. */
export function scaled({ min, max }: Estimate, factor: number): Estimate {
  return { min: bounded(Math.ceil(min * factor)), max: bounded(Math.ceil(max * factor)) };
}

export function union(a: Estimate, b: Estimate): Estimate {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
