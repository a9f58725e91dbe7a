import type { KubeObject, ObjectMeta } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import type { PodTemplateSpec, ReplicaSetStatus } from '../../apimachinery/types.generated.ts';

/** What ReplicaSets and ReplicationControllers have in common. */
export interface ReplicaOwner extends KubeObject {
  readonly spec: {
    readonly minReadySeconds?: number;
    readonly replicas?: number;
    readonly template?: PodTemplateSpec;
  };
  readonly status: ReplicaSetStatus;
}

/** What tells the two apart. */
export interface ReplicaKind<T extends ReplicaOwner> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** The source of its events. */
  readonly component: string;
  /** @throws LabelSelectorError for a selector that says nothing sensible */
  readonly selectorOf: (owner: T) => LabelSelector;
}

export type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number];

/** The reference by which a controller holds what it made or adopted. */
export function controllerReference(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  { metadata: { name = '', uid = '' } }: KubeObject,
): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function replicasOf({ spec }: ReplicaOwner): number {
  return spec.replicas ?? 1;
}
