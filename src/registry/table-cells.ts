import { compareBytes, sortedByBytes } from '../apimachinery/go-format.ts';
import { humanDuration, parseTime } from '../apimachinery/time.ts';
import type { LabelSelector } from '../apimachinery/types.generated.ts';

/** Words that several kinds print into their cells. */
export const NONE = '<none>';
export const UNSET = '<unset>';
export const UNKNOWN = '<unknown>';

/** How long ago `time` was, as `kubectl get` shows ages: `5m`, `3d2h`; `<unknown>` without a time. */
export function since(time: string | null | undefined, now: number): string {
  const at = milliseconds(time);
  return at === undefined ? UNKNOWN : humanDuration(now - at);
}

/** Milliseconds since the epoch; undefined for no time, or for what is none. */
export function milliseconds(time: string | null | undefined): number | undefined {
  if (time === undefined || time === null) return undefined;
  const at = parseTime(time);
  return Number.isNaN(at) ? undefined : at;
}

/** `a=1,b=2`, sorted; `<none>` without labels. */
export function labelsText(labels: Readonly<Record<string, string>> | null | undefined): string {
  const text = Object.entries(labels ?? {})
    .toSorted(byKey)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return text === '' ? NONE : text;
}

/** A selector as `kubectl get -l` takes it; `<none>` where it selects everything or is absent. */
export function labelSelectorText(selector: LabelSelector | null | undefined): string {
  const text = selectorText(selector);
  return text === undefined ? '<error>' : text === '' ? NONE : text;
}

/** Like `labelSelectorText`, with the empty text for "all"; undefined for an invalid selector. */
export function selectorText(selector: LabelSelector | null | undefined): string | undefined {
  if (selector === undefined || selector === null) return '';
  const parts = Object.entries(selector.matchLabels ?? {})
    .map(([key, value]): [string, string] => [key, `${key}=${value}`])
    .toSorted(byKey);
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const text = requirementText(key, operator, values ?? []);
    if (text === undefined) return undefined;
    parts.push([key, text]);
  }
  return parts
    .toSorted(byKey)
    .map(([, text]) => text)
    .join(',');
}

function requirementText(
  key: string,
  operator: string,
  values: readonly string[],
): string | undefined {
  const list = sortedByBytes(values).join(',');
  switch (operator) {
    case 'In':
      return values.length === 0 ? undefined : `${key} in (${list})`;
    case 'NotIn':
      return values.length === 0 ? undefined : `${key} notin (${list})`;
    case 'Exists':
      return values.length === 0 ? key : undefined;
    case 'DoesNotExist':
      return values.length === 0 ? `!${key}` : undefined;
    default:
      return undefined;
  }
}

interface NamedImage {
  readonly name: string;
  readonly image?: string;
}

/** The two cells of everything that has a pod template. */
export function containerCells(containers: readonly NamedImage[] | null | undefined): {
  Containers: string;
  Images: string;
} {
  const all = containers ?? [];
  return {
    Containers: all.map(({ name }) => name).join(','),
    Images: all.map(({ image }) => image ?? '').join(','),
  };
}

/** The first `max` of a list, and how many more there are: `a,b,c + 2 more...`. */
export function listOrMore(
  list: readonly string[],
  {
    max,
    separator = ',',
    count = list.length,
  }: { max: number; separator?: string; count?: number },
): string {
  const text = list.slice(0, max).join(separator);
  return list.length > max ? `${text} + ${count - max} more...` : text;
}

/** Addresses that a load balancer was given: address before name, sorted, each once. */
export function loadBalancerText(
  ingress: readonly { readonly ip?: string; readonly hostname?: string }[] | null | undefined,
): string {
  const addresses = (ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return sortedByBytes([...new Set(addresses.filter((address) => address !== ''))]).join(',');
}

function byKey(a: readonly [string, string], b: readonly [string, string]): number {
  return compareBytes(a[0], b[0]);
}
