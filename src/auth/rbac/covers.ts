import { quote } from '../../apimachinery/go-print.ts';
import type { PolicyRule } from '../../apimachinery/types.generated.ts';
import { trimStars } from './rule.ts';

/** Those of `wanted`, down to one verb, resource and name each, that no rule of `held` covers. */
export function uncovered(
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): PolicyRule[] {
  return wanted.flatMap(atoms).filter((atom) => !held.some((rule) => covers(rule, atom)));
}

/** Rules in upstream's short form, verbs of the same resource together, sorted. */
export function describeRules(atomic: readonly PolicyRule[]): string[] {
  const together = new Map<string, PolicyRule>();
  for (const rule of atomic) {
    const { verbs: _verbs, ...rest } = rule;
    const isPath = rule.nonResourceURLs !== undefined;
    const key = JSON.stringify(isPath ? rule : rest);
    const known = together.get(key);
    if (known === undefined) together.set(key, { ...rule, verbs: [...rule.verbs] });
    else if (!isPath) known.verbs.push(...rule.verbs);
  }
  return [...new Set([...together.values()].map(describe))].toSorted();
}

function describe(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ] as const;
  const shown = parts.flatMap(([label, values = []]) =>
    values.length === 0 ? [] : [`${label}:${quoteAll(values)}`],
  );
  return `{${shown.join(', ')}}`;
}

/** Go's %q of a list. */
export function quoteAll(values: readonly string[]): string {
  return `[${values.map(quote).join(' ')}]`;
}

function atoms(rule: PolicyRule): PolicyRule[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const verbs = rule.verbs ?? [];
  const all: PolicyRule[] = [];
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const atom = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) all.push(atom);
        for (const name of resourceNames) all.push({ ...atom, resourceNames: [name] });
      }
    }
  }
  for (const url of nonResourceURLs) {
    for (const verb of verbs) all.push({ nonResourceURLs: [url], verbs: [verb] });
  }
  return all;
}

function covers(held: PolicyRule, atom: PolicyRule): boolean {
  return (
    hasAll(held.verbs, atom.verbs) &&
    hasAll(held.apiGroups, atom.apiGroups) &&
    (atom.resources ?? []).every((resource) => coversResource(held.resources ?? [], resource)) &&
    coversNames(held.resourceNames ?? [], atom.resourceNames ?? []) &&
    (atom.nonResourceURLs ?? []).every((url) => coversUrl(held.nonResourceURLs ?? [], url))
  );
}

function hasAll(held: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return held.includes('*') || wanted.every((each) => held.includes(each));
}

function coversResource(held: readonly string[], wanted: string): boolean {
  if (held.includes('*') || held.includes(wanted)) return true;
  const slash = wanted.indexOf('/');
  return slash !== -1 && held.includes(`*${wanted.slice(slash)}`);
}

function coversNames(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true;
  return wanted.length > 0 && wanted.every((name) => held.includes(name));
}

function coversUrl(held: readonly string[], wanted: string): boolean {
  return held.some(
    (url) => url === wanted || (url.endsWith('*') && wanted.startsWith(trimStars(url))),
  );
}
