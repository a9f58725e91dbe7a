import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isInRange } from '../../../apimachinery/names.ts';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from '../../../apimachinery/types.generated.ts';
import { checkSupported, pointedAt, pushInvalid } from './field-checks.ts';
import { podStructs } from './internal-types.ts';
import { checkDescendingPath } from './paths.ts';
import { checkWindowsOptions } from './spec-validation-windows.ts';

const ID_MAX = 2 ** 31 - 1;

export function checkId(
  id: number | undefined,
  path: FieldPath,
  name: string,
  errors: FieldError[],
): void {
  if (id === undefined || (id >= 0 && id <= ID_MAX)) return;
  pushInvalid(errors, isInRange(id, 0, ID_MAX), path.child(name), id);
}

/** @param hostUsers the pod shares the users of the host */
export function checkSecurityContext(
  context: SecurityContext,
  path: FieldPath,
  hostUsers: boolean,
  errors: FieldError[],
): void {
  checkId(context.runAsUser, path, 'runAsUser', errors);
  checkId(context.runAsGroup, path, 'runAsGroup', errors);
  const { procMount } = context;
  if (procMount !== undefined) {
    const place = path.child('procMount');
    checkSupported(procMount, ['Default', 'Unmasked'], place, errors);
    if (hostUsers && procMount === 'Unmasked') {
      const detail = '`hostUsers` must be false to use `Unmasked`';
      errors.push(fieldError.invalid(place, procMount, detail));
    }
  }
  checkSeccompProfile(context.seccompProfile, path.child('seccompProfile'), errors);
  checkEscalation(context, path, errors);
  checkWindowsOptions(context.windowsOptions, path.child('windowsOptions'), errors);
  checkAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile'), errors);
}

function checkEscalation(context: SecurityContext, path: FieldPath, errors: FieldError[]): void {
  if (context.allowPrivilegeEscalation !== false) return;
  const refused = (detail: string): void => {
    const shown = podStructs.text('SecurityContext', context);
    errors.push(fieldError.invalid(path, shown, detail));
  };
  if (context.privileged === true) {
    refused('cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
  }
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    refused('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
  }
}

export function checkSeccompProfile(
  profile: SeccompProfile | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  if (type === '') {
    const detail = 'type is required when seccompProfile is set';
    errors.push(fieldError.required(path.child('type'), detail));
  } else {
    checkSupported(type, ['Localhost', 'RuntimeDefault', 'Unconfined'], path.child('type'), errors);
  }
  const place = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined) {
      errors.push(fieldError.required(place, 'must be set when seccomp type is Localhost'));
    } else checkDescendingPath(localhostProfile, place, errors);
  } else if (localhostProfile !== undefined) {
    const shown = podStructs.text('SeccompProfile', profile);
    errors.push(fieldError.invalid(place, shown, 'can only be set when seccomp type is Localhost'));
  }
}

const APPARMOR_PATH_MAX = 4095;

export function checkAppArmorProfile(
  profile: AppArmorProfile | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile;
  const place = path.child('localhostProfile');
  switch (type) {
    case 'Localhost':
      checkAppArmorPath(localhostProfile, place, errors);
      return;
    case 'RuntimeDefault':
    case 'Unconfined':
      if (localhostProfile !== undefined) {
        const detail = 'can only be set when AppArmor type is Localhost';
        errors.push(fieldError.invalid(place, pointedAt(localhostProfile), detail));
      }
      return;
    case '':
      errors.push(
        fieldError.required(path.child('type'), 'type is required when appArmorProfile is set'),
      );
      return;
    default:
      checkSupported(
        type,
        ['Localhost', 'RuntimeDefault', 'Unconfined'],
        path.child('type'),
        errors,
      );
  }
}

function checkAppArmorPath(
  profile: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const missing = 'must be set when AppArmor type is Localhost';
  if (profile === undefined) {
    errors.push(fieldError.required(path, missing));
    return;
  }
  if (profile.trim() !== profile) {
    errors.push(fieldError.invalid(path, profile, 'must not be padded with whitespace'));
  } else if (profile === '') errors.push(fieldError.required(path, missing));
  if (Buffer.byteLength(profile) > APPARMOR_PATH_MAX) {
    errors.push(fieldError.tooLong(path, APPARMOR_PATH_MAX));
  }
}

/** @param path of the security context */
export function checkPodSecurityContext(
  spec: PodSpec,
  context: PodSecurityContext,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkId(context.fsGroup, path, 'fsGroup', errors);
  checkId(context.runAsUser, path, 'runAsUser', errors);
  checkId(context.runAsGroup, path, 'runAsGroup', errors);
  for (const [index, id] of (context.supplementalGroups ?? []).entries()) {
    if (id >= 0 && id <= ID_MAX) continue;
    const place = path.child('supplementalGroups').index(index);
    pushInvalid(errors, isInRange(id, 0, ID_MAX), place, id);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(fieldError.invalid(path.child('shareProcessNamespace'), true, detail));
  }
  if (context.sysctls !== undefined) {
    checkSysctls(spec, context.sysctls, path.child('sysctls'), errors);
  }
  if (context.fsGroupChangePolicy !== undefined) {
    const place = path.child('fsGroupChangePolicy');
    checkSupported(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], place, errors);
  }
  checkSeccompProfile(context.seccompProfile, path.child('seccompProfile'), errors);
  checkWindowsOptions(context.windowsOptions, path.child('windowsOptions'), errors);
  checkAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile'), errors);
  if (context.supplementalGroupsPolicy !== undefined) {
    const place = path.child('supplementalGroupsPolicy');
    checkSupported(context.supplementalGroupsPolicy, ['Merge', 'Strict'], place, errors);
  }
  if (context.seLinuxChangePolicy !== undefined) {
    // The other policy, MountOption, belongs to a feature that is off in 1.34.
    const place = path.child('seLinuxChangePolicy');
    checkSupported(context.seLinuxChangePolicy, ['Recursive'], place, errors);
  }
}

const SYSCTL_LENGTH_MAX = 253;
const SYSCTL = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctl = new RegExp(SYSCTL);
const IPC_SYSCTL =
  /^(?:kernel\.(?:sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg)(?:\*.*)?$|fs\.mqueue\.)/s;
const NET_SYSCTL = /^net\./;

/** Names may be written with slashes; the first separator says which one divides. */
function dotted(name: string): string {
  if (/[./]/.exec(name)?.[0] !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

function checkSysctls(
  { hostNetwork, hostIPC }: PodSpec,
  sysctls: readonly Sysctl[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  for (const [index, { name }] of sysctls.entries()) {
    const place = path.index(index).child('name');
    if (name === '') errors.push(fieldError.required(place));
    else if (name.length > SYSCTL_LENGTH_MAX || !sysctl.test(name)) {
      const detail = `must have at most ${SYSCTL_LENGTH_MAX} characters and match regex ${SYSCTL}`;
      errors.push(fieldError.invalid(place, name, detail));
    } else if (names.has(name)) errors.push(fieldError.duplicate(place, name));
    if (hostNetwork === true && NET_SYSCTL.test(dotted(name))) {
      const detail = "may not be specified when 'hostNetwork' is true";
      errors.push(fieldError.invalid(place, name, detail));
    } else if (hostIPC === true && IPC_SYSCTL.test(dotted(name))) {
      const detail = "may not be specified when 'hostIPC' is true";
      errors.push(fieldError.invalid(place, name, detail));
    }
    names.add(name);
  }
}
