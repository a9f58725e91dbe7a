import type { PersistentVolumeClaim, StorageClass } from '../../apimachinery/types.generated.ts';
import { storageClassOf } from '../../resources/core/persistentvolume/access-modes.ts';
import { bind, setClaimStatus } from './binding.ts';
import { bestMatch, mismatch } from './matching.ts';
import type { VolumeWorld } from './volume-world.ts';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  BY_CLAIM,
  CLAIM,
  isReservedFor,
  SELECTED_NODE,
} from './volume-world.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONER_BETA = 'volume.beta.kubernetes.io/storage-provisioner';

/** One look at a claim. */
export async function syncClaim(world: VolumeWorld, claim: PersistentVolumeClaim): Promise<void> {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) await syncBound(world, claim);
  else if (claim.spec.volumeName) await syncNamed(world, claim);
  else await syncUnbound(world, claim);
}

/** The claim was bound once: what it was bound to must still be there. */
async function syncBound(world: VolumeWorld, claim: PersistentVolumeClaim): Promise<void> {
  const { volumeName = '' } = claim.spec;
  const volume = world.volumes.get(volumeName);
  if (volume === undefined) {
    const what = volumeName === '' ? 'reference to PersistentVolume' : 'its PersistentVolume';
    const message = `Bound claim has lost ${what}. Data on the volume is lost!`;
    await lose(world, claim, 'ClaimLost', message);
    return;
  }
  const { claimRef } = volume.spec;
  if (claimRef === undefined || claimRef.uid === claim.metadata.uid) {
    await bind(world, volume, claim);
    return;
  }
  const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
  await lose(world, claim, 'ClaimMisbound', message);
}

async function lose(
  world: VolumeWorld,
  claim: PersistentVolumeClaim,
  reason: string,
  message: string,
): Promise<void> {
  if (claim.status.phase === 'Lost') return;
  await setClaimStatus(world, claim, 'Lost', undefined);
  await world.events.record(CLAIM, claim, { type: 'Warning', reason, message });
}

/** The claim asks for one volume by its name. */
async function syncNamed(world: VolumeWorld, claim: PersistentVolumeClaim): Promise<void> {
  const { volumeName = '' } = claim.spec;
  const volume = world.volumes.get(volumeName);
  if (volume !== undefined) {
    if (isReservedFor(volume, claim)) {
      await bind(world, volume, claim);
      return;
    }
    const isTaken = volume.spec.claimRef !== undefined;
    const problem = isTaken ? undefined : mismatch(volume, claim);
    if (!isTaken && problem === undefined) {
      await bind(world, volume, claim);
      return;
    }
    await world.events.record(CLAIM, claim, {
      type: 'Warning',
      reason: isTaken ? 'FailedBinding' : 'VolumeMismatch',
      message: isTaken
        ? `volume "${volumeName}" already bound to a different claim.`
        : `Cannot bind to requested volume "${volumeName}": ${problem ?? ''}`,
    });
    // The controller itself has bound it, which somebody has undone.
    if (isTaken && claim.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined) return;
  }
  await setClaimStatus(world, claim, 'Pending', undefined);
}

async function syncUnbound(world: VolumeWorld, claim: PersistentVolumeClaim): Promise<void> {
  const className = storageClassOf(claim);
  const storageClass = world.classes.get(className);
  const waits = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  const volume = bestMatch(world.volumes.list(), claim, waits);
  if (volume !== undefined) {
    await bind(world, volume, claim);
    return;
  }
  if (await assignDefaultClass(world, claim)) return;
  const isScheduled = claim.metadata.annotations?.[SELECTED_NODE] !== undefined;
  if (waits && !isScheduled) await tellWhoIsAwaited(world, claim);
  else if (className !== '') {
    await provision(world, claim, className, storageClass);
    return;
  } else {
    await world.events.record(CLAIM, claim, {
      type: 'Normal',
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
    });
  }
  await setClaimStatus(world, claim, 'Pending', undefined);
}

/** A class that became the default later is good for claims that wait without one. */
async function assignDefaultClass(
  { classes, claimClient }: VolumeWorld,
  claim: PersistentVolumeClaim,
): Promise<boolean> {
  if (claim.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return false;
  if (claim.spec.storageClassName !== undefined) return false;
  const [chosen] = classes
    .list()
    .filter(({ metadata }) => DEFAULT_CLASS.some((key) => metadata.annotations?.[key] === 'true'))
    .toSorted(newestFirst);
  const { name } = chosen?.metadata ?? {};
  if (name === undefined) return false;
  const spec = { ...claim.spec, storageClassName: name };
  await claimClient.update(claim.metadata.namespace, { ...claim, spec });
  return true;
}

function newestFirst({ metadata: a }: StorageClass, { metadata: b }: StorageClass): number {
  const [timeA = '', timeB = ''] = [a.creationTimestamp, b.creationTimestamp];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}

async function tellWhoIsAwaited(
  { pods, events }: VolumeWorld,
  claim: PersistentVolumeClaim,
): Promise<void> {
  const { namespace = '', name = '' } = claim.metadata;
  const waiting = pods
    .byIndex(BY_CLAIM, `${namespace}/${name}`)
    .filter(({ spec, status }) => !spec.nodeName && !isOver(status.phase))
    .map(({ metadata }) => metadata.name ?? '')
    .toSorted();
  const [first] = waiting;
  const said =
    first === undefined
      ? {
          reason: 'WaitForFirstConsumer',
          message: 'waiting for first consumer to be created before binding',
        }
      : {
          reason: 'WaitForPodScheduled',
          message: `waiting for pod${waiting.length > 1 ? 's' : ''} ${waiting.join(',')} to be scheduled`,
        };
  await events.record(CLAIM, claim, { type: 'Normal', ...said });
}

function isOver(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Volumes are made by programs of their own, which are told by an annotation. */
async function provision(
  { events, claimClient }: VolumeWorld,
  claim: PersistentVolumeClaim,
  className: string,
  storageClass: StorageClass | undefined,
): Promise<void> {
  const fail = (message: string): Promise<void> =>
    events.record(CLAIM, claim, { type: 'Warning', reason: 'ProvisioningFailed', message });
  if (storageClass === undefined) {
    await fail(`storageclass.storage.k8s.io "${className}" not found`);
    return;
  }
  const provisioner = MIGRATED[storageClass.provisioner] ?? storageClass.provisioner;
  if (provisioner.startsWith('kubernetes.io/')) {
    await fail(`no volume plugin matched name: ${provisioner}`);
    return;
  }
  let told = claim;
  const { annotations } = claim.metadata;
  if (annotations?.[PROVISIONER] !== provisioner) {
    const more = { [PROVISIONER_BETA]: provisioner, [PROVISIONER]: provisioner };
    const metadata = { ...claim.metadata, annotations: { ...annotations, ...more } };
    told = await claimClient.update(claim.metadata.namespace, { ...claim, metadata });
  }
  await events.record(CLAIM, told, {
    type: 'Normal',
    reason: 'ExternalProvisioning',
    message:
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or ` +
      'manually by the system administrator. If volume creation is delayed, please verify that ' +
      'the provisioner is running and correctly registered.',
  });
}

/** Drivers that took the place of what Kubernetes had built in. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
};
