import { parseOrUndefined, Quantity } from '../apimachinery/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { concerns, find, refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Claims grow only when they are bound and their class allows it. */
export function persistentVolumeClaimResize(client: Client): AdmissionPlugin {
  return {
    name: 'PersistentVolumeClaimResize',
    validate(attributes) {
      if (attributes.operation !== 'UPDATE') return undefined;
      if (!concerns(attributes, '', 'persistentvolumeclaims')) return undefined;
      const next = attributes.object as unknown as PersistentVolumeClaim;
      const previous = attributes.previous as unknown as PersistentVolumeClaim;
      if (sizeOf(next).compare(sizeOf(previous)) <= 0) return undefined;
      return admit(client, attributes, next, previous);
    },
  };
}

async function admit(
  client: Client,
  attributes: AdmissionAttributes,
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): Promise<void> {
  if (previous.status.phase !== 'Bound') {
    throw refusal(attributes, 'Only bound persistent volume claims can be expanded');
  }
  const name = classOf(next);
  const found =
    name === '' || name !== classOf(previous)
      ? undefined
      : await find<StorageClass>(client, ['storage.k8s.io/v1', 'storageclasses'], undefined, name);
  if (found?.allowVolumeExpansion === true) return;
  throw refusal(
    attributes,
    'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  );
}

function classOf({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';
}

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  const text = spec.resources.requests?.['storage'];
  return (text === undefined ? undefined : parseOrUndefined(text)) ?? Quantity.ofNumber(0);
}
