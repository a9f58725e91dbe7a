import { costSize } from './values/size.ts';
import type { Value } from './values/value.ts';

/** Strings and bytes cost a tenth of what they are long. */
export const TRAVERSAL_FACTOR = 0.1;
/** Expressions cost a quarter of what they are long. */
export const REGEX_FACTOR = 0.25;
export const LIST_COST = 10;
export const MAP_COST = 30;
export const STRUCT_COST = 40;

/** What a call has cost, by its arguments and its result. */
export type CallCost = (args: readonly Value[], result: Value) => number;

const sizeAt = (args: readonly Value[], index: number): number => costSize(args[index] ?? null);

const traversal: CallCost = (args) => Math.ceil(sizeAt(args, 0) * TRAVERSAL_FACTOR);

const comparison: CallCost = (args) =>
  Math.ceil(Math.min(sizeAt(args, 0), sizeAt(args, 1)) * TRAVERSAL_FACTOR);

const concatenation: CallCost = (args) =>
  Math.ceil((sizeAt(args, 0) + sizeAt(args, 1)) * TRAVERSAL_FACTOR);

export const regexCost: CallCost = (args) =>
  Math.ceil((1 + sizeAt(args, 0)) * TRAVERSAL_FACTOR) * Math.ceil(sizeAt(args, 1) * REGEX_FACTOR);

/** Standard functions by the one overload that the checker found; all others cost 1. */
export const OVERLOAD_COSTS: ReadonlyMap<string, CallCost> = new Map<string, CallCost>([
  ['starts_with_string', traversal],
  ['ends_with_string', traversal],
  ['string_to_bytes', traversal],
  ['bytes_to_string', traversal],
  ['strings_quote', traversal],
  ['string_format', traversal],
  ['in_list', (args) => sizeAt(args, 1)],
  ...['less', 'greater', 'less_equals', 'greater_equals'].flatMap((name): [string, CallCost][] => [
    [`${name}_string`, comparison],
    [`${name}_bytes`, comparison],
  ]),
  ['equals', comparison],
  ['not_equals', comparison],
  ['add_string', concatenation],
  ['add_bytes', concatenation],
  ['matches_string', regexCost],
  [
    'contains_string',
    (args) =>
      Math.ceil(sizeAt(args, 0) * TRAVERSAL_FACTOR) * Math.ceil(sizeAt(args, 1) * TRAVERSAL_FACTOR),
  ],
]);
