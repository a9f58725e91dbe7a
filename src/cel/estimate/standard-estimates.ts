import { REGEX_FACTOR, TRAVERSAL_FACTOR } from '../costs.ts';
import type { Call, CallEstimate } from './call-estimates.ts';
import { sizeOf, traversal } from './call-estimates.ts';
import type { Estimate } from './estimates.ts';
import { exactly, plus, scaled, times } from './estimates.ts';

const BYTES_PER_CHARACTER = 4;

/** What CEL says of the standard functions; all others cost 1. */
export function estimateStandard(call: Call): CallEstimate {
  const { overload, target, args } = call;
  const [first, second] = args;
  switch (overload) {
    case 'string_format':
      return { cost: traversal(sizeOf(target)) };
    case 'string_to_bytes': {
      const { min, max } = sizeOf(first);
      return { cost: traversal({ min, max }), size: { min, max: max * BYTES_PER_CHARACTER } };
    }
    case 'bytes_to_string': {
      const { min, max } = sizeOf(first);
      const size = { min: Math.trunc(min / BYTES_PER_CHARACTER), max };
      return { cost: traversal({ min, max }), size };
    }
    case 'strings_quote': {
      const { min, max } = sizeOf(first);
      return { cost: traversal({ min, max }), size: { min: min + 2, max: max * 2 + 2 } };
    }
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: traversal(sizeOf(first)) };
    case 'in_list':
      return { cost: sizeOf(second) };
    case 'matches_string': {
      if (target === undefined) break;
      const text = traversal(plus(sizeOf(target), exactly(1)));
      return { cost: times(text, scaled(sizeOf(first), REGEX_FACTOR)) };
    }
    case 'contains_string':
      return { cost: times(traversal(sizeOf(target)), traversal(sizeOf(first))) };
    case 'add_list':
      return { cost: exactly(1), size: plus(sizeOf(first), sizeOf(second)) };
    case 'add_string':
    case 'add_bytes': {
      const size = plus(sizeOf(first), sizeOf(second));
      return { cost: traversal(size), size };
    }
    default:
  }
  return { cost: isComparison(overload) ? compared(call) : exactly(1) };
}

function isComparison(overload: string): boolean {
  if (overload === 'equals' || overload === 'not_equals') return true;
  return /^(less|greater)(_equals)?_(string|bytes)$/.test(overload);
}

/** Up to the end of the shorter one. */
function compared({ args: [first, second] }: Call): Estimate {
  const most = Math.min(sizeOf(first).max, sizeOf(second).max);
  return scaled({ min: most > 0 ? 1 : 0, max: most }, TRAVERSAL_FACTOR);
}
