import { isDeepStrictEqual } from 'node:util';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import { getWarningsForIp } from '../../../apimachinery/ip.ts';
import type {
  ObjectMeta,
  Pod,
  PodSpec,
  PodTemplateSpec,
} from '../../../apimachinery/types.generated.ts';
import { APPARMOR_CONTAINER, SECCOMP_CONTAINER, SECCOMP_POD } from './annotation-validation.ts';
import { appArmorWarning, profileOf } from './apparmor.ts';
import { everyContainer } from './containers.ts';
import { byteWarnings } from './warnings-bytes.ts';
import { containerWarnings } from './warnings-containers.ts';
import {
  affinityWarnings,
  deprecatedNodeLabel,
  nodeAffinityWarnings,
  spreadWarnings,
} from './warnings-scheduling.ts';
import { volumeWarnings } from './warnings-volumes.ts';

const DEPRECATED_ANNOTATIONS = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'security.alpha.kubernetes.io/sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
] as const;

/** What a client is told about a new pod that is valid all the same. */
export function podWarnings({ metadata, spec }: Pod): string[] {
  const paths = { spec: FieldPath.of('spec'), metadata: FieldPath.of('metadata') };
  return warningsFor(spec, metadata, paths, { isTemplate: false });
}

/** What a client is told about the pod template of a workload. @param path of the template */
export function podTemplateWarnings(
  { metadata, spec }: PodTemplateSpec,
  path: FieldPath,
): string[] {
  const paths = { spec: path.child('spec'), metadata: path.child('metadata') };
  return warningsFor(spec, metadata, paths, { isTemplate: true });
}

function warningsFor(
  spec: PodSpec,
  metadata: ObjectMeta,
  paths: { spec: FieldPath; metadata: FieldPath },
  { isTemplate }: { isTemplate: boolean },
): string[] {
  const annotations = metadata.annotations ?? {};
  const annotationsPath = paths.metadata.child('annotations');
  return [
    ...nodeSelectorWarnings(spec, paths.spec),
    ...nodeAffinityWarnings(spec.affinity?.nodeAffinity, paths.spec),
    ...spreadWarnings(spec.topologySpreadConstraints, paths.spec),
    ...DEPRECATED_ANNOTATIONS.filter(([key]) => annotations[key] !== undefined).map(
      ([key, text]) => `${annotationsPath.key(key).toString()}: ${text}`,
    ),
    ...volumeWarnings(spec.volumes, paths.spec),
    ...duplicateWarnings(spec, paths.spec),
    ...byteWarnings(spec.overhead, 'memory', paths.spec.child('overhead')),
    ...byteWarnings(spec.overhead, 'ephemeral-storage', paths.spec.child('overhead')),
    ...profileWarnings(spec, annotations, annotationsPath, isTemplate),
    ...containerWarnings(spec, paths.spec),
    ...graceWarnings(spec, paths.spec),
    ...affinityWarnings(spec.affinity, paths.spec),
    ...addressWarnings(spec, paths.spec),
  ];
}

function nodeSelectorWarnings({ nodeSelector }: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(nodeSelector ?? {})) {
    const text = deprecatedNodeLabel(key);
    if (text !== undefined)
      warnings.push(`${path.child('nodeSelector').key(key).toString()}: ${text}`);
  }
  return warnings;
}

function duplicateWarnings({ hostAliases, imagePullSecrets }: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  const addresses = new Set<string>();
  for (const [index, { ip }] of (hostAliases ?? []).entries()) {
    const place = path.child('hostAliases').index(index).child('ip');
    if (addresses.has(ip)) warnings.push(`${place.toString()}: duplicate ip ${quote(ip)}`);
    addresses.add(ip);
  }
  const names = new Set<string>();
  const empty: string[] = [];
  for (const [index, { name = '' }] of (imagePullSecrets ?? []).entries()) {
    const place = path.child('imagePullSecrets').index(index).child('name');
    if (names.has(name)) warnings.push(`${place.toString()}: duplicate name ${quote(name)}`);
    if (name === '') empty.push(`${place.toString()}: invalid empty name ""`);
    names.add(name);
  }
  return [...warnings, ...empty];
}

function profileWarnings(
  spec: PodSpec,
  annotations: Readonly<Record<string, string>>,
  path: FieldPath,
  isTemplate: boolean,
): string[] {
  const old = 'non-functional in v1.27+; use the "seccompProfile" field instead';
  const warnings: string[] = [];
  if (
    spec.securityContext?.seccompProfile === undefined &&
    annotations[SECCOMP_POD] !== undefined
  ) {
    warnings.push(`${path.key(SECCOMP_POD).toString()}: ${old}`);
  }
  // What follows stands between the warnings about each container upstream.
  if (Object.keys(annotations).length === 0) return warnings;
  for (const { name, securityContext } of everyContainer(spec)) {
    const seccomp = SECCOMP_CONTAINER + name;
    if (securityContext?.seccompProfile === undefined && annotations[seccomp] !== undefined) {
      warnings.push(`${path.key(seccomp).toString()}: ${old}`);
    }
    const key = APPARMOR_CONTAINER + name;
    const annotation = annotations[key];
    if (!isTemplate || annotation === undefined) continue;
    if (securityContext?.appArmorProfile !== undefined) continue;
    const ofPod = spec.securityContext?.appArmorProfile;
    if (ofPod !== undefined && isDeepStrictEqual(ofPod, profileOf(annotation))) continue;
    warnings.push(appArmorWarning(path.key(key)));
  }
  return warnings;
}

function graceWarnings({ terminationGracePeriodSeconds }: PodSpec, path: FieldPath): string[] {
  if ((terminationGracePeriodSeconds ?? 0) >= 0) return [];
  const place = path.child('terminationGracePeriodSeconds');
  return [
    `${place.toString()}: must be >= 0; negative values are invalid and will be treated as 1`,
  ];
}

function addressWarnings({ dnsConfig, hostAliases }: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const [index, server] of (dnsConfig?.nameservers ?? []).entries()) {
    const place = path.child('dnsConfig', 'nameservers').index(index);
    warnings.push(...getWarningsForIp(place, server));
  }
  for (const [index, { ip }] of (hostAliases ?? []).entries()) {
    const place = path.child('hostAliases').index(index).child('ip');
    warnings.push(...getWarningsForIp(place, ip));
  }
  return warnings;
}
