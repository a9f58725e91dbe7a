import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { validateObjectMeta } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  Affinity,
  Container,
  Pod,
  PodSpec,
  Toleration,
} from '../../../apimachinery/types.generated.ts';
import { unifiedDiff } from '../../../apimachinery/unified-diff.ts';
import {
  APPARMOR_CONTAINER,
  checkPodAnnotations,
  MIRROR_ANNOTATION,
} from './annotation-validation.ts';
import { checkNodeAffinityChange, checkNodeSelectorChange } from './gated-pod-changes.ts';
import { prettyPodSpec } from './internal-types.ts';
import { checkImageSpace } from './spec-validation-containers.ts';
import { checkTolerations } from './spec-validation-scheduling.ts';
import { validatePod } from './validation.ts';

const SPEC = FieldPath.of('spec');
const ANNOTATIONS = FieldPath.of('metadata', 'annotations');
const DEADLINE_MAX = 2 ** 31 - 1;

const IMMUTABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,' +
  '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions ' +
  'to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was ' +
  'previously negative)\n';

/** A change of a pod through the main resource: images, deadline, tolerations, gates. */
export function validateUpdate(next: Pod, previous: Pod): FieldError[] {
  const errors = validateWhole(next);
  checkAnnotationChanges(next, previous, errors);
  for (const list of ['containers', 'initContainers'] as const) {
    if (!checkContainerChanges(next.spec, previous.spec, list, errors)) return errors;
  }
  if (!checkDeadline(next.spec, previous.spec, errors)) return errors;
  const tolerations = SPEC.child('tolerations');
  checkAddedTolerations(next.spec.tolerations, previous.spec.tolerations, tolerations, errors);
  checkRemovedGates(next.spec, previous.spec, errors);
  if (!semanticEqual(next.spec, previous.spec)) checkSpecChange(next.spec, previous.spec, errors);
  return errors;
}

/** Upstream checks the metadata of a changed pod once more as if the pod were new. */
export function validateWhole(next: Pod): FieldError[] {
  const rules = { namespaced: true, validateName: nameIsDnsSubdomain };
  return [...validateObjectMeta(next.metadata, rules), ...validatePod(next)];
}

/** Annotations that the kubelet has acted on stay; all are then checked as those of a new pod are. */
export function checkAnnotationChanges(next: Pod, previous: Pod, errors: FieldError[]): void {
  const [after, before] = [next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}];
  for (const [key, value] of Object.entries(before)) {
    if (after[key] !== value) refuseAnnotation(key, 'may not remove or update', errors);
  }
  for (const key of Object.keys(after)) {
    if (before[key] === undefined) refuseAnnotation(key, 'may not add', errors);
  }
  checkPodAnnotations(after, next.spec, ANNOTATIONS, errors);
}

function refuseAnnotation(key: string, may: string, errors: FieldError[]): void {
  if (key.startsWith(APPARMOR_CONTAINER)) {
    errors.push(fieldError.forbidden(ANNOTATIONS.key(key), `${may} AppArmor annotations`));
  }
  if (key === MIRROR_ANNOTATION) {
    errors.push(fieldError.forbidden(ANNOTATIONS.key(key), `${may} mirror pod annotation`));
  }
}

/** False: nothing else can be compared. */
function checkContainerChanges(
  next: PodSpec,
  previous: PodSpec,
  list: 'containers' | 'initContainers',
  errors: FieldError[],
): boolean {
  const path = SPEC.child(list);
  const containers = next[list] ?? [];
  if (containers.length !== (previous[list] ?? []).length) {
    errors.push(fieldError.forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  for (const [index, container] of containers.entries()) {
    if (!container.image) errors.push(fieldError.required(path.index(index).child('image')));
    checkImageSpace(container, path.index(index), errors);
  }
  return true;
}

/** It may be set once, and become shorter. False: nothing else is looked at. */
function checkDeadline(next: PodSpec, previous: PodSpec, errors: FieldError[]): boolean {
  const path = SPEC.child('activeDeadlineSeconds');
  const [after, before] = [next.activeDeadlineSeconds, previous.activeDeadlineSeconds];
  if (after === undefined) {
    if (before === undefined) return true;
    const detail = 'must not update from a positive integer to nil value';
    errors.push(fieldError.invalid(path, undefined, detail));
    return true;
  }
  if (after < 0 || after > DEADLINE_MAX) {
    const detail = `must be between 0 and ${DEADLINE_MAX}, inclusive`;
    errors.push(fieldError.invalid(path, after, detail));
    return false;
  }
  if (before === undefined || after <= before) return true;
  errors.push(fieldError.invalid(path, after, 'must be less than or equal to previous value'));
  return false;
}

function checkAddedTolerations(
  next: readonly Toleration[] | undefined,
  previous: readonly Toleration[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const kept = new Set((next ?? []).map(withoutSeconds));
  if ((previous ?? []).some((toleration) => !kept.has(withoutSeconds(toleration)))) {
    const detail = 'existing toleration can not be modified except its tolerationSeconds';
    errors.push(fieldError.forbidden(path, detail));
    return;
  }
  checkTolerations(next, path, errors);
}

function withoutSeconds({ key, operator, value, effect }: Toleration): string {
  return JSON.stringify([key ?? '', operator ?? '', value ?? '', effect ?? '']);
}

function checkRemovedGates(next: PodSpec, previous: PodSpec, errors: FieldError[]): void {
  const known = new Set((previous.schedulingGates ?? []).map(({ name }) => name));
  const added = new Map<string, number>();
  for (const [index, { name }] of (next.schedulingGates ?? []).entries()) {
    if (!known.has(name)) added.set(name, index);
  }
  for (const [name, index] of added) {
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    const path = SPEC.child('schedulingGates').index(index).child('name');
    errors.push(fieldError.forbidden(path, detail));
  }
}

/** Undoes what may change; whatever differs after that may not. */
function checkSpecChange(next: PodSpec, previous: PodSpec, errors: FieldError[]): void {
  const init = withImages(next.initContainers ?? [], previous.initContainers ?? []);
  const undone: PodSpec = {
    ...next,
    containers: withImages(next.containers, previous.containers),
    initContainers: init.length === 0 ? undefined : init,
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    schedulingGates: previous.schedulingGates,
    tolerations: previous.tolerations,
  };
  if (
    (previous.terminationGracePeriodSeconds ?? 0) < 0 &&
    next.terminationGracePeriodSeconds === 1
  ) {
    undone.terminationGracePeriodSeconds = previous.terminationGracePeriodSeconds;
  }
  if ((previous.schedulingGates ?? []).length > 0) {
    checkNodeSelectorChange(next.nodeSelector, previous.nodeSelector, SPEC, errors);
    undone.nodeSelector = previous.nodeSelector;
    undone.affinity = undoNodeAffinity(next.affinity, previous.affinity, errors);
  }
  const [before, after] = [prettyPodSpec(previous), prettyPodSpec(undone)];
  if (before === after) return;
  errors.push(fieldError.forbidden(SPEC, IMMUTABLE + unifiedDiff(before, after)));
}

function withImages(next: readonly Container[], previous: readonly Container[]): Container[] {
  return next.map((container, index) => ({ ...container, image: previous[index]?.image }));
}

/** While a pod is gated, its node affinity may become narrower; all else about affinity stays. */
function undoNodeAffinity(
  next: Affinity | undefined,
  previous: Affinity | undefined,
  errors: FieldError[],
): Affinity | undefined {
  const [after, before] = [next?.nodeAffinity, previous?.nodeAffinity];
  if (semanticEqual(after, before)) return next;
  checkNodeAffinityChange(after, before, SPEC.child('affinity', 'nodeAffinity'), errors);
  if (next === undefined) return { nodeAffinity: before };
  const { podAffinity, podAntiAffinity } = next;
  if (previous === undefined && podAffinity === undefined && podAntiAffinity === undefined) {
    return undefined;
  }
  return { ...next, nodeAffinity: before };
}
