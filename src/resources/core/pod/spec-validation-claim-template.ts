import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { validateAnnotations } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import type {
  ObjectMeta,
  PersistentVolumeClaimTemplate,
} from '../../../apimachinery/types.generated.ts';
import { checkClaimSpec } from '../persistentvolumeclaim/spec-validation.ts';

import { pushAll } from './field-checks.ts';

/** Members of metadata in the order of the Go struct, without the two that a template may have. */
const REFUSED = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** The claim that an ephemeral volume gets. */
export function checkClaimTemplate(
  { metadata, spec }: PersistentVolumeClaimTemplate,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkTemplateMetadata(metadata, path.child('metadata'), errors);
  checkClaimSpec(spec, path.child('spec'), errors);
}

/** What is made from a template has a name of its own; only labels and annotations are taken over. */
export function checkTemplateMetadata(
  metadata: ObjectMeta,
  place: FieldPath,
  errors: FieldError[],
): void {
  const { annotations = {}, labels } = metadata;
  pushAll(errors, validateAnnotations(annotations, place.child('annotations')));
  pushAll(errors, validateLabels(labels, place.child('labels')));
  for (const name of REFUSED) {
    if (metadata[name] === undefined) continue;
    const member = name === 'uid' ? 'uID' : name;
    errors.push(fieldError.forbidden(place.child(member), 'cannot be set'));
  }
}
