import type { AdmissionAttributes } from '../admission.ts';
import { qualified } from '../errors.ts';
import type { AnyObject } from '../meta.ts';
import type { Amounts } from '../pod-resources.ts';
import { Quantity } from '../quantity.ts';
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../types.generated.ts';

export const ONE = Quantity.ofNumber(1);

/** How objects of one resource use up a quota. */
export interface QuotaEvaluator {
  /** The names in a quota that this resource uses up. */
  readonly counts: (name: string) => boolean;
  readonly usage: (object: AnyObject, now: number) => Amounts;
  readonly inScope: (scope: ScopedResourceSelectorRequirement, object: AnyObject) => boolean;
  /** Whether a write can change the usage. */
  readonly concerns: (attributes: AdmissionAttributes) => boolean;
  /** What an object has to say for itself where a quota has these names; undefined: it does. */
  readonly missing?: (names: readonly string[], object: AnyObject) => string | undefined;
}

/** Names that counted objects had before `count/` was there. */
const ALIASES = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

/** `count/pods`, `count/jobs.batch`. */
export function countName(group: string, resource: string): string {
  return `count/${qualified(group, resource)}`;
}

/** Counts objects and knows nothing else about them. */
export function objectCount(group: string, resource: string): QuotaEvaluator {
  const names = new Set([countName(group, resource)]);
  if (group === '' && ALIASES.has(resource)) names.add(resource);
  const usage: Amounts = new Map([...names].map((name) => [name, ONE]));
  return {
    counts: (name) => names.has(name),
    usage: () => usage,
    inScope: () => false,
    concerns: ({ operation, subresource }) => operation === 'CREATE' && subresource === undefined,
  };
}

/** Both ways of writing scopes. */
export function scopesOf(spec: ResourceQuotaSpec): ScopedResourceSelectorRequirement[] {
  const scopes = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...scopes, ...(spec.scopeSelector?.matchExpressions ?? [])];
}

/** As a label selector would: of no value at all, only the negative operators are true. */
export function selects(
  { operator, values = [] }: ScopedResourceSelectorRequirement,
  present: readonly string[],
): boolean {
  if (operator === 'Exists') return present.length > 0;
  if (operator === 'DoesNotExist') return present.length === 0;
  if (operator === 'In') return present.some((each) => values.includes(each));
  if (operator === 'NotIn')
    return present.length === 0 || present.some((each) => !values.includes(each));
  return false;
}
