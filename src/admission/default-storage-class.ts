import type { PersistentVolumeClaim, StorageClass } from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { concerns } from './objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const IS_DEFAULT = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** A claim that names no class gets the default one; of several the newest. */
export function defaultStorageClass(client: Client): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    mutate(attributes) {
      if (attributes.operation !== 'CREATE') return undefined;
      if (!concerns(attributes, '', 'persistentvolumeclaims')) return undefined;
      const claim = attributes.object as unknown as PersistentVolumeClaim;
      if (claim.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return undefined;
      // An empty name is a name: it asks for volumes without a class.
      return claim.spec.storageClassName === undefined ? setDefault(client, claim) : undefined;
    },
  };
}

async function setDefault(client: Client, claim: PersistentVolumeClaim): Promise<void> {
  const classes = client.resource<StorageClass>('storage.k8s.io/v1', 'storageclasses');
  const { items } = await classes.list(undefined);
  const [chosen] = items
    .filter(({ metadata }) => IS_DEFAULT.some((key) => metadata.annotations?.[key] === 'true'))
    .toSorted(newestFirst);
  if (chosen?.metadata.name !== undefined) claim.spec.storageClassName = chosen.metadata.name;
}

function newestFirst({ metadata: a }: StorageClass, { metadata: b }: StorageClass): number {
  const [timeA = '', timeB = ''] = [a.creationTimestamp, b.creationTimestamp];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}
