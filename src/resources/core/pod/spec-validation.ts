import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import {
  isDns1123Subdomain,
  isInRange,
  isQualifiedName,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import { validateAnnotations } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import type {
  ObjectMeta,
  PodResourceClaim,
  PodSchedulingGate,
  PodSpec,
  PodTemplateSpec,
} from '../../../apimachinery/types.generated.ts';
import { checkPodAnnotations, checkProfileAnnotations } from './annotation-validation.ts';
import { visitContainers } from './containers.ts';
import { checkDnsLabel, NOWHERE, pushAll, pushInvalid } from './field-checks.ts';
import { podStructs } from './internal-types.ts';
import { checkAffinity } from './spec-validation-affinity.ts';
import {
  checkContainers,
  checkEphemeralContainers,
  checkInitContainers,
  checkWord,
} from './spec-validation-containers.ts';
import { checkDnsConfig, checkHostAliases } from './spec-validation-dns.ts';
import { checkOs } from './spec-validation-os.ts';
import {
  checkContainerResources,
  checkPodResources,
  claimNames,
} from './spec-validation-resources.ts';
import { checkTolerations, checkTopologySpread } from './spec-validation-scheduling.ts';
import { checkPodSecurityContext } from './spec-validation-security.ts';
import { checkVolumes } from './spec-validation-volumes.ts';
import { checkHostProcess } from './spec-validation-windows.ts';

const DEADLINE_MAX = 2 ** 31 - 1;

/**
 * A pod template, wherever one stands.
 *
 * Upstream tolerates in updates what an old version of an object already did wrong. Objects here
 * were all checked by these same rules when they were made, so there is nothing to tolerate.
 */
export function validatePodTemplateSpec(template: PodTemplateSpec, path: FieldPath): FieldError[] {
  const { metadata, spec } = template;
  const errors = validateLabels(metadata.labels, path.child('labels'));
  if (metadata.annotations !== undefined) {
    const place = path.child('annotations');
    pushAll(errors, validateAnnotations(metadata.annotations, place));
    checkPodAnnotations(metadata.annotations, spec, place, errors);
  }
  const specPath = path.child('spec');
  checkPodSpec(spec, specPath, { pod: undefined }, errors);
  checkProfileAnnotations(metadata.annotations, spec, specPath, errors);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    const detail = 'ephemeral containers not allowed in pod template';
    errors.push(fieldError.forbidden(specPath.child('ephemeralContainers'), detail));
  }
  return errors;
}

/** The spec of a pod or of a template. @param pod metadata of the pod; undefined for templates */
export function checkPodSpec(
  spec: PodSpec,
  path: FieldPath,
  { pod }: { pod: ObjectMeta | undefined },
  errors: FieldError[],
): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(fieldError.required(path.child('terminationGracePeriodSeconds')));
  }
  const volumes = checkVolumes(spec.volumes ?? [], pod?.name, path.child('volumes'), errors);
  const claims = claimNames(spec);
  checkResourceClaims(spec.resourceClaims ?? [], pod, path, errors);
  const scope = { spec, volumes, claims };
  checkContainers(scope, path, errors);
  checkInitContainers(scope, path, errors);
  checkEphemeralContainers(scope, path, errors);
  checkPodResources(spec, path, errors);
  if (spec.hostNetwork === true) checkHostNetworkPorts(spec, pod !== undefined, path, errors);
  checkWord(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], path, 'restartPolicy', errors);
  checkWord(
    spec.dnsPolicy,
    ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
    path,
    'dnsPolicy',
    errors,
  );
  if (spec.nodeSelector !== undefined) {
    pushAll(errors, validateLabels(spec.nodeSelector, path.child('nodeSelector')));
  }
  if (spec.securityContext !== undefined) {
    checkPodSecurityContext(spec, spec.securityContext, path.child('securityContext'), errors);
  }
  checkScheduling(spec, path, errors);
  checkHostProcess(spec, path, errors);
  if (spec.hostUsers === false) checkHostUsers(spec, path, errors);
  checkNames(spec, path, errors);
  checkRest(spec, path, errors);
}

function checkScheduling(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  if (spec.affinity !== undefined) checkAffinity(spec.affinity, path.child('affinity'), errors);
  checkDnsConfig(spec.dnsConfig, spec.dnsPolicy ?? '', path.child('dnsConfig'), errors);
  for (const [index, { conditionType }] of (spec.readinessGates ?? []).entries()) {
    const place = path.child('readinessGates').index(index).child('conditionType');
    pushInvalid(errors, isQualifiedName(conditionType), place, conditionType);
  }
  checkSchedulingGates(spec.schedulingGates ?? [], path.child('schedulingGates'), errors);
  checkTopologySpread(
    spec.topologySpreadConstraints,
    path.child('topologySpreadConstraints'),
    errors,
  );
}

function checkSchedulingGates(
  gates: readonly PodSchedulingGate[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  for (const [index, { name }] of gates.entries()) {
    pushInvalid(errors, isQualifiedName(name), path.index(index), name);
    if (seen.has(name)) errors.push(fieldError.duplicate(path.index(index), name));
    seen.add(name);
  }
}

/** @param path of the spec */
function checkResourceClaims(
  claims: readonly PodResourceClaim[],
  pod: ObjectMeta | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (pod?.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
      errors.push(fieldError.forbidden(NOWHERE, 'static pods do not support resource claims'));
      continue;
    }
    const place = path.child('resourceClaims').index(index);
    if (name === '') errors.push(fieldError.required(place.child('name')));
    else if (seen.has(name)) errors.push(fieldError.duplicate(place.child('name'), name));
    else {
      checkDnsLabel(name, place.child('name'), errors);
      seen.add(name);
    }
    if ((resourceClaimName === undefined) === (resourceClaimTemplateName === undefined)) {
      const detail =
        resourceClaimName === undefined
          ? 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
          : 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(fieldError.invalid(place, podStructs.text('PodResourceClaim', claim), detail));
    }
    for (const member of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[member];
      if (value === undefined) continue;
      pushInvalid(errors, nameIsDnsSubdomain(value, false), place.child(member), value);
    }
  }
}

/** Templates may leave the port of the host open: it is filled in once a pod is made. */
function checkHostNetworkPorts(
  { containers }: PodSpec,
  isPod: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, { ports }] of (containers ?? []).entries()) {
    for (const [at, { hostPort = 0, containerPort }] of (ports ?? []).entries()) {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue;
      const place = path.child('containers').index(index).child('ports').index(at);
      const detail = 'must match `containerPort` when `hostNetwork` is true';
      errors.push(fieldError.invalid(place.child('hostPort'), hostPort, detail));
    }
  }
}

/** Pods with users of their own may not share other things with the host. */
function checkHostUsers(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const detail = 'when `hostUsers` is false';
  // The letter case of the paths is upstream's.
  if (spec.hostNetwork === true)
    errors.push(fieldError.forbidden(path.child('hostNetwork'), detail));
  if (spec.hostPID === true) errors.push(fieldError.forbidden(path.child('HostPID'), detail));
  if (spec.hostIPC === true) errors.push(fieldError.forbidden(path.child('HostIPC'), detail));
  visitContainers(spec, path, ({ volumeDevices }, place) => {
    if (volumeDevices === undefined) return;
    errors.push(fieldError.forbidden(place.child('volumeDevices'), detail));
  });
}

function checkNames(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  for (const name of ['serviceAccountName', 'nodeName'] as const) {
    const value = spec[name];
    if (!value) continue;
    pushInvalid(errors, isDns1123Subdomain(value), path.child(name), value);
  }
  const { activeDeadlineSeconds: deadline } = spec;
  if (deadline !== undefined) {
    const messages = isInRange(deadline, 1, DEADLINE_MAX);
    pushInvalid(errors, messages, path.child('activeDeadlineSeconds'), deadline);
  }
  if (spec.hostname) checkDnsLabel(spec.hostname, path.child('hostname'), errors);
  if (spec.subdomain) checkDnsLabel(spec.subdomain, path.child('subdomain'), errors);
}

function checkRest(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  checkTolerations(spec.tolerations, path.child('tolerations'), errors);
  checkHostAliases(spec.hostAliases, path.child('hostAliases'), errors);
  const { priorityClassName, runtimeClassName, preemptionPolicy } = spec;
  if (priorityClassName) {
    const messages = isDns1123Subdomain(priorityClassName);
    pushInvalid(errors, messages, path.child('priorityClassName'), priorityClassName);
  }
  if (runtimeClassName !== undefined) {
    const messages = isDns1123Subdomain(runtimeClassName);
    pushInvalid(errors, messages, path.child('runtimeClassName'), runtimeClassName);
  }
  if (preemptionPolicy !== undefined) {
    checkWord(
      preemptionPolicy,
      ['PreemptLowerPriority', 'Never'],
      path,
      'preemptionPolicy',
      errors,
    );
  }
  if (spec.overhead !== undefined) {
    const limits = { limits: spec.overhead };
    checkContainerResources(limits, new Set(), path.child('overhead'), errors);
  }
  checkOs(spec, path, errors);
}
