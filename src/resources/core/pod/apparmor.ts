import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { AppArmorProfile, Pod } from '../../../apimachinery/types.generated.ts';
import { APPARMOR_CONTAINER } from './annotation-validation.ts';
import { everyContainer } from './containers.ts';
import { checkAppArmorProfile } from './spec-validation-security.ts';

/**
 * AppArmor profiles stood in annotations before they had a field: a new pod gets the field too.
 * Answers with the warnings about it, which can only be known here: afterwards both are there.
 */
export function copyAppArmorAnnotations({ metadata, spec }: Pod): string[] {
  const { annotations } = metadata;
  if (annotations === undefined || spec.os?.name === 'windows') return [];
  const warnings: string[] = [];
  for (const container of everyContainer(spec)) {
    const key = APPARMOR_CONTAINER + container.name;
    const annotation = annotations[key];
    if (annotation === undefined) continue;
    if (container.securityContext?.appArmorProfile !== undefined) continue;
    const profile = profileOf(annotation);
    const ofPod = spec.securityContext?.appArmorProfile;
    if (profile !== undefined && isDeepStrictEqual(profile, ofPod)) continue;
    if (profile !== undefined) {
      container.securityContext = { ...container.securityContext, appArmorProfile: profile };
    }
    warnings.push(appArmorWarning(FieldPath.of('metadata', 'annotations').key(key)));
  }
  return warnings;
}

export function appArmorWarning(path: FieldPath): string {
  return `${path.toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

/** The field that says the same as an annotation; undefined: there is none. */
export function profileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const localhostProfile = /^localhost\/(.+)$/s.exec(annotation)?.[1];
  if (localhostProfile === undefined) return undefined;
  const profile = { type: 'Localhost', localhostProfile };
  const errors: FieldError[] = [];
  checkAppArmorProfile(profile, FieldPath.of(''), errors);
  return errors.length === 0 ? profile : undefined;
}
