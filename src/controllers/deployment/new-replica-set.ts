import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../apimachinery/errors.ts';
import { controllerOf } from '../../apimachinery/meta.ts';
import type {
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { isNamespaceTerminating } from '../endpoints/failures.ts';
import { controllerReference, replicasOf } from '../replicas/owner.ts';
import { newReplicaSetSize } from './arithmetic.ts';
import { condition, findCondition, hasProgressDeadline, withCondition } from './conditions.ts';
import type { DeploymentPass } from './pass.ts';
import { SUBJECT } from './pass.ts';
import { annotationsFor, maxRevision, REVISION, sameTemplate } from './revisions.ts';
import { HASH_LABEL, templateHash } from './template-hash.ts';

const NAME_LENGTH_MAX = 253;

/** Gives the ReplicaSet of the Deployment's template the newest revision, and the Deployment too. */
export async function syncRevision(pass: DeploymentPass): Promise<void> {
  const { deployment, newest } = pass;
  if (newest === undefined) return;
  const { annotations = {} } = newest.metadata;
  const next = annotationsFor(deployment, annotations, maxRevision(pass.old) + 1);
  const { minReadySeconds } = deployment.spec;
  const sameWait = (newest.spec.minReadySeconds ?? 0) === (minReadySeconds ?? 0);
  if (!isDeepStrictEqual(next, annotations) || !sameWait) {
    await pass.updateReplicaSet({
      ...newest,
      metadata: { ...newest.metadata, annotations: next },
      spec: { ...newest.spec, minReadySeconds: minReadySeconds ?? 0 },
    });
  }
  const found =
    findCondition(deployment.status.conditions, 'Progressing') === undefined
      ? { reason: 'FoundNewReplicaSet', message: `Found new replica set "${newest.metadata.name}"` }
      : undefined;
  await writeRevision(pass, next[REVISION] ?? '', found);
}

/** Makes the ReplicaSet of the Deployment's template. */
export async function createNewReplicaSet(
  pass: DeploymentPass,
  cache: Informer<ReplicaSet>,
): Promise<void> {
  const revision = maxRevision(pass.old) + 1;
  const wanted = newReplicaSetOf(pass, revision);
  const { name = '' } = wanted.metadata;
  try {
    await pass.createReplicaSet(wanted);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') {
      await resolveCollision(pass, cache.get(keyOf(wanted)), error);
      await writeRevision(pass, String(revision), undefined);
      return;
    }
    if (!isNamespaceTerminating(error)) await tellFailure(pass, name, error);
    throw error;
  }
  const size = replicasOf(wanted);
  if (size > 0) {
    const message = `Scaled up replica set ${name} from 0 to ${size}`;
    await pass.tell('Normal', 'ScalingReplicaSet', message);
  }
  const created = {
    reason: 'NewReplicaSetCreated',
    message: `Created new replica set "${name}"`,
  };
  await writeRevision(pass, String(revision), created);
}

function newReplicaSetOf(pass: DeploymentPass, revision: number): ReplicaSet {
  const { deployment } = pass;
  const { template, selector = {}, minReadySeconds } = deployment.spec;
  const { name = '', namespace } = deployment.metadata;
  const hash = templateHash(template, deployment.status.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const annotations = annotationsFor(deployment, {}, revision);
  const replicaSet = {
    metadata: {
      name: `${name.slice(0, NAME_LENGTH_MAX - 1 - hash.length)}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: { ...annotations, ...pass.countAnnotations() },
      ownerReferences: [controllerReference(SUBJECT, deployment)],
    },
    spec: {
      replicas: newReplicaSetSize(deployment, pass.old, 0),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  // The server gives it a status.
  return replicaSet as unknown as ReplicaSet;
}

/** A foreign ReplicaSet has the name: the next pass tries another one. */
async function resolveCollision(
  pass: DeploymentPass,
  existing: ReplicaSet | undefined,
  error: ApiError,
): Promise<void> {
  if (existing === undefined) throw error;
  const { deployment } = pass;
  const own = controllerOf(existing)?.uid === deployment.metadata.uid;
  if (own && sameTemplate(existing.spec.template, deployment.spec.template)) {
    pass.keep(existing);
    return;
  }
  const { status } = deployment;
  await pass.writeStatus({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
  throw error;
}

async function tellFailure(pass: DeploymentPass, name: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const message = `Failed to create new replica set "${name}": ${text}`;
  const reason = 'ReplicaSetCreateError';
  if (hasProgressDeadline(pass.deployment)) {
    const failed = condition('Progressing', 'False', { reason, message, now: pass.now });
    await pass.writeStatus(statusWith(pass, failed));
  }
  await pass.tell('Warning', reason, message);
}

async function writeRevision(
  pass: DeploymentPass,
  revision: string,
  news: { readonly reason: string; readonly message: string } | undefined,
): Promise<void> {
  const { deployment, now } = pass;
  const { annotations } = deployment.metadata;
  const status =
    news !== undefined && hasProgressDeadline(deployment)
      ? statusWith(pass, condition('Progressing', 'True', { ...news, now }))
      : deployment.status;
  const next =
    annotations?.[REVISION] === revision ? annotations : { ...annotations, [REVISION]: revision };
  await pass.writeStatus(status, next);
}

function statusWith({ deployment }: DeploymentPass, next: DeploymentCondition): DeploymentStatus {
  const { conditions = [] } = deployment.status;
  return { ...deployment.status, conditions: [...withCondition(conditions, next)] };
}
