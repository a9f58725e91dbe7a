import { Quantity } from './quantity.ts';
import type { Container, PodSpec, ResourceRequirements } from './types.generated.ts';

/** Amounts by resource name. */
export type Amounts = Map<string, Quantity>;

/** Resources whose amounts a pod may state for all its containers together. */
const POD_LEVEL = new Set(['cpu', 'memory']);

/** Amounts that are no quantities are left out; validation tells about them. */
export function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  const amounts: Amounts = new Map();
  for (const [name, text] of Object.entries(list ?? {})) {
    try {
      amounts.set(name, Quantity.parse(text));
    } catch {
      continue;
    }
  }
  return amounts;
}

/** Changes `into`. */
export function addAmounts(into: Amounts, added: Amounts): void {
  for (const [name, amount] of added) {
    const present = into.get(name);
    into.set(name, present === undefined ? amount : present.add(amount));
  }
}

/** Changes `into`. */
export function maxAmounts(into: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const present = into.get(name);
    if (present === undefined || amount.compare(present) > 0) into.set(name, amount);
  }
}

/** What the scheduler reserves for a pod, without overhead. */
export function podRequests(spec: PodSpec): Amounts {
  return total(spec, 'requests');
}

/** What a pod may use at most, without overhead. */
export function podLimits(spec: PodSpec): Amounts {
  return total(spec, 'limits');
}

/** With the overhead of the pod's runtime. Limits that are not set stay unset. */
export function withOverhead(spec: PodSpec): { requests: Amounts; limits: Amounts } {
  const requests = podRequests(spec);
  const limits = podLimits(spec);
  const overhead = amountsOf(spec.overhead);
  addAmounts(requests, overhead);
  for (const [name, amount] of overhead) {
    const limit = limits.get(name);
    if (limit !== undefined && !limit.isZero) limits.set(name, limit.add(amount));
  }
  return { requests, limits };
}

function total(spec: PodSpec, side: 'requests' | 'limits'): Amounts {
  const amountsIn = ({ resources }: Container): Amounts => amountsOf(sideOf(resources, side));
  const sum: Amounts = new Map();
  for (const container of spec.containers ?? []) addAmounts(sum, amountsIn(container));
  // An init container runs beside the restartable ones that started before it.
  const restartable: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = amountsIn(container);
    if (container.restartPolicy === 'Always') {
      addAmounts(sum, own);
      addAmounts(restartable, own);
      maxAmounts(peak, restartable);
    } else {
      addAmounts(own, restartable);
      maxAmounts(peak, own);
    }
  }
  maxAmounts(sum, peak);
  for (const [name, amount] of amountsOf(sideOf(spec.resources, side))) {
    if (POD_LEVEL.has(name)) sum.set(name, amount);
  }
  return sum;
}

function sideOf(
  resources: ResourceRequirements | undefined,
  side: 'requests' | 'limits',
): Record<string, string> | undefined {
  return resources?.[side];
}
