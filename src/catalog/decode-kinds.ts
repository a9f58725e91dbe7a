import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { SchemaSet } from './compile.ts';
import type { TypesData } from './types-data.ts';

/** A kind that a body may name, whether it is served or not. */
export interface RegisteredKind {
  /** Undefined for the versions of which only the names are known. */
  readonly schema: StructSchema | undefined;
  /** As Go prints it, `v1beta1.Deployment`. */
  readonly goType: string;
  /** The type that all versions of it are converted to, `apps.Deployment`. */
  readonly internalType: string;
}

/**
 * The kinds that upstream's decoders know, of all versions that it can still read. Built-in kinds,
 * CustomResourceDefinitions and APIServices are decoded by three servers that do not know each
 * other's kinds, and their errors name which one it was.
 */
export class RegisteredKinds {
  readonly #types: TypesData['types'];
  readonly #schemas: SchemaSet;
  readonly #schemaNames = new Map<string, string>();

  /** @param catalog a Catalog, or as much of it as is needed */
  constructor(catalog: { readonly types: TypesData; readonly schemas: SchemaSet }) {
    this.#types = catalog.types.types;
    this.#schemas = catalog.schemas;
    for (const [name, { gvk }] of Object.entries(this.#types)) {
      if (Array.isArray(gvk)) this.#schemaNames.set(gvk.join('/'), name);
    }
  }

  /** @param served the group that the request is for */
  find(served: string, of: GroupVersionKind): RegisteredKind | undefined {
    const { group, version, kind } = of;
    if (group !== served && group !== '' && isSeparate(group, served)) return undefined;
    const meta = this.#findMeta(of, served);
    if (meta !== undefined) return meta;
    if (group === '' && SEPARATE_GROUPS.has(served)) return undefined;
    const internalType = internalTypeOf(of);
    const goType = `${version}.${kind}`;
    const name = this.#schemaNames.get(`${group}/${version}/${kind}`);
    if (name !== undefined && !NOT_IN_BODIES.has(group)) {
      return { schema: this.#schemas.get(name), goType, internalType };
    }
    return isLegacy(of) ? { schema: undefined, goType, internalType } : undefined;
  }

  /** Options and watch events belong to every group version, discovery documents to v1. */
  #findMeta(of: GroupVersionKind, served: string): RegisteredKind | undefined {
    const { group, version, kind } = of;
    const everywhere = OPTIONS.has(kind) && this.#isKnown(group, version, served);
    const unversioned = group === '' && version === 'v1' && UNVERSIONED.has(kind);
    if (!everywhere && !unversioned) return undefined;
    const name = `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`;
    const schema = this.#schemas.has(name) ? this.#schemas.get(name) : undefined;
    return { schema, goType: `v1.${kind}`, internalType: `v1.${kind}` };
  }

  #isKnown(group: string, version: string, served: string): boolean {
    if (group === '' && version === 'v1') return true;
    if (LEGACY[groupVersion(group, version)] !== undefined) return true;
    if (NOT_IN_BODIES.has(group) && group !== served) return false;
    const prefix = `${group}/${version}/`;
    return [...this.#schemaNames.keys()].some((key) => key.startsWith(prefix));
  }
}

/** The place in Go code where a decoder's kinds are registered; errors name it. */
export function schemeName(served: string): string {
  return SEPARATE_GROUPS.get(served) ?? 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';
}

/** The type behind all versions of a kind. */
export function internalTypeOf({ group, kind }: Omit<GroupVersionKind, 'version'>): string {
  if (kind === 'Scale') return 'autoscaling.Scale';
  if (group === 'extensions') {
    return `${kind.startsWith('Ingress') || kind.startsWith('Network') ? 'networking' : 'apps'}.${kind}`;
  }
  const named = GO_PACKAGES[group] ?? group.split('.')[0] ?? '';
  return `${named}.${kind}`;
}

const GO_PACKAGES: Readonly<Record<string, string>> = {
  '': 'core',
  'events.k8s.io': 'core',
  'internal.apiserver.k8s.io': 'apiserverinternal',
};

/** Groups with a server of their own, and where that registers them. */
const SEPARATE_GROUPS: ReadonlyMap<string, string> = new Map([
  ['apiextensions.k8s.io', 'k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55'],
  ['apiregistration.k8s.io', 'k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28'],
]);

/** Groups whose kinds are answers, never bodies. */
const NOT_IN_BODIES: ReadonlySet<string> = new Set(['meta.k8s.io', 'apidiscovery.k8s.io']);

const OPTIONS: ReadonlySet<string> = new Set([
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
]);

const UNVERSIONED: ReadonlySet<string> = new Set([
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'Status',
]);

/** Whether a kind of one group is unknown to the server of another. */
function isSeparate(group: string, served: string): boolean {
  return SEPARATE_GROUPS.has(group) || SEPARATE_GROUPS.has(served);
}

/** Group versions that are read but no longer served, or not by default; every kind has a list unless it says `-`. */
const LEGACY: Readonly<Record<string, string>> = {
  'admission.k8s.io/v1beta1': '-AdmissionReview',
  'admissionregistration.k8s.io/v1alpha1':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1beta1':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1beta1': '-ConversionReview CustomResourceDefinition',
  'apiregistration.k8s.io/v1beta1': 'APIService',
  'apps/v1beta1': 'ControllerRevision Deployment -DeploymentRollback -Scale StatefulSet',
  'apps/v1beta2': 'ControllerRevision DaemonSet Deployment ReplicaSet -Scale StatefulSet',
  'authentication.k8s.io/v1alpha1': '-SelfSubjectReview',
  'authentication.k8s.io/v1beta1': '-SelfSubjectReview -TokenReview',
  'authorization.k8s.io/v1beta1':
    '-LocalSubjectAccessReview -SelfSubjectAccessReview -SelfSubjectRulesReview -SubjectAccessReview',
  'autoscaling/v2beta1': 'HorizontalPodAutoscaler',
  'autoscaling/v2beta2': 'HorizontalPodAutoscaler',
  'batch/v1beta1': 'CronJob',
  'certificates.k8s.io/v1alpha1': 'ClusterTrustBundle PodCertificateRequest',
  'certificates.k8s.io/v1beta1': 'CertificateSigningRequest ClusterTrustBundle',
  'coordination.k8s.io/v1alpha2': 'LeaseCandidate',
  'coordination.k8s.io/v1beta1': 'Lease LeaseCandidate',
  'discovery.k8s.io/v1beta1': 'EndpointSlice',
  'events.k8s.io/v1beta1': 'Event',
  'extensions/v1beta1':
    'DaemonSet Deployment -DeploymentRollback Ingress NetworkPolicy ReplicaSet -Scale',
  'flowcontrol.apiserver.k8s.io/v1beta1': 'FlowSchema PriorityLevelConfiguration',
  'flowcontrol.apiserver.k8s.io/v1beta2': 'FlowSchema PriorityLevelConfiguration',
  'flowcontrol.apiserver.k8s.io/v1beta3': 'FlowSchema PriorityLevelConfiguration',
  'imagepolicy.k8s.io/v1alpha1': '-ImageReview',
  'internal.apiserver.k8s.io/v1alpha1': 'StorageVersion',
  'networking.k8s.io/v1beta1': 'IPAddress Ingress IngressClass ServiceCIDR',
  'node.k8s.io/v1alpha1': 'RuntimeClass',
  'node.k8s.io/v1beta1': 'RuntimeClass',
  'policy/v1beta1': '-Eviction PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1alpha1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'rbac.authorization.k8s.io/v1beta1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'resource.k8s.io/v1alpha3': 'DeviceTaintRule',
  'resource.k8s.io/v1beta1': 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
  'resource.k8s.io/v1beta2': 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
  'scheduling.k8s.io/v1alpha1': 'PriorityClass',
  'scheduling.k8s.io/v1beta1': 'PriorityClass',
  'storage.k8s.io/v1alpha1': 'CSIStorageCapacity VolumeAttachment VolumeAttributesClass',
  'storage.k8s.io/v1beta1':
    'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
  'storagemigration.k8s.io/v1alpha1': 'StorageVersionMigration',
};

function isLegacy({ group, version, kind }: GroupVersionKind): boolean {
  const kinds = LEGACY[groupVersion(group, version)]?.split(' ') ?? [];
  if (kinds.includes(kind) || kinds.includes(`-${kind}`)) return true;
  return kind.endsWith('List') && kinds.includes(kind.slice(0, -'List'.length));
}
