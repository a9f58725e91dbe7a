import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import { controllerReference } from '../replicas/owner.ts';
import { podFrom } from '../replicas/pods.ts';

export const SUBJECT = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const REVISION_LABEL = 'controller-revision-hash';
const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';
const INT32_MAX = 2 ** 31 - 1;

/** `db` and 3 of `db-3`; -1: the name has no number that counts. */
function parentAndOrdinal({ metadata: { name = '' } }: KubeObject): [string, number] {
  const dash = name.lastIndexOf('-');
  const digits = name.slice(dash + 1);
  if (dash === -1 || !/^\d+$/.test(digits)) return ['', -1];
  const ordinal = Number(digits);
  return [name.slice(0, dash), ordinal > INT32_MAX ? -1 : ordinal];
}

export function ordinalOf(pod: KubeObject): number {
  return parentAndOrdinal(pod)[1];
}

/** Its name is that of the set with a number. */
export function isMemberOf(set: StatefulSet, pod: KubeObject): boolean {
  return parentAndOrdinal(pod)[0] === set.metadata.name;
}

export function desiredReplicas({ spec }: StatefulSet): number {
  return spec.replicas ?? 1;
}

export function startOrdinal({ spec }: StatefulSet): number {
  return spec.ordinals?.start ?? 0;
}

export function isInRange(set: StatefulSet, pod: KubeObject): boolean {
  const position = ordinalOf(pod) - startOrdinal(set);
  return position >= 0 && position < desiredReplicas(set);
}

export function revisionOf({ metadata }: Pod): string {
  return metadata.labels?.[REVISION_LABEL] ?? '';
}

function podName({ metadata: { name } }: StatefulSet, ordinal: number): string {
  return `${name}-${ordinal}`;
}

export function claimName(
  { metadata: { name } }: StatefulSet,
  claim: PersistentVolumeClaim,
  ordinal: number,
): string {
  return `${claim.metadata.name}-${name}-${ordinal}`;
}

/** The pod as the set wants it; it does not exist yet. */
export function newPod(
  set: StatefulSet,
  template: PodTemplateSpec,
  revision: string,
  ordinal: number,
): Pod {
  const { name = '', namespace } = set.metadata;
  const pod = podFrom(template, name, controllerReference(SUBJECT, set));
  const { subdomain: _, ...spec } = pod.spec;
  const hostname = podName(set, ordinal);
  const named: Pod = {
    ...pod,
    metadata: {
      ...pod.metadata,
      name: hostname,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...pod.metadata.labels, [REVISION_LABEL]: revision },
    },
    spec: { ...spec, hostname, ...(set.spec.serviceName === '' ? {} : serviceOf(set)) },
    status: {},
  };
  return withStorage(set, withIdentity(set, named));
}

function serviceOf({ spec }: StatefulSet): { subdomain: string } {
  return { subdomain: spec.serviceName };
}

export function hasIdentity(set: StatefulSet, pod: Pod): boolean {
  const { name, namespace, labels } = pod.metadata;
  const [parent, ordinal] = parentAndOrdinal(pod);
  return (
    ordinal >= 0 &&
    parent === set.metadata.name &&
    name === podName(set, ordinal) &&
    namespace === set.metadata.namespace &&
    labels?.[NAME_LABEL] === name
  );
}

/** The labels by which services find a single pod. */
export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const name = podName(set, ordinal);
  const labels = {
    ...pod.metadata.labels,
    [NAME_LABEL]: name,
    [INDEX_LABEL]: String(ordinal),
  };
  return { ...pod, metadata: { ...pod.metadata, name, labels } };
}

export function hasStorage(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  if (ordinal < 0) return false;
  return (set.spec.volumeClaimTemplates ?? []).every((claim) => {
    const volume = pod.spec.volumes?.findLast(({ name }) => name === claim.metadata.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, claim, ordinal);
  });
}

/** The volumes of the claim templates come first and take the place of others of their names. */
export function withStorage(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const claims = set.spec.volumeClaimTemplates ?? [];
  const names = new Set(claims.map(({ metadata }) => metadata.name ?? ''));
  const volumes = [
    ...claims.map((claim) => ({
      name: claim.metadata.name ?? '',
      persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) },
    })),
    ...(pod.spec.volumes ?? []).filter(({ name }) => !names.has(name)),
  ];
  return { ...pod, spec: { ...pod.spec, ...(volumes.length === 0 ? {} : { volumes }) } };
}

/** The claims of one pod, with the labels of the set's selector. */
export function claimsFor(set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
  const ordinal = ordinalOf(pod);
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map((claim) => ({
    ...claim,
    metadata: {
      ...claim.metadata,
      name: claimName(set, claim, ordinal),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...claim.metadata.labels, ...set.spec.selector?.matchLabels },
    },
  }));
}
