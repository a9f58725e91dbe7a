import { sortedByBytes } from '../go-format.ts';
import type { AnyObject } from '../meta.ts';
import { parseTime } from '../meta.ts';
import type { Amounts } from '../pod-resources.ts';
import { addAmounts, amountsOf, withOverhead } from '../pod-resources.ts';
import type { Pod, PodAffinityTerm } from '../types.generated.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { ONE, selects } from './evaluator.ts';

const NAMES = new Set([
  'count/pods',
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
]);
/** A quota of these asks every container to say what it needs. */
const REQUIRED = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
]);
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const REQUESTS = 'requests.';
const SECOND_MS = 1000;

const podOf = (object: AnyObject): Pod => object as unknown as Pod;

export const podEvaluator: QuotaEvaluator = {
  counts: (name) =>
    NAMES.has(name) ||
    name.startsWith('hugepages-') ||
    name.startsWith(`${REQUESTS}hugepages-`) ||
    (name.startsWith(REQUESTS) && isExtended(name)),
  usage: (object, now) => usageOf(podOf(object), now),
  inScope(scope, object) {
    const pod = podOf(object);
    switch (scope.scopeName) {
      case 'Terminating':
        return endsByItself(pod);
      case 'NotTerminating':
        return !endsByItself(pod);
      case 'BestEffort':
        return pod.status.qosClass === 'BestEffort';
      case 'NotBestEffort':
        return pod.status.qosClass !== 'BestEffort';
      case 'PriorityClass': {
        const { priorityClassName = '' } = pod.spec;
        return selects(scope, priorityClassName === '' ? [] : [priorityClassName]);
      }
      case 'CrossNamespacePodAffinity':
        return looksIntoOtherNamespaces(pod);
      default:
        return false;
    }
  },
  concerns({ operation, subresource, object, previous }) {
    if (subresource === 'resize') return operation === 'UPDATE';
    if (subresource !== undefined) return false;
    if (operation === 'CREATE') return true;
    if (operation !== 'UPDATE' || object === undefined || previous === undefined) return false;
    return endsByItself(podOf(object)) !== endsByItself(podOf(previous));
  },
  missing: (names, object) => missingOf(names, podOf(object)),
};

function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/');
}

function endsByItself({ spec }: Pod): boolean {
  return (spec.activeDeadlineSeconds ?? -1) >= 0;
}

/** A pod that has ended is an object still, but uses nothing. */
function usageOf(pod: Pod, now: number): Amounts {
  const used: Amounts = new Map([['count/pods', ONE]]);
  if (hasEnded(pod, now)) return used;
  const { requests, limits } = withOverhead(pod.spec);
  addAmounts(used, computeUsage(requests, limits));
  return used;
}

function hasEnded({ metadata, status }: Pod, now: number): boolean {
  if (status.phase === 'Failed' || status.phase === 'Succeeded') return true;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return now > parseTime(deletionTimestamp) + deletionGracePeriodSeconds * SECOND_MS;
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const used: Amounts = new Map([['pods', ONE]]);
  for (const name of COMPUTE) {
    const limit = limits.get(name);
    if (limit !== undefined) used.set(`limits.${name}`, limit);
  }
  for (const [name, amount] of requests) {
    const isHugePages = name.startsWith('hugepages-');
    const isPlain = COMPUTE.includes(name) || isHugePages;
    if (isPlain) used.set(name, amount);
    if (isPlain || (isExtended(name) && !name.startsWith(REQUESTS)))
      used.set(REQUESTS + name, amount);
  }
  return used;
}

function missingOf(names: readonly string[], { spec }: Pod): string | undefined {
  // What the pod asks for as a whole speaks for its containers.
  if (Object.keys({ ...spec.resources?.requests, ...spec.resources?.limits }).length > 0)
    return undefined;
  const required = names.filter((name) => REQUIRED.has(name));
  if (required.length === 0) return undefined;
  const missing = new Map<string, Set<string>>();
  for (const { name, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const used = computeUsage(amountsOf(resources?.requests), amountsOf(resources?.limits));
    for (const each of required) {
      if (!used.has(each)) missing.set(each, (missing.get(each) ?? new Set()).add(name));
    }
  }
  if (missing.size === 0) return undefined;
  const parts = sortedByBytes([...missing.keys()]).map(
    (each) => `${each} for: ${sortedByBytes([...(missing.get(each) ?? [])]).join(',')}`,
  );
  return `must specify ${parts.join('; ')}`;
}

function looksIntoOtherNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((each) => {
    const preferred = each?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const terms: readonly PodAffinityTerm[] = [
      ...(each?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...preferred.map(({ podAffinityTerm }) => podAffinityTerm),
    ];
    return terms.some(
      ({ namespaces, namespaceSelector }) =>
        (namespaces ?? []).length > 0 || namespaceSelector !== undefined,
    );
  });
}
