import type { Value } from './value.ts';
import { CostLimitExceeded } from './value.ts';

/** Nothing larger is made: whoever compares or prints a value may take it for finite. */
const WEIGHT_MAX = 10_000_000;

/** How many values it takes to go through a value; what is shared counts each time. */
export function weightOf(value: Value): number {
  if (typeof value !== 'object' || value === null) return 1;
  if ('weight' in value) return value.weight;
  return 'value' in value && typeof value.value === 'object' ? weightOf(value.value) : 1;
}

/** @throws CostLimitExceeded */
export function bounded(weight: number): number {
  if (weight > WEIGHT_MAX) throw new CostLimitExceeded();
  return weight;
}
