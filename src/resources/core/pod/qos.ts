import type { Quantity } from '../../../apimachinery/quantity.ts';
import type { PodSpec } from '../../../apimachinery/types.generated.ts';
import type { ResourceList } from './resource-lists.ts';
import { quantityOf } from './resource-lists.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COMPUTE = ['cpu', 'memory'] as const;

/**
 * Best effort: nothing is asked for. Guaranteed: every container has limits for CPU and memory, and
 * its requests equal them. The resources of the pod as a whole count instead, if it has any.
 */
export function qosClass({ resources, containers, initContainers }: PodSpec): QosClass {
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let isGuaranteed = true;
  if (resources !== undefined) {
    add(requests, resources.requests);
    const given = Object.keys(resources.limits ?? {}).length > 0;
    if (given && add(limits, resources.limits) < COMPUTE.length) isGuaranteed = false;
  } else {
    for (const list of [containers ?? [], initContainers ?? []]) {
      for (const container of list) {
        add(requests, container.resources.requests);
        if (add(limits, container.resources.limits) < COMPUTE.length) isGuaranteed = false;
      }
    }
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  if (!isGuaranteed || requests.size !== limits.size) return 'Burstable';
  for (const [name, request] of requests) {
    if (limits.get(name)?.compare(request) !== 0) return 'Burstable';
  }
  return 'Guaranteed';
}

/** Adds what is more than zero; answers how many of the compute resources that were. */
function add(total: Map<string, Quantity>, list: ResourceList | undefined): number {
  let found = 0;
  if (list === undefined) return found;
  for (const name of COMPUTE) {
    const quantity = quantityOf(list[name]);
    if (quantity.sign <= 0) continue;
    found++;
    const sum = total.get(name);
    total.set(name, sum === undefined ? quantity : sum.add(quantity));
  }
  return found;
}
