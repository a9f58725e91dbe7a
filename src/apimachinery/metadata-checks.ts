import type { GroupKind } from './errors.ts';

/**
 * The checks of metadata that the validation of a kind brings along, besides those that every
 * write goes through. Errors of each appear once more in `details.causes`.
 */
export interface MetadataChecks {
  /** False: the kind has none, not even of names. */
  readonly own: boolean;
  /** In upstream's order: checks that are made of a new object, and checks of a changed one. */
  readonly onUpdate: readonly ('create' | 'update')[];
  readonly onStatusUpdate: readonly ('create' | 'update')[];
  /** Finalizers need a domain, unless they are one of the three that need none. */
  readonly qualifiedFinalizers: boolean;
}

function checks(
  onUpdate: MetadataChecks['onUpdate'],
  qualifiedFinalizers: boolean,
): MetadataChecks {
  return { own: true, onUpdate, onStatusUpdate: ['update'], qualifiedFinalizers };
}

const USUAL = checks(['update'], true);
const UPDATE_CREATE = checks(['update', 'create'], true);
const CREATE_UPDATE = checks(['create', 'update'], true);
const CREATE = checks(['create'], true);
const CREATE_TWICE = checks(['create', 'create'], true);
const CREATE_TWICE_UPDATE = checks(['create', 'create', 'update'], true);
const CREATE_UPDATE_CREATE = checks(['create', 'update', 'create'], true);
/** Kinds whose validation is not built on that of the core kinds. */
const APART = checks(['update'], false);
const APART_CREATE = checks(['create'], false);
const NONE: MetadataChecks = {
  own: false,
  onUpdate: [],
  onStatusUpdate: [],
  qualifiedFinalizers: false,
};

/**
 * Recorded from kube-apiserver 1.34, kind by kind; all others make the usual checks. Pods check their
 * metadata once more themselves, together with the spec.
 */
const BY_KIND: Readonly<Record<string, MetadataChecks>> = {
  '/ConfigMap': UPDATE_CREATE,
  '/Endpoints': UPDATE_CREATE,
  '/Event': NONE,
  '/LimitRange': CREATE,
  '/Namespace': CREATE_UPDATE,
  '/Node': CREATE_UPDATE,
  '/PersistentVolume': CREATE_TWICE,
  '/PersistentVolumeClaim': CREATE_UPDATE_CREATE,
  '/ReplicationController': CREATE_UPDATE,
  '/Secret': UPDATE_CREATE,
  '/ServiceAccount': UPDATE_CREATE,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': APART_CREATE,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': APART_CREATE,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': APART_CREATE,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': APART_CREATE,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': APART_CREATE,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': APART_CREATE,
  'apiextensions.k8s.io/CustomResourceDefinition': APART,
  'apiregistration.k8s.io/APIService': checks(['update', 'create'], false),
  'apps/ControllerRevision': UPDATE_CREATE,
  'batch/CronJob': { ...USUAL, onStatusUpdate: [] },
  'batch/Job': CREATE_UPDATE,
  'certificates.k8s.io/CertificateSigningRequest': {
    ...CREATE_UPDATE,
    onStatusUpdate: ['create', 'update'],
  },
  'coordination.k8s.io/Lease': APART,
  'discovery.k8s.io/EndpointSlice': CREATE,
  'flowcontrol.apiserver.k8s.io/FlowSchema': CREATE,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': CREATE,
  'networking.k8s.io/IPAddress': CREATE_UPDATE,
  'networking.k8s.io/Ingress': UPDATE_CREATE,
  'networking.k8s.io/IngressClass': UPDATE_CREATE,
  'networking.k8s.io/NetworkPolicy': CREATE_UPDATE,
  'node.k8s.io/RuntimeClass': checks(['create', 'update'], false),
  'policy/PodDisruptionBudget': NONE,
  'rbac.authorization.k8s.io/ClusterRole': CREATE_TWICE_UPDATE,
  'rbac.authorization.k8s.io/ClusterRoleBinding': CREATE_TWICE_UPDATE,
  'rbac.authorization.k8s.io/Role': CREATE_TWICE_UPDATE,
  'rbac.authorization.k8s.io/RoleBinding': CREATE_TWICE_UPDATE,
  'resource.k8s.io/DeviceClass': CREATE_UPDATE,
  'resource.k8s.io/ResourceClaim': CREATE_UPDATE,
  'resource.k8s.io/ResourceClaimTemplate': CREATE_UPDATE,
  'storage.k8s.io/CSINode': CREATE_TWICE,
  'storage.k8s.io/CSIStorageCapacity': CREATE_UPDATE,
  'storage.k8s.io/StorageClass': CREATE_UPDATE,
  'storage.k8s.io/VolumeAttachment': { ...CREATE_TWICE, onStatusUpdate: [] },
  'storage.k8s.io/VolumeAttributesClass': CREATE_UPDATE_CREATE,
};

/** @param of undefined: a custom resource */
export function metadataChecksOf(of: GroupKind | undefined): MetadataChecks {
  if (of === undefined) return APART;
  const name = `${of.group}/${of.kind}`;
  return (Object.hasOwn(BY_KIND, name) ? BY_KIND[name] : undefined) ?? USUAL;
}
