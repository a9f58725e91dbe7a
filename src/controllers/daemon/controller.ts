import { isDeepStrictEqual } from 'node:util';
import { isTerminating } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  ControllerRevision,
  DaemonSet,
  Node,
  Pod,
} from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { claim } from '../replicas/claim.ts';
import { followHeld } from '../replicas/follow.ts';
import type { PodControl } from '../replicas/pod-control.ts';
import { availableInMs, orphanPods, podsByController, podsOwnedBy } from '../replicas/pods.ts';
import { knownRevisions, revisionsByController } from '../revisions/claim-revisions.ts';
import type { ControllerContext, ControllerFactory, Outcome } from '../runtime.ts';
import { HASH_LABEL, SUBJECT, verdictFor } from './daemon-pods.ts';
import { FailedPodsBackoff } from './failed-pods-backoff.ts';
import { settleHistory, trimHistory } from './history.ts';
import { DaemonPass } from './pass.ts';
import { planPlacement } from './placement.ts';
import { planRollingUpdate } from './rolling-update.ts';
import { isStatusCurrent, statusOf } from './status.ts';

const NAME = 'daemonset-controller';

/** Keeps one pod of each DaemonSet on every node that is meant to have one. */
export const daemonSetController: ControllerFactory = (context) => {
  const daemonSets = context.informer<DaemonSet>('apps/v1', 'daemonsets');
  const nodes = context.informer<Node>('v1', 'nodes');
  const revisions = revisionsByController(context);
  const pods = podsByController(context);
  const client = context.client<DaemonSet>('apps/v1', 'daemonsets');
  const podClient = context.client<Pod>('v1', 'pods');
  const revisionClient = context.client<ControllerRevision>('apps/v1', 'controllerrevisions');
  const clients = { daemonSets: client, revisions: revisionClient, pods: podClient };
  const events = eventRecorder(context, NAME);
  const control = { kind: SUBJECT, pods: podClient, events };
  const backoff = new FailedPodsBackoff();
  follow(context, { daemonSets, nodes, revisions, pods });

  return {
    name: NAME,
    async reconcile(key) {
      const daemonSet = daemonSets.get(key);
      if (daemonSet === undefined) return {};
      const selector = labelSelectorFromObject(daemonSet.spec.selector);
      if (selector.isEmpty) {
        const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
        const event = { type: 'Warning', reason: 'SelectingAll', message } as const;
        await events.record(SUBJECT, daemonSet, event);
        return {};
      }
      if (isTerminating(daemonSet)) return {};
      const { namespace = '', uid = '' } = daemonSet.metadata;
      const claimant = { kind: SUBJECT, owner: daemonSet, owners: client, selector };
      const known = [...podsOwnedBy(pods, uid), ...orphanPods(pods, namespace)];
      const histories = await claim(claimant, knownRevisions(revisions, claimant), revisionClient);
      const held = await claim(claimant, known, podClient);
      const { current, old } = await settleHistory(daemonSet, histories, held, clients);
      const pass = new DaemonPass({
        daemonSet,
        nodes: nodes.list(),
        pods: held,
        hash: current.metadata.labels?.[HASH_LABEL] ?? '',
        now: context.clock.now(),
      });
      let failure: unknown;
      let outcome: Outcome = {};
      try {
        outcome = await updatePods(pass, control, backoff);
        await trimHistory(daemonSet, old, held, clients);
      } catch (error) {
        failure = error;
      }
      const status = statusOf(pass);
      if (!isStatusCurrent(status, daemonSet)) {
        await client.update(namespace, { ...daemonSet, status }, { subresource: 'status' });
      }
      if (failure !== undefined) throw failure;
      return sooner(outcome, nextAvailable(pass));
    },
  };
};

async function updatePods(
  pass: DaemonPass,
  control: PodControl,
  backoff: FailedPodsBackoff,
): Promise<Outcome> {
  const { daemonSet, now } = pass;
  const pauses: number[] = [];
  const { uid = '' } = daemonSet.metadata;
  const generation = daemonSet.status.observedGeneration ?? 0;
  const plan = await planPlacement(pass, {
    isLeftLying(nodeName) {
      const pause = backoff.pauseMs(`${uid}/${generation}/${nodeName}`, now);
      if (pause !== undefined) pauses.push(pause);
      return pause !== undefined;
    },
    tell: (type, reason, message) =>
      control.events.record(SUBJECT, daemonSet, { type, reason, message }),
  });
  const busy = await pass.act(plan, control);
  // What was just created or deleted has to show its effect before anything is replaced.
  if (!busy && daemonSet.spec.updateStrategy.type === 'RollingUpdate') {
    await pass.act(planRollingUpdate(pass), control);
  }
  return pauses.length === 0 ? {} : { againInMs: Math.min(...pauses) };
}

/** When the first of the pods that are ready will have been so for long enough. */
function nextAvailable({ daemonSet, podsOn, now }: DaemonPass): Outcome {
  const { minReadySeconds = 0 } = daemonSet.spec;
  if (minReadySeconds === 0) return {};
  const waits = [...podsOn.values()]
    .flat()
    .map((pod) => availableInMs(pod, minReadySeconds, now) ?? 0)
    .filter((wait) => wait > 0);
  return waits.length === 0 ? {} : { againInMs: Math.min(...waits) };
}

function sooner(a: Outcome, b: Outcome): Outcome {
  if (a.againInMs === undefined || b.againInMs === undefined) return { ...a, ...b };
  return { againInMs: Math.min(a.againInMs, b.againInMs) };
}

interface Followed {
  readonly daemonSets: Informer<DaemonSet>;
  readonly nodes: Informer<Node>;
  readonly revisions: Informer<ControllerRevision>;
  readonly pods: Informer<Pod>;
}

function follow(
  context: ControllerContext,
  { daemonSets, nodes, revisions, pods }: Followed,
): void {
  const following = {
    kind: SUBJECT.kind,
    owners: daemonSets,
    selectorOf: ({ spec }: DaemonSet) => labelSelectorFromObject(spec.selector),
  };
  daemonSets.onChange((daemonSet) => {
    if (daemonSet !== undefined) context.enqueue(keyOf(daemonSet));
  });
  pods.onChange((pod, previous) => followHeld(context, following, pod, previous));
  revisions.onChange((revision, previous) => followHeld(context, following, revision, previous));
  nodes.onChange((node, previous) => {
    // A node that is gone is noticed when something else happens, as upstream.
    if (node === undefined || isSameToDaemons(node, previous)) return;
    for (const daemonSet of daemonSets.list()) {
      const held = podsOwnedBy(pods, daemonSet.metadata.uid ?? '');
      if (concerns(daemonSet, node, held)) context.enqueue(keyOf(daemonSet));
    }
  });
}

function isSameToDaemons(node: Node, previous: Node | undefined): boolean {
  return (
    previous !== undefined &&
    isDeepStrictEqual(node.metadata.labels, previous.metadata.labels) &&
    isDeepStrictEqual(node.spec.taints, previous.spec.taints)
  );
}

/** Whether the change of a node asks for a pod to come or go. */
function concerns(daemonSet: DaemonSet, node: Node, held: readonly Pod[]): boolean {
  const { name = '' } = node.metadata;
  const { shouldRun, mayStay } = verdictFor(daemonSet, node);
  const onNode = held.some(({ spec }) => spec.nodeName === name);
  if (onNode) return !mayStay || daemonSet.status.numberMisscheduled > 0;
  return shouldRun;
}
