import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type { Deployment, Pod, ReplicaSet } from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { claim } from '../replicas/claim.ts';
import { podsByController, podsOwnedBy } from '../replicas/pods.ts';
import type { ControllerContext, ControllerFactory, Outcome } from '../runtime.ts';
import { desiredReplicas } from './arithmetic.ts';
import { condition, findCondition, hasProgressDeadline, withCondition } from './conditions.ts';
import { createNewReplicaSet, syncRevision } from './new-replica-set.ts';
import { DeploymentPass, SUBJECT } from './pass.ts';
import { rollBack, rollbackTarget } from './rollback.ts';
import { cleanUp, isScaled, rollForward, scaleAll, stopOld } from './rollout.ts';
import { deadlineInMs, isComplete, rolloutStatusOf, statusOf } from './status.ts';

const NAME = 'deployment-controller';

/** Rolls the pods of every Deployment from one template to the next, by way of ReplicaSets. */
export const deploymentController: ControllerFactory = (context) => {
  const deployments = context.informer<Deployment>('apps/v1', 'deployments');
  const replicaSets = context.informer<ReplicaSet>('apps/v1', 'replicasets');
  const pods = podsByController(context);
  const client = context.client<Deployment>('apps/v1', 'deployments');
  const replicaSetClient = context.client<ReplicaSet>('apps/v1', 'replicasets');
  const events = eventRecorder(context, NAME);
  deployments.onChange((deployment) => {
    if (deployment !== undefined) context.enqueue(keyOf(deployment));
  });
  replicaSets.onChange((replicaSet, previous) =>
    followReplicaSet(context, deployments, replicaSet, previous),
  );
  pods.onChange((pod, previous) => {
    if (pod === undefined && previous !== undefined) followGonePod(previous);
  });

  /** A Deployment that recreates its pods waits for the last old one to be gone. */
  function followGonePod(pod: Pod): void {
    const { namespace } = pod.metadata;
    const replicaSet = heldBy(replicaSets, pod, 'ReplicaSet', namespace);
    const deployment =
      replicaSet === undefined
        ? undefined
        : heldBy(deployments, replicaSet, 'Deployment', namespace);
    if (deployment?.spec.strategy.type === 'Recreate') context.enqueue(keyOf(deployment));
  }

  return {
    name: NAME,
    async reconcile(key) {
      const deployment = deployments.get(key);
      if (deployment === undefined) return {};
      const selector = labelSelectorFromObject(deployment.spec.selector);
      if (selector.isEmpty) {
        const message = 'This deployment is selecting all pods. A non-empty selector is required.';
        await events.record(SUBJECT, deployment, {
          type: 'Warning',
          reason: 'SelectingAll',
          message,
        });
        return {};
      }
      const { namespace } = deployment.metadata;
      const claimant = { kind: SUBJECT, owner: deployment, owners: client, selector };
      const held = await claim(claimant, replicaSets.list(namespace), replicaSetClient);
      const now = context.clock.now();
      const parts = { deployments: client, replicaSetClient, events, now };
      const pass = new DeploymentPass({ ...parts, deployment, replicaSets: held });
      if (!isTerminating(deployment)) await syncPaused(pass);
      await syncRevision(pass);
      if (isTerminating(deployment)) {
        await pass.writeStatus(statusOf(pass, now));
        return {};
      }
      const { paused = false } = deployment.spec;
      const target = paused ? undefined : rollbackTarget(pass);
      if (target !== undefined) {
        if (pass.newest === undefined) await createNewReplicaSet(pass, replicaSets);
        await rollBack(pass, target);
        return {};
      }
      if (!paused && !isScaled(pass)) return rollOut(pass, { pods, replicaSets });
      await scaleAll(pass);
      if (paused) await cleanUp(pass);
      await pass.writeStatus(statusOf(pass, now));
      return {};
    },
  };
};

interface Caches {
  readonly pods: Informer<Pod>;
  readonly replicaSets: Informer<ReplicaSet>;
}

/** One step from the old templates to the new one, and a status that says how it goes. */
async function rollOut(pass: DeploymentPass, caches: Caches): Promise<Outcome> {
  const isRecreate = pass.deployment.spec.strategy.type === 'Recreate';
  const busy = await (isRecreate ? recreate(pass, caches) : rollUpdate(pass, caches));
  if (!busy && isComplete(pass.deployment, pass.deployment.status)) await cleanUp(pass);
  const written = await pass.writeStatus(rolloutStatusOf(pass, pass.now));
  const againInMs = written ? undefined : deadlineInMs(pass.deployment, pass.now);
  return againInMs === undefined ? {} : { againInMs };
}

async function rollUpdate(pass: DeploymentPass, { replicaSets }: Caches): Promise<boolean> {
  if (pass.newest === undefined) await createNewReplicaSet(pass, replicaSets);
  return rollForward(pass);
}

/** The new pods come when the last old one is gone. */
async function recreate(pass: DeploymentPass, { pods, replicaSets }: Caches): Promise<boolean> {
  if (await stopOld(pass)) return true;
  if (hasOldPods(pass, pods)) return true;
  if (pass.newest === undefined) await createNewReplicaSet(pass, replicaSets);
  const { newest, deployment } = pass;
  if (newest !== undefined) await pass.resize(newest, desiredReplicas(deployment));
  return false;
}

/** A paused Deployment makes no progress, and is not blamed for that once it is resumed. */
async function syncPaused(pass: DeploymentPass): Promise<void> {
  const { deployment, now } = pass;
  if (!hasProgressDeadline(deployment)) return;
  const { paused = false } = deployment.spec;
  const { conditions = [] } = deployment.status;
  const reason = findCondition(conditions, 'Progressing')?.reason;
  if (reason === 'ProgressDeadlineExceeded' || (reason === 'DeploymentPaused') === paused) return;
  const news = paused
    ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  const next = withCondition(conditions, condition('Progressing', 'Unknown', { ...news, now }));
  await pass.writeStatus({ ...deployment.status, conditions: [...next] });
}

function hasOldPods(pass: DeploymentPass, pods: Informer<Pod>): boolean {
  return pass.old.some(({ metadata, status }) => {
    const left = podsOwnedBy(pods, metadata.uid ?? '');
    return (status.replicas ?? 0) > 0 || left.some(isUnfinished);
  });
}

function isUnfinished({ status: { phase } }: Pod): boolean {
  return phase !== 'Failed' && phase !== 'Succeeded';
}

function heldBy<T extends KubeObject>(
  holders: Informer<T>,
  object: KubeObject,
  kind: string,
  namespace: string | undefined,
): T | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== kind) return undefined;
  const holder = holders.get(`${namespace}/${reference.name}`);
  return holder?.metadata.uid === reference.uid ? holder : undefined;
}

function followReplicaSet(
  context: ControllerContext,
  deployments: Informer<Deployment>,
  replicaSet: ReplicaSet | undefined,
  previous: ReplicaSet | undefined,
): void {
  const { namespace } = (replicaSet ?? previous)?.metadata ?? {};
  for (const each of [replicaSet, previous]) {
    if (each === undefined) continue;
    const deployment = heldBy(deployments, each, 'Deployment', namespace);
    if (deployment !== undefined) context.enqueue(keyOf(deployment));
  }
  if (replicaSet === undefined || isTerminating(replicaSet)) return;
  if (controllerOf(replicaSet) !== undefined) return;
  const { labels } = replicaSet.metadata;
  const same =
    previous !== undefined &&
    controllerOf(previous) === undefined &&
    isDeepStrictEqual(labels, previous.metadata.labels);
  if (same) return;
  for (const deployment of deployments.list(namespace)) {
    const selector = labelSelectorFromObject(deployment.spec.selector);
    if (!selector.isEmpty && selector.matches(labels)) context.enqueue(keyOf(deployment));
  }
}
