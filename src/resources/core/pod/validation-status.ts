import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isValidIpForLegacyField, parseIpSloppy } from '../../../apimachinery/ip.ts';
import { isQualifiedName, nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import type {
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '../../../apimachinery/types.generated.ts';
import { isSidecar } from './containers.ts';
import { pushInvalid } from './field-checks.ts';
import { podStructs } from './internal-types.ts';
import { checkId } from './spec-validation-security.ts';
import { checkAnnotationChanges } from './validation-update.ts';

const STATUS = FieldPath.of('status');
const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized']);

/** A change of the status of a pod, which kubelets make. */
export function validateStatusUpdate(next: Pod, previous: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const { status } = next;
  checkAnnotationChanges(next, previous, errors);
  checkConditions(status.conditions ?? [], errors);
  checkNomination(next, previous, errors);
  checkObserved(status.observedGeneration, STATUS, errors);
  if (status.qosClass !== previous.status.qosClass) {
    const path = STATUS.child('qosClass');
    errors.push(fieldError.invalid(path, status.qosClass ?? '', 'field is immutable'));
  }
  checkTransitions(status, previous, errors);
  checkClaimStatuses(next, errors);
  checkAddresses('podIPs', next, previous, errors);
  checkHostAddress(status, errors);
  checkAddresses('hostIPs', next, previous, errors);
  checkUsers(next, errors);
  return errors;
}

function checkObserved(
  generation: number | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (generation === undefined || generation >= 0) return;
  const detail = 'must be a non-negative integer';
  errors.push(fieldError.invalid(path.child('observedGeneration'), generation, detail));
}

function checkConditions(conditions: readonly PodCondition[], errors: FieldError[]): void {
  for (const [index, { type, observedGeneration }] of conditions.entries()) {
    const path = STATUS.child('conditions').index(index);
    checkObserved(observedGeneration, path, errors);
    if (SYSTEM_CONDITIONS.has(type)) continue;
    pushInvalid(errors, isQualifiedName(type), path.child('Type'), type);
  }
}

function checkNomination(next: Pod, previous: Pod, errors: FieldError[]): void {
  const { nominatedNodeName: node } = next.status;
  if (!node || node === previous.status.nominatedNodeName) return;
  const path = STATUS.child('nominatedNodeName');
  pushInvalid(errors, nameIsDnsSubdomain(node, false), path, node);
}

/** Containers that are not to be started again stay terminated. */
function checkTransitions(next: PodStatus, { spec, status }: Pod, errors: FieldError[]): void {
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const { restartPolicy } = spec;
  const mayRestart = ({ state }: ContainerStatus): boolean =>
    restartPolicy === 'Always' ||
    (restartPolicy === 'OnFailure' && state.terminated?.exitCode !== 0);
  checkTransition(next, status, 'containerStatuses', mayRestart, errors);
  checkTransition(
    next,
    status,
    'initContainerStatuses',
    (container) => mayRestart(container) || sidecars.has(container.name),
    errors,
  );
  checkTransition(next, status, 'ephemeralContainerStatuses', () => false, errors);
}

function checkTransition(
  next: PodStatus,
  previous: PodStatus,
  list: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses',
  mayRestart: (container: ContainerStatus) => boolean,
  errors: FieldError[],
): void {
  const alive = new Map<string, number>();
  for (const { name, state } of next[list] ?? []) {
    if (state.terminated === undefined) alive.set(name, (alive.get(name) ?? 0) + 1);
  }
  for (const [index, container] of (previous[list] ?? []).entries()) {
    if (container.state.terminated === undefined || mayRestart(container)) continue;
    for (let i = alive.get(container.name) ?? 0; i > 0; i--) {
      const path = STATUS.child(list).index(index).child('state');
      errors.push(fieldError.forbidden(path, 'may not be transitioned to non-terminated state'));
    }
  }
}

function checkClaimStatuses({ spec, status }: Pod, errors: FieldError[]): void {
  const declared = new Set((spec.resourceClaims ?? []).map(({ name }) => name));
  const seen = new Set<string>();
  for (const [index, { name, resourceClaimName }] of (
    status.resourceClaimStatuses ?? []
  ).entries()) {
    const path = STATUS.child('resourceClaimStatuses').index(index).child('name');
    if (!declared.has(name)) {
      const detail = 'must match the name of an entry in `spec.resourceClaims`';
      errors.push(fieldError.invalid(path, name, detail));
    }
    if (seen.has(name)) errors.push(fieldError.duplicate(path, name));
    seen.add(name);
    if (resourceClaimName === undefined) continue;
    pushInvalid(errors, nameIsDnsSubdomain(resourceClaimName, false), path, resourceClaimName);
  }
}

/** New addresses must be addresses; at most one of each family. */
function checkAddresses(
  list: 'podIPs' | 'hostIPs',
  next: Pod,
  previous: Pod,
  errors: FieldError[],
): void {
  const path = STATUS.child(list);
  const known = (previous.status[list] ?? []).map(({ ip }) => ip);
  const addresses = (next.status[list] ?? []).map(({ ip }) => ip);
  for (const [index, ip] of addresses.entries()) {
    errors.push(...isValidIpForLegacyField(path.index(index), ip, known));
  }
  if (addresses.length < 2) return;
  const families = addresses.map((ip) => parseIpSloppy(ip)?.family);
  const wrong = families.indexOf(undefined);
  if (wrong >= 0) {
    const address = `IP[${wrong}]: ${addresses[wrong] ?? ''}`;
    const detail = `failed to check for dual stack with error:invalid ${address}`;
    errors.push(fieldError.internal(path, detail));
  }
  if (wrong < 0 && addresses.length === 2 && families[0] !== families[1]) return;
  const shown = podStructs.listText('PodIP', next.status[list]);
  errors.push(
    fieldError.invalid(path, shown, 'may specify no more than one IP for each IP family'),
  );
}

function checkHostAddress({ hostIP = '', hostIPs }: PodStatus, errors: FieldError[]): void {
  const first = hostIPs?.[0]?.ip;
  if (first === undefined || first === hostIP) return;
  const path = STATUS.child('hostIPs').index(0).child('ip');
  errors.push(fieldError.invalid(path, first, 'must be equal to `hostIP`'));
}

/** Whom the processes of a container run as. */
function checkUsers({ spec, status }: Pod, errors: FieldError[]): void {
  for (const list of [
    'containerStatuses',
    'initContainerStatuses',
    'ephemeralContainerStatuses',
  ] as const) {
    for (const [index, { user }] of (status[list] ?? []).entries()) {
      if (user?.linux === undefined) continue;
      const path = STATUS.child(list).index(index).child('user', 'linux');
      if (spec.os?.name === 'windows') {
        errors.push(fieldError.forbidden(path, 'cannot be set for a windows pod'));
        continue;
      }
      checkId(user.linux.uid, path, 'uid', errors);
      checkId(user.linux.gid, path, 'gid', errors);
      for (const [at, id] of (user.linux.supplementalGroups ?? []).entries()) {
        checkId(id, path, `supplementalGroups[${at}]`, errors);
      }
    }
  }
}
