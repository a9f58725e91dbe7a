import { GoText, goJson } from '../../apimachinery/go-print.ts';
import { ExactNumber } from '../../base/json.ts';

/** A value of an object as Go prints its maps: by their keys. */
export function printedJson(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? new GoText(goJson(sorted(value))) : value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, sorted(each)]));
}
