import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { checkPodAnnotations, checkProfileAnnotations } from './annotation-validation.ts';
import { checkPodSpec } from './spec-validation.ts';
import { checkImageSpace } from './spec-validation-containers.ts';

const SPEC = FieldPath.of('spec');
const ANNOTATIONS = FieldPath.of('metadata', 'annotations');

/** A new pod. Names, labels and the like are checked for all kinds alike, before this. */
export function validateCreate(pod: Pod): FieldError[] {
  const { metadata, spec } = pod;
  const errors = validatePod(pod);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(fieldError.forbidden(SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(fieldError.forbidden(SPEC.child('nodeName'), detail));
  }
  checkProfileAnnotations(metadata.annotations, spec, SPEC, errors);
  return errors;
}

/** What holds for every pod, new or changed. */
export function validatePod({ metadata, spec }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.annotations !== undefined) {
    checkPodAnnotations(metadata.annotations, spec, ANNOTATIONS, errors);
  }
  checkPodSpec(spec, SPEC, { pod: metadata }, errors);
  if (!spec.serviceAccountName) refuseTokens({ spec }, errors);
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const { image } = container;
      if (image === undefined || image.trim() === image) continue;
      checkImageSpace(container, SPEC.child(list).index(index), errors);
    }
  }
  return errors;
}

/** Without an account there is nobody whom a token could be for. */
function refuseTokens({ spec }: Pick<Pod, 'spec'>, errors: FieldError[]): void {
  for (const [index, { projected }] of (spec.volumes ?? []).entries()) {
    for (const [at, { serviceAccountToken }] of (projected?.sources ?? []).entries()) {
      if (serviceAccountToken === undefined) continue;
      const volume = SPEC.child('volumes').index(index).child('projected');
      const place = volume.child('sources').index(at).child('serviceAccountToken');
      const detail = 'must not be specified when serviceAccountName is not set';
      errors.push(fieldError.forbidden(place, detail));
    }
  }
}
