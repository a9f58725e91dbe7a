import { sortedByBytes } from '../apimachinery/go-format.ts';
import type { Amounts } from '../apimachinery/pod-resources.ts';
import { amountsOf, podLimits, podRequests } from '../apimachinery/pod-resources.ts';
import type { Quantity } from '../apimachinery/quantity.ts';
import type {
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
} from '../apimachinery/types.generated.ts';

interface Observed {
  readonly type: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** One rule about one resource; undefined: kept. */
type Rule = (what: Observed, resource: string, enforced: Quantity) => string | undefined;

/** Amounts above this are compared in whole units, as upstream compares them. */
const MILLI_MAX = (2n ** 63n - 1n) / 1000n;

export function podViolations(items: readonly LimitRangeItem[], pod: Pod): string[] {
  const found: string[] = [];
  for (const item of items ?? []) {
    if (item.type === 'Container') {
      const { containers, initContainers = [] } = pod.spec;
      for (const { resources } of [...containers, ...initContainers]) {
        const requests = amountsOf(resources?.requests);
        const limits = amountsOf(resources?.limits);
        found.push(...violations(item, { type: item.type, requests, limits }, maximum));
      }
    } else if (item.type === 'Pod') {
      const requests = podRequests(pod.spec);
      const limits = podLimits(pod.spec);
      found.push(...violations(item, { type: item.type, requests, limits }, maximum));
    }
  }
  return found;
}

/** Of claims only requests count, and ratios do not. */
export function claimViolations(
  items: readonly LimitRangeItem[],
  claim: PersistentVolumeClaim,
): string[] {
  const requests = amountsOf(claim.spec.resources?.requests);
  const found: string[] = [];
  for (const { type, min, max } of items ?? []) {
    if (type !== 'PersistentVolumeClaim') continue;
    found.push(
      ...violations({ type, min, max }, { type, requests, limits: new Map() }, mostRequested),
    );
  }
  return found;
}

function violations(item: LimitRangeItem, what: Observed, most: Rule): string[] {
  const found: string[] = [];
  for (const [list, rule] of [
    [item.min, minimum],
    [item.max, most],
    [item.maxLimitRequestRatio, ratio],
  ] as const) {
    const enforced = amountsOf(list);
    for (const resource of sortedByBytes([...enforced.keys()])) {
      const amount = enforced.get(resource);
      const message = amount === undefined ? undefined : rule(what, resource, amount);
      if (message !== undefined) found.push(message);
    }
  }
  return found;
}

const minimum: Rule = ({ type, requests, limits }, resource, enforced) => {
  const what = `minimum ${resource} usage per ${type} is ${enforced.toString()}`;
  const request = requests.get(resource);
  const limit = limits.get(resource);
  if (request === undefined) return `${what}.  No request is specified`;
  const scale = commonScale(request, limit, enforced);
  if (scale(request) < scale(enforced)) return `${what}, but request is ${request.toString()}`;
  if (limit !== undefined && scale(limit) < scale(enforced))
    return `${what}, but limit is ${limit.toString()}`;
  return undefined;
};

const maximum: Rule = ({ type, requests, limits }, resource, enforced) => {
  const what = `maximum ${resource} usage per ${type} is ${enforced.toString()}`;
  const request = requests.get(resource);
  const limit = limits.get(resource);
  if (limit === undefined) return `${what}.  No limit is specified`;
  const scale = commonScale(request, limit, enforced);
  if (scale(limit) > scale(enforced)) return `${what}, but limit is ${limit.toString()}`;
  if (request !== undefined && scale(request) > scale(enforced))
    return `${what}, but request is ${request.toString()}`;
  return undefined;
};

const mostRequested: Rule = ({ type, requests }, resource, enforced) => {
  const what = `maximum ${resource} usage per ${type} is ${enforced.toString()}`;
  const request = requests.get(resource);
  if (request === undefined) return `${what}.  No request is specified`;
  const scale = commonScale(request, undefined, enforced);
  return scale(request) > scale(enforced)
    ? `${what}, but request is ${request.toString()}`
    : undefined;
};

const ratio: Rule = ({ type, requests, limits }, resource, enforced) => {
  const what = `${resource} max limit to request ratio per ${type} is ${enforced.toString()}`;
  const request = requests.get(resource);
  const limit = limits.get(resource);
  const scale = commonScale(request, limit, enforced);
  if (request === undefined || scale(request) === 0n)
    return `${what}, but no request is specified or request is 0`;
  if (limit === undefined || scale(limit) === 0n)
    return `${what}, but no limit is specified or limit is 0`;
  const observed = Number(scale(limit)) / Number(scale(request));
  const fine = enforced.value() <= MILLI_MAX;
  const over = fine
    ? observed * 1000 > Number(enforced.milliValue())
    : observed > Number(enforced.value());
  return over ? `${what}, but provided ratio is ${observed.toFixed(6)}` : undefined;
};

/** Thousandths where all fit an int64, otherwise whole units. */
function commonScale(...amounts: (Quantity | undefined)[]): (amount: Quantity) => bigint {
  const fine = amounts.every((each) => each === undefined || each.value() <= MILLI_MAX);
  return (amount) => (fine ? amount.milliValue() : amount.value());
}
