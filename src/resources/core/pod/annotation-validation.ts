import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { PodSpec, Toleration } from '../../../apimachinery/types.generated.ts';
import { everyContainer, visitContainers } from './containers.ts';
import { checkDescendingPath } from './paths.ts';
import { checkTolerations } from './spec-validation-scheduling.ts';

type Annotations = Readonly<Record<string, string>>;

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
export const APPARMOR_CONTAINER = 'container.apparmor.security.beta.kubernetes.io/';

/** Annotations that mean something to the control plane. */
export function checkPodAnnotations(
  annotations: Annotations,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const mirror = annotations[MIRROR_ANNOTATION];
  if (mirror !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(fieldError.invalid(path.key(MIRROR_ANNOTATION), mirror, detail));
  }
  if (annotations[TOLERATIONS]) checkTolerationsText(annotations[TOLERATIONS], path, errors);
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isDeletionCost(cost)) {
    errors.push(fieldError.invalid(path.key(DELETION_COST), cost, 'must be a 32bit integer'));
  }
  checkSeccompTexts(annotations, path, errors);
  checkAppArmorTexts(annotations, spec, path, errors);
}

function checkTolerationsText(text: string, path: FieldPath, errors: FieldError[]): void {
  let tolerations: unknown;
  try {
    tolerations = JSON.parse(text);
  } catch {
    tolerations = undefined;
  }
  if (!Array.isArray(tolerations) || !tolerations.every(isToleration)) {
    errors.push(fieldError.invalid(path, TOLERATIONS, 'must be a JSON list of tolerations'));
    return;
  }
  checkTolerations(tolerations, path.child(TOLERATIONS), errors);
}

function isToleration(value: unknown): value is Toleration {
  if (typeof value !== 'object' || value === null) return false;
  const { tolerationSeconds, ...texts } = value as Readonly<Record<string, unknown>>;
  if (tolerationSeconds !== undefined && typeof tolerationSeconds !== 'number') return false;
  return Object.values(texts).every((text) => typeof text === 'string');
}

/** A number as Go parses it, but without a plus sign, and without leading zeros unless it is negative. */
function isDeletionCost(text: string): boolean {
  return /^(?:0|[1-9]\d{0,9}|-\d{1,10})$/.test(text) && Math.abs(Number(text) + 0.5) < 2 ** 31;
}

function checkSeccompTexts(annotations: Annotations, path: FieldPath, errors: FieldError[]): void {
  const ofPod = annotations[SECCOMP_POD];
  if (ofPod !== undefined) checkSeccompText(ofPod, path.child(SECCOMP_POD), errors);
  for (const [key, value] of Object.entries(annotations)) {
    if (key.startsWith(SECCOMP_CONTAINER)) checkSeccompText(value, path.child(key), errors);
  }
}

function checkSeccompText(profile: string, path: FieldPath, errors: FieldError[]): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return;
  if (profile.startsWith('localhost/')) {
    checkDescendingPath(profile.slice('localhost/'.length), path, errors);
  } else errors.push(fieldError.invalid(path, profile, 'must be a valid seccomp profile'));
}

function checkAppArmorTexts(
  annotations: Annotations,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  let names: Set<string> | undefined;
  for (const [key, profile] of Object.entries(annotations)) {
    if (!key.startsWith(APPARMOR_CONTAINER)) continue;
    const container = key.slice(APPARMOR_CONTAINER.length);
    names ??= new Set(everyContainer(spec).map(({ name }) => name));
    if (!names.has(container)) {
      errors.push(fieldError.invalid(path.key(key), container, 'container not found'));
    }
    if (['', 'runtime/default', 'unconfined'].includes(profile)) continue;
    if (profile.startsWith('localhost/')) continue;
    const detail = `invalid AppArmor profile name: ${quote(profile)}`;
    errors.push(fieldError.invalid(path.key(key), profile, detail));
  }
}

interface Profile {
  readonly type: string;
  readonly localhostProfile?: string;
}

/** Profiles that stand in an annotation and in a field must agree. @param path of the spec */
export function checkProfileAnnotations(
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (annotations === undefined) return;
  const ofPod = spec.securityContext?.seccompProfile;
  const text = annotations[SECCOMP_POD];
  if (ofPod !== undefined && text !== undefined) {
    checkAgreement('seccomp', text, ofPod, path.child('securityContext', 'seccompProfile'), errors);
  }
  visitContainers(spec, path, ({ name, securityContext }, place) => {
    const own = annotations[SECCOMP_CONTAINER + name];
    const profile = securityContext?.seccompProfile;
    if (own === undefined || profile === undefined) return;
    checkAgreement(
      'seccomp',
      own,
      profile,
      place.child('securityContext', 'seccompProfile'),
      errors,
    );
  });
  if (spec.os?.name === 'windows') return;
  visitContainers(spec, path, ({ name, securityContext }, place) => {
    const own = annotations[APPARMOR_CONTAINER + name];
    const profile = securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    if (own === undefined || profile === undefined) return;
    checkAgreement(
      'apparmor',
      own,
      profile,
      place.child('securityContext', 'appArmorProfile'),
      errors,
    );
  });
}

function checkAgreement(
  kind: 'seccomp' | 'apparmor',
  text: string,
  { type, localhostProfile }: Profile,
  path: FieldPath,
  errors: FieldError[],
): void {
  const refused = (member: string, what: string): void => {
    const detail = `${kind} ${what} in annotation and field must match`;
    errors.push(fieldError.forbidden(path.child(member), detail));
  };
  const isDefault = text === 'runtime/default' || (kind === 'seccomp' && text === 'docker/default');
  switch (type) {
    case 'Unconfined':
      if (text !== 'unconfined') refused('type', 'type');
      return;
    case 'RuntimeDefault':
      if (!isDefault) refused('type', 'type');
      return;
    case 'Localhost':
      if (!text.startsWith('localhost/')) refused('type', 'type');
      else if (text.slice('localhost/'.length) !== localhostProfile) {
        refused('localhostProfile', 'profile');
      }
      return;
    default:
  }
}
