import { isTerminating } from '../../apimachinery/meta.ts';
import type { DaemonSet, Pod } from '../../apimachinery/types.generated.ts';
import type { DaemonPass, Plan } from './pass.ts';

/** How many nodes may have an old and a new pod at the same time. */
export function maxSurge({ spec: { updateStrategy } }: DaemonSet, desired: number): number {
  if (updateStrategy.type !== 'RollingUpdate') return 0;
  return amount(updateStrategy.rollingUpdate?.maxSurge, desired);
}

function maxUnavailable({ spec: { updateStrategy } }: DaemonSet, desired: number): number {
  return amount(updateStrategy.rollingUpdate?.maxUnavailable, desired);
}

function amount(value: number | string | undefined, total: number): number {
  if (value === undefined || typeof value === 'number') return value ?? 0;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? 0 : Math.ceil((Number(percent) * total) / 100);
}

/** Which pods make room for those of the current template, within what the strategy allows. */
export function planRollingUpdate(pass: DaemonPass): Plan {
  const desired = pass.desired.size;
  const surge = maxSurge(pass.daemonSet, desired);
  if (surge > 0) return planSurge(pass, surge);
  const unavailable = maxUnavailable(pass.daemonSet, desired);
  return planReplacement(pass, unavailable === 0 && desired > 0 ? 1 : unavailable);
}

/** Old pods that are not available go at once; of the others as many as may be missing. */
function planReplacement(pass: DaemonPass, unavailableMax: number): Plan {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of nodesOf(pass).values()) {
    const pair = pairOf(pass, pods);
    if (pair === undefined || (pair.old === undefined) === (pair.new === undefined)) unavailable++;
    else if (pair.new !== undefined) {
      if (!pass.isAvailable(pair.new)) unavailable++;
    } else if (pair.old !== undefined && !pass.isAvailable(pair.old)) {
      broken.push(pair.old);
      unavailable++;
    } else if (pair.old !== undefined && unavailable < unavailableMax) {
      candidates.push(pair.old);
    }
  }
  const left = Math.max(0, unavailableMax - unavailable);
  return { create: [], remove: [...broken, ...candidates.slice(0, left)] };
}

/** New pods come first: at once where the old one serves nobody, elsewhere a few at a time. */
function planSurge(pass: DaemonPass, surgeMax: number): Plan {
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const candidates: string[] = [];
  const create: string[] = [];
  let surge = 0;
  let available = 0;
  for (const [nodeName, pods] of nodesOf(pass)) {
    const pair = pairOf(pass, pods);
    if (pair === undefined) {
      surge++;
      continue;
    }
    const serving = pair.old ?? pair.new;
    if (serving !== undefined && pass.isAvailable(serving)) available++;
    if (pair.old === undefined) continue;
    if (pair.new !== undefined) {
      if (pass.isAvailable(pair.new)) remove.push(pair.old);
      else surge++;
    } else if (!pass.desired.has(nodeName)) {
      (pass.isAvailable(pair.old) ? misplaced : remove).push(pair.old);
    } else if (!pass.isAvailable(pair.old)) {
      create.push(nodeName);
    } else if (surge < surgeMax) {
      candidates.push(nodeName);
    }
  }
  // A pod on a node that is no longer meant stays until another node has one that is available.
  remove.push(...misplaced.slice(0, Math.max(0, available - pass.desired.size)));
  create.push(...candidates.slice(0, Math.max(0, surgeMax - surge)));
  return { create, remove };
}

/** The nodes with pods, then those that are to have one. */
function nodesOf({ podsOn, desired }: DaemonPass): ReadonlyMap<string, readonly Pod[]> {
  const nodes = new Map(podsOn);
  for (const nodeName of desired) if (!nodes.has(nodeName)) nodes.set(nodeName, []);
  return nodes;
}

interface Pair {
  new?: Pod;
  old?: Pod;
}

/** Undefined: there are more than one of a sort, which is to be settled first. */
function pairOf(pass: DaemonPass, pods: readonly Pod[]): Pair | undefined {
  const pair: Pair = {};
  for (const pod of pods) {
    if (isTerminating(pod)) continue;
    const sort = pass.isUpdated(pod) ? 'new' : 'old';
    if (pair[sort] !== undefined) return undefined;
    pair[sort] = pod;
  }
  return pair;
}
