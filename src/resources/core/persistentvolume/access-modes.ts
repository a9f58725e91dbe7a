import type { ObjectMeta } from '../../../apimachinery/types.generated.ts';

const SHORT_MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** `RWO,RWX`: always in this order, each once. */
export function accessModesText(modes: readonly string[] | null | undefined): string {
  return SHORT_MODES.filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');
}

/** The class of a volume or a claim; the annotation from before the field wins. */
export function storageClassOf({
  metadata,
  spec,
}: {
  metadata: ObjectMeta;
  spec: { storageClassName?: string };
}): string {
  return (
    metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? ''
  );
}
