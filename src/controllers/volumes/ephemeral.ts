import { ApiError, conflict } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { PersistentVolumeClaim, Pod, PodSpec } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { controllerReference } from '../replicas/owner.ts';
import type { ControllerFactory } from '../runtime.ts';
import { BY_CLAIM, claimsOfPod } from './volume-world.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };

type PodVolume = NonNullable<PodSpec['volumes']>[number];

/** Makes the claims of volumes that live with their pod; the garbage collector takes them away. */
export const ephemeralVolumeController: ControllerFactory = (context) => {
  const pods = context.informer<Pod>('v1', 'pods');
  const claims = context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const client = context.client<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const events = eventRecorder(context, 'ephemeral_volume');
  pods.index(BY_CLAIM, claimsOfPod);
  const lookAt = (pod: Pod): void => {
    const hasOne = pod.spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined);
    if (hasOne === true && !isTerminating(pod)) context.enqueue(keyOf(pod));
  };
  pods.onChange((pod, previous) => {
    if (pod !== undefined && previous === undefined) lookAt(pod);
  });
  claims.onChange((claim, previous) => {
    if (claim !== undefined || previous === undefined) return;
    for (const pod of pods.byIndex(BY_CLAIM, keyOf(previous))) lookAt(pod);
  });

  /** Gives what stands in the way, or undefined: the claim is there. */
  async function provide(
    pod: Pod,
    { name: volume, ephemeral }: PodVolume,
  ): Promise<string | undefined> {
    const template = ephemeral?.volumeClaimTemplate;
    if (template === undefined) return undefined;
    const { namespace = '', name: podName = '', uid } = pod.metadata;
    const name = `${podName}-${volume}`;
    const claim = claims.get(`${namespace}/${name}`);
    if (claim !== undefined) {
      const { ownerReferences = [] } = claim.metadata;
      if (ownerReferences.some((each) => each.controller === true && each.uid === uid)) {
        return undefined;
      }
      return `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
    }
    const { annotations, labels } = template.metadata ?? {};
    const metadata = {
      name,
      ownerReferences: [controllerReference(POD, pod)],
      ...(annotations === undefined ? {} : { annotations }),
      ...(labels === undefined ? {} : { labels }),
    };
    try {
      // The server completes what is left out.
      const made = { metadata, spec: template.spec } as PersistentVolumeClaim;
      await client.create(namespace, made);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return `create PVC ${name}: ${error.message}`;
    }
    return undefined;
  }

  return {
    name: 'ephemeral-volume-controller',
    async reconcile(key) {
      const pod = pods.get(key);
      if (pod === undefined || isTerminating(pod)) return {};
      for (const volume of pod.spec.volumes ?? []) {
        const obstacle = await provide(pod, volume);
        if (obstacle === undefined) continue;
        const message = `ephemeral volume ${volume.name}: ${obstacle}`;
        await events.record(POD, pod, { type: 'Warning', reason: 'FailedBinding', message });
        // Tried again, with growing pauses.
        throw conflict({ group: '', resource: 'pods' }, pod.metadata.name ?? '', message);
      }
      return {};
    },
  };
};
