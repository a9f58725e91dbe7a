import type { ObjectMeta } from '../../../apimachinery/types.generated.ts';

const KEPT = [
  'deletionTimestamp',
  'generation',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const;

/** Puts back what a write through a subresource of the spec does not change. */
export function keepMetadata(next: ObjectMeta, previous: ObjectMeta): void {
  for (const name of KEPT) {
    if (previous[name] === undefined) delete next[name];
    else Object.assign(next, { [name]: previous[name] });
  }
}
