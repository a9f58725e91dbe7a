import { controllerOf, isTerminating, parseTime } from '../../apimachinery/meta.ts';
import type { Pod, PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import { isPodReady, readyCondition } from '../endpoints/pods.ts';
import type { ControllerContext } from '../runtime.ts';
import type { OwnerReference } from './owner.ts';

const BY_CONTROLLER = 'controller';
const NAME_LENGTH_MAX = 253;

/** The informer of pods with an index by the uid of their controller. */
export function podsByController(context: ControllerContext): Informer<Pod> {
  const pods = context.informer<Pod>('v1', 'pods');
  pods.index(BY_CONTROLLER, (pod) => [
    controllerOf(pod)?.uid ?? orphansOf(pod.metadata.namespace ?? ''),
  ]);
  return pods;
}

export function podsOwnedBy(pods: Informer<Pod>, uid: string): readonly Pod[] {
  return pods.byIndex(BY_CONTROLLER, uid);
}

/** Pods of the namespace that no controller holds. */
export function orphanPods(pods: Informer<Pod>, namespace: string): readonly Pod[] {
  return pods.byIndex(BY_CONTROLLER, orphansOf(namespace));
}

/** A namespace's name has no slash and a uid none either. */
function orphansOf(namespace: string): string {
  return `${namespace}/`;
}

/** It runs or will run. */
export function isPodActive(pod: Pod): boolean {
  const { phase } = pod.status;
  return phase !== 'Succeeded' && phase !== 'Failed' && !isTerminating(pod);
}

/** After this time a ready pod has been so for long enough; zero: it has; undefined: not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  if (!isPodReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const since = readyCondition(pod)?.lastTransitionTime;
  if (since === undefined) return undefined;
  return Math.max(0, parseTime(since) + minReadySeconds * 1000 - now);
}

/** A pod as the template says; the server makes its name from the owner's. */
export function podFrom(
  { metadata, spec }: PodTemplateSpec,
  ownerName: string,
  reference: OwnerReference,
): Pod {
  const prefix = `${ownerName}-`;
  const { labels, annotations, finalizers } = metadata ?? {};
  const pod = {
    metadata: {
      generateName: prefix.length > NAME_LENGTH_MAX ? ownerName : prefix,
      labels,
      annotations,
      finalizers,
      ownerReferences: [reference],
    },
    spec,
  };
  // The server gives it a status.
  return pod as unknown as Pod;
}
