import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { PodSpec } from '../../../apimachinery/types.generated.ts';
import { visitContainers } from './containers.ts';
import { checkSupported } from './field-checks.ts';

/** What pods that name their operating system may not have. @param path of the spec */
export function checkOs(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  switch (spec.os?.name) {
    case undefined:
      return;
    case '':
      errors.push(fieldError.required(path.child('os', 'name')));
      return;
    case 'linux':
      checkLinux(spec, path, errors);
      return;
    case 'windows':
      checkWindows(spec, path, errors);
      return;
    default:
      checkSupported(spec.os?.name ?? '', ['linux', 'windows'], path.child('os'), errors);
  }
}

function checkLinux(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const detail = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined) {
    errors.push(fieldError.forbidden(path.child('securityContext', 'windowsOptions'), detail));
  }
  visitContainers(spec, path, ({ securityContext }, place) => {
    if (securityContext?.windowsOptions === undefined) return;
    errors.push(fieldError.forbidden(place.child('securityContext', 'windowsOptions'), detail));
  });
}

const NOT_IN_WINDOWS_CONTAINERS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** In upstream's order; what has no dot is a member of the spec itself. */
const NOT_IN_WINDOWS_PODS = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
  'securityContext.seLinuxChangePolicy',
];

function checkWindows(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const detail = 'cannot be set for a windows pod';
  const ofSpec = spec as unknown as Record<string, unknown>;
  const context = { ...spec.securityContext } as Record<string, unknown>;
  for (const name of NOT_IN_WINDOWS_PODS) {
    const [first = '', second] = name.split('.');
    const value = second === undefined ? ofSpec[first] : context[second];
    // The two switches that are no pointers upstream count only when they are on.
    if (value === undefined || (value === false && /^host(?:PID|IPC)$/.test(name))) continue;
    errors.push(fieldError.forbidden(path.child(name), detail));
  }
  visitContainers(spec, path, ({ securityContext }, place) => {
    if (securityContext === undefined) return;
    for (const name of NOT_IN_WINDOWS_CONTAINERS) {
      if (securityContext[name] === undefined) continue;
      errors.push(fieldError.forbidden(place.child('securityContext', name), detail));
    }
  });
}
