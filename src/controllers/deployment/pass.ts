import { ApiError } from '../../apimachinery/errors.ts';
import type {
  Deployment,
  DeploymentStatus,
  ReplicaSet,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { replicasOf } from '../replicas/owner.ts';
import { DESIRED_REPLICAS, desiredReplicas, MAX_REPLICAS, maxSurge } from './arithmetic.ts';
import { findNewReplicaSet } from './revisions.ts';
import type { Rollout } from './status.ts';
import { normalized, sameStatus } from './status.ts';

export const SUBJECT = { apiVersion: 'apps/v1', kind: 'Deployment' };

interface PassParts {
  readonly deployment: Deployment;
  readonly replicaSets: readonly ReplicaSet[];
  readonly deployments: ResourceClient<Deployment>;
  readonly replicaSetClient: ResourceClient<ReplicaSet>;
  readonly events: EventRecorder;
  readonly now: number;
}

/**
 * One pass over one Deployment: the objects as they are after what this pass has written, so that a
 * later step does not write over an earlier one.
 */
export class DeploymentPass implements Rollout {
  readonly now: number;
  readonly #parts: PassParts;
  readonly #replicaSets: Map<string, ReplicaSet>;
  #deployment: Deployment;

  constructor(parts: PassParts) {
    this.now = parts.now;
    this.#parts = parts;
    this.#deployment = parts.deployment;
    this.#replicaSets = new Map(
      parts.replicaSets.map((each) => [each.metadata.name ?? '', each] as const),
    );
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  get all(): readonly ReplicaSet[] {
    return [...this.#replicaSets.values()];
  }

  get newest(): ReplicaSet | undefined {
    return findNewReplicaSet(this.#deployment, this.all);
  }

  /** The ReplicaSets of other templates. */
  get old(): readonly ReplicaSet[] {
    const { newest } = this;
    return this.all.filter((each) => each !== newest);
  }

  /** Writes the status and, with it, the annotations; nothing if both are as they were. */
  async writeStatus(
    status: DeploymentStatus,
    annotations = this.#deployment.metadata.annotations,
  ): Promise<boolean> {
    const { metadata } = this.#deployment;
    if (sameStatus(status, this.#deployment.status) && annotations === metadata.annotations) {
      return false;
    }
    this.#deployment = await this.#parts.deployments.update(
      metadata.namespace,
      {
        ...this.#deployment,
        metadata: { ...metadata, ...(annotations === undefined ? {} : { annotations }) },
        status: normalized(status),
      },
      { subresource: 'status' },
    );
    return true;
  }

  async updateDeployment(next: Deployment): Promise<void> {
    this.#deployment = await this.#parts.deployments.update(next.metadata.namespace, next);
  }

  async createReplicaSet(replicaSet: ReplicaSet): Promise<ReplicaSet> {
    const { namespace } = this.#deployment.metadata;
    return this.keep(await this.#parts.replicaSetClient.create(namespace, replicaSet));
  }

  async updateReplicaSet(replicaSet: ReplicaSet): Promise<ReplicaSet> {
    const { namespace } = this.#deployment.metadata;
    return this.keep(await this.#parts.replicaSetClient.update(namespace, replicaSet));
  }

  async deleteReplicaSet({ metadata: { namespace, name = '' } }: ReplicaSet): Promise<void> {
    try {
      await this.#parts.replicaSetClient.delete(namespace, name);
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
  }

  /** Counts a ReplicaSet among those of the Deployment from now on. */
  keep(replicaSet: ReplicaSet): ReplicaSet {
    this.#replicaSets.set(replicaSet.metadata.name ?? '', replicaSet);
    return replicaSet;
  }

  /** Also keeps the annotations current by which a later scaling is shared out. */
  async scale(replicaSet: ReplicaSet, size: number): Promise<boolean> {
    const before = replicasOf(replicaSet);
    const { annotations = {} } = replicaSet.metadata;
    const counts = this.countAnnotations();
    const current = Object.entries(counts).every(([key, value]) => annotations[key] === value);
    if (before === size && current) return false;
    const { name } = await this.updateReplicaSet({
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations: { ...annotations, ...counts } },
      spec: { ...replicaSet.spec, replicas: size },
    }).then(({ metadata }) => metadata);
    if (before === size) return false;
    const direction = before < size ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${name} from ${before} to ${size}`;
    await this.tell('Normal', 'ScalingReplicaSet', message);
    return true;
  }

  /** As `scale`, but a ReplicaSet of the right size is left alone. */
  async resize(replicaSet: ReplicaSet, size: number): Promise<boolean> {
    return replicasOf(replicaSet) !== size && (await this.scale(replicaSet, size));
  }

  countAnnotations(): Record<string, string> {
    const desired = desiredReplicas(this.#deployment);
    return {
      [DESIRED_REPLICAS]: String(desired),
      [MAX_REPLICAS]: String(desired + maxSurge(this.#deployment)),
    };
  }

  tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    return this.#parts.events.record(SUBJECT, this.#deployment, { type, reason, message });
  }
}
