import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts';
import type {
  Container,
  ContainerPort,
  ContainerResizePolicy,
  EphemeralContainer,
  PodSpec,
} from '../../../apimachinery/types.generated.ts';
import { isSidecar } from './containers.ts';
import { checkDnsLabel, checkSupported, pushInvalid } from './field-checks.ts';
import { checkEnv, checkEnvFrom } from './spec-validation-env.ts';
import type { Volumes } from './spec-validation-mounts.ts';
import { checkVolumeDevices, checkVolumeMounts } from './spec-validation-mounts.ts';
import { checkLifecycleAndProbes } from './spec-validation-probes.ts';
import { checkContainerResources } from './spec-validation-resources.ts';
import { checkSecurityContext } from './spec-validation-security.ts';

/** What the containers of a pod may refer to. */
export interface ContainerScope {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  /** Resource claims that the pod declares. */
  readonly claims: ReadonlySet<string>;
}

/** @param path of the spec */
export function checkContainers(
  scope: ContainerScope,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containers, terminationGracePeriodSeconds } = scope.spec;
  const list = path.child('containers');
  if ((containers ?? []).length === 0) {
    errors.push(fieldError.required(list));
    return;
  }
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const place = list.index(index);
    checkContainer(container, scope, place, errors);
    if (names.has(container.name)) {
      errors.push(fieldError.duplicate(place.child('name'), container.name));
    }
    names.add(container.name);
    checkLifecycleAndProbes(container, terminationGracePeriodSeconds, place, errors);
  }
  checkHostPorts(containers, list, errors);
}

/** @param path of the spec */
export function checkInitContainers(
  scope: ContainerScope,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containers, initContainers, terminationGracePeriodSeconds } = scope.spec;
  if (initContainers === undefined) return;
  const list = path.child('initContainers');
  const names = new Set((containers ?? []).map(({ name }) => name));
  for (const [index, container] of initContainers.entries()) {
    const place = list.index(index);
    checkContainer(container, scope, place, errors);
    if (names.has(container.name)) {
      errors.push(fieldError.duplicate(place.child('name'), container.name));
    } else if (container.name !== '') names.add(container.name);
    // They run one after another: only ports of the same one collide (and upstream counts from 0).
    checkHostPorts([container], list, errors);
    if (isSidecar(container)) {
      checkLifecycleAndProbes(container, terminationGracePeriodSeconds, place, errors);
    } else refuseLifecycleAndProbes(container, place, errors);
  }
}

function refuseLifecycleAndProbes(
  container: Container,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[name] === undefined) continue;
    const detail = 'may not be set for init containers without restartPolicy=Always';
    errors.push(fieldError.forbidden(path.child(name), detail));
  }
}

/** Members of the Go struct that an ephemeral container may not have. */
const NOT_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

/** @param path of the spec */
export function checkEphemeralContainers(
  scope: ContainerScope,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containers, initContainers, ephemeralContainers } = scope.spec;
  if (ephemeralContainers === undefined) return;
  const others = new Set(
    [...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name),
  );
  const names = new Set(others);
  for (const [index, container] of ephemeralContainers.entries()) {
    const { name, targetContainerName } = container;
    const place = path.child('ephemeralContainers').index(index);
    checkContainer(container, scope, place, errors);
    checkImageSpace(container, place, errors);
    if (names.has(name)) errors.push(fieldError.duplicate(place.child('name'), name));
    names.add(name);
    if (targetContainerName && !others.has(targetContainerName)) {
      errors.push(fieldError.notFound(place.child('targetContainerName'), targetContainerName));
    }
    refuseForEphemeral(container, place, errors);
  }
}

function refuseForEphemeral(
  container: EphemeralContainer,
  path: FieldPath,
  errors: FieldError[],
): void {
  const detail = 'cannot be set for an Ephemeral Container';
  for (const name of NOT_EPHEMERAL) {
    const value = container[name];
    if (value === undefined) continue;
    // Everything else is forbidden as soon as it is there, be it empty.
    if (name === 'resources' && Object.keys(value).length === 0) continue;
    errors.push(fieldError.forbidden(path.child(name), detail));
  }
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    for (const name of ['subPath', 'subPathExpr'] as const) {
      if (!mount[name]) continue;
      errors.push(
        fieldError.forbidden(path.child('volumeMounts').index(index).child(name), detail),
      );
    }
  }
}

/** Templates may have such images: a single space marks one that is still to be set. */
export function checkImageSpace(
  { image = '' }: Container | EphemeralContainer,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (image.trim() === image) return;
  const detail = 'must not have leading or trailing whitespace';
  errors.push(fieldError.invalid(path.child('image'), image, detail));
}

/** What containers of all three lists have in common. */
function checkContainer(
  container: Container | EphemeralContainer,
  { spec, volumes, claims }: ContainerScope,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name, image, terminationMessagePolicy, imagePullPolicy, securityContext } = container;
  if (name === '') errors.push(fieldError.required(path.child('name')));
  else checkDnsLabel(name, path.child('name'), errors);
  if (!image) errors.push(fieldError.required(path.child('image')));
  checkWord(
    terminationMessagePolicy,
    ['File', 'FallbackToLogsOnError'],
    path,
    'terminationMessagePolicy',
    errors,
  );
  checkPorts(container.ports, path, errors);
  if (container.env !== undefined) checkEnv(container.env, path.child('env'), errors);
  if (container.envFrom !== undefined) {
    checkEnvFrom(container.envFrom, path.child('envFrom'), errors);
  }
  if (container.volumeMounts !== undefined) {
    checkVolumeMounts(container, volumes, path.child('volumeMounts'), errors);
  }
  if (container.volumeDevices !== undefined) {
    checkVolumeDevices(container, volumes, path.child('volumeDevices'), errors);
  }
  checkWord(imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], path, 'imagePullPolicy', errors);
  checkContainerResources(container.resources, claims, path.child('resources'), errors);
  checkResizePolicy(container.resizePolicy, spec.restartPolicy, path, errors);
  if (securityContext !== undefined) {
    const hostUsers = spec.hostUsers ?? true;
    checkSecurityContext(securityContext, path.child('securityContext'), hostUsers, errors);
  }
}

/** A word that has to be there. */
export function checkWord(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  name: string,
  errors: FieldError[],
): void {
  if (value !== undefined && supported.includes(value)) return;
  if (value) checkSupported(value, supported, path.child(name), errors);
  else errors.push(fieldError.required(path.child(name)));
}

function checkPorts(
  ports: readonly ContainerPort[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (ports === undefined) return;
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const { name, containerPort, hostPort, protocol } = port;
    const place = path.child('ports').index(index);
    if (name) checkPortName(name, names, place, errors);
    if (containerPort === 0) errors.push(fieldError.required(place.child('containerPort')));
    else checkPortNumber(containerPort, place, 'containerPort', errors);
    if (hostPort) checkPortNumber(hostPort, place, 'hostPort', errors);
    checkWord(protocol, ['SCTP', 'TCP', 'UDP'], place, 'protocol', errors);
  }
}

function checkPortName(
  name: string,
  names: Set<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const messages = isValidPortName(name);
  pushInvalid(errors, messages, path.child('name'), name);
  if (messages.length > 0) return;
  if (names.has(name)) errors.push(fieldError.duplicate(path.child('name'), name));
  names.add(name);
}

function checkPortNumber(port: number, path: FieldPath, name: string, errors: FieldError[]): void {
  pushInvalid(errors, isValidPortNum(port), path.child(name), port);
}

/** No two containers may use the same port of the node. */
function checkHostPorts(
  containers: readonly Container[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const used = new Set<string>();
  for (const [index, { ports }] of containers.entries()) {
    for (const [at, { protocol = '', hostIP = '', hostPort }] of (ports ?? []).entries()) {
      if (!hostPort) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (used.has(key)) {
        const place = path.index(index).child('ports').index(at).child('hostPort');
        errors.push(fieldError.duplicate(place, key));
      }
      used.add(key);
    }
  }
}

function checkResizePolicy(
  policies: readonly ContainerResizePolicy[] | undefined,
  podRestartPolicy: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (policies === undefined) return;
  const list = path.child('resizePolicy');
  const seen = new Set<string>();
  for (const [index, { resourceName, restartPolicy }] of policies.entries()) {
    if (seen.has(resourceName)) errors.push(fieldError.duplicate(list.index(index), resourceName));
    seen.add(resourceName);
    for (const [value, supported] of [
      [resourceName, ['cpu', 'memory']],
      [restartPolicy, ['NotRequired', 'RestartContainer']],
    ] as const) {
      if (value === '') errors.push(fieldError.required(list));
      else checkSupported(value, supported, list, errors);
    }
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when `restartPolicy` is 'Never'";
      errors.push(fieldError.invalid(list, restartPolicy, detail));
    }
  }
}
