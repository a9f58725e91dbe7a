import { isTerminating } from '../../apimachinery/meta.ts';
import type { DaemonSet, Pod } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import { HASH_LABEL, placedAndOldestFirst } from './daemon-pods.ts';
import type { DaemonPass, Plan } from './pass.ts';
import { maxSurge } from './rolling-update.ts';

interface Placement {
  /** A failed pod is to lie a while before it is replaced. */
  isLeftLying(nodeName: string): boolean;
  tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void>;
}

/** One pod on each node that is to have one, and none on those that may not. */
export async function planPlacement(pass: DaemonPass, placement: Placement): Promise<Plan> {
  const create: string[] = [];
  const remove: Pod[] = [];
  const nodeNames = new Set(pass.nodes.map(({ metadata }) => metadata.name ?? ''));
  for (const nodeName of nodeNames) {
    const pods = pass.podsOn.get(nodeName);
    const shouldRun = pass.desired.has(nodeName);
    if (pass.tolerant.has(nodeName)) {
      if (pods === undefined) {
        if (shouldRun) create.push(nodeName);
        continue;
      }
      const { running, ended } = await sorted(pods, nodeName, placement);
      remove.push(...ended, ...surplusOf(pass, running));
      if (shouldRun && running.length === 0 && allowsSurge(pass.daemonSet)) create.push(nodeName);
    } else if (pods !== undefined) {
      remove.push(...pods.filter((pod) => !isTerminating(pod)));
    }
  }
  for (const [nodeName, pods] of pass.podsOn) {
    if (nodeNames.has(nodeName)) continue;
    remove.push(...pods.filter(({ spec }) => (spec.nodeName ?? '') === ''));
  }
  return { create, remove };
}

function allowsSurge(daemonSet: DaemonSet): boolean {
  return maxSurge(daemonSet, 1) > 0;
}

interface Sorted {
  readonly running: readonly Pod[];
  readonly ended: readonly Pod[];
}

async function sorted(
  pods: readonly Pod[],
  nodeName: string,
  placement: Placement,
): Promise<Sorted> {
  const running: Pod[] = [];
  const ended: Pod[] = [];
  for (const pod of pods) {
    const { phase } = pod.status;
    if (isTerminating(pod)) continue;
    const { namespace, name } = pod.metadata;
    if (phase === 'Failed') {
      if (placement.isLeftLying(nodeName)) continue;
      const what = `Found failed daemon pod ${namespace}/${name} on node ${nodeName}`;
      await placement.tell('Warning', 'FailedDaemonPod', `${what}, will try to kill it`);
      ended.push(pod);
    } else if (phase === 'Succeeded') {
      const what = `Found succeeded daemon pod ${namespace}/${name} on node ${nodeName}`;
      await placement.tell('Normal', 'SucceededDaemonPod', `${what}, will try to delete it`);
      ended.push(pod);
    } else {
      running.push(pod);
    }
  }
  return { running: running.toSorted(placedAndOldestFirst), ended };
}

/** Without a surge one pod stays; with it one old and one new, until the new one is available. */
function surplusOf(pass: DaemonPass, running: readonly Pod[]): readonly Pod[] {
  if (!allowsSurge(pass.daemonSet)) return running.slice(1);
  if (running.length <= 1) return [];
  const isNew = ({ metadata }: Pod): boolean => metadata.labels?.[HASH_LABEL] === pass.hash;
  const newest = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const surplus = running.filter((pod) => pod !== newest && pod !== old);
  if (newest === undefined || old === undefined) return surplus;
  return !isPodReady(old) || pass.isAvailable(newest) ? [...surplus, old] : surplus;
}
