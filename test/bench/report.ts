/** Tables of figures. */
import type { Figure } from './steps.ts';

type Values = ReadonlyMap<string, number>;

const WIDTH = 52;
const COLUMN = 14;

export const print = (text: string): boolean => process.stdout.write(`${text}\n`);

/** One server beside others: how many times worse than each of them it is. */
export function printBeside(
  figures: readonly Figure[],
  ours: Values,
  others: readonly (readonly [name: string, values: Values])[],
): void {
  const heads = others.flatMap(([name]) => [name, 'ratio']);
  print(''.padEnd(WIDTH) + ['kubedouble', ...heads].map((head) => head.padStart(COLUMN)).join(''));
  for (const { what, better } of figures) {
    const value = ours.get(what);
    if (value === undefined) continue;
    const cells = others.flatMap(([, values]) => {
      const other = values.get(what) ?? Number.NaN;
      return [number(other), times(better === 'less' ? value / other : other / value)];
    });
    print(what.padEnd(WIDTH) + [number(value), ...cells].map((c) => c.padStart(COLUMN)).join(''));
  }
}

/**
 * Two commits, measured in turns: the middle of the ratios of neighbouring rounds and how far they
 * lie apart. Above 1 this one is better.
 */
export function printAgainst(
  figures: readonly Figure[],
  rounds: readonly (readonly [ours: Values, theirs: Values])[],
): void {
  const heads = ['this', 'the other', 'better by', 'from', 'to'];
  print(''.padEnd(WIDTH) + heads.map((head) => head.padStart(COLUMN)).join(''));
  for (const { what, better } of figures) {
    const pairs = rounds
      .map(
        ([ours, theirs]) => [ours.get(what) ?? Number.NaN, theirs.get(what) ?? Number.NaN] as const,
      )
      .filter(([ours, theirs]) => Number.isFinite(ours / theirs));
    if (pairs.length === 0) continue;
    const ratios = pairs
      .map(([ours, theirs]) => (better === 'less' ? theirs / ours : ours / theirs))
      .toSorted((a, b) => a - b);
    const cells = [
      number(middle(pairs.map(([ours]) => ours))),
      number(middle(pairs.map(([, theirs]) => theirs))),
      times(middle(ratios), 2),
      times(ratios[0] ?? Number.NaN, 2),
      times(ratios.at(-1) ?? Number.NaN, 2),
    ];
    print(what.padEnd(WIDTH) + cells.map((cell) => cell.padStart(COLUMN)).join(''));
  }
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2;
}

function number(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(value < 100 ? 1 : 0);
}

function times(value: number, digits = 1): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(digits)}×`;
}
