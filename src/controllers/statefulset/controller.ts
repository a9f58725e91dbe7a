import type { KubeObject } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  ControllerRevision,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { claim } from '../replicas/claim.ts';
import { followHeld, readSelector } from '../replicas/follow.ts';
import { availableInMs, orphanPods, podsByController, podsOwnedBy } from '../replicas/pods.ts';
import { knownRevisions, revisionsByController } from '../revisions/claim-revisions.ts';
import type { ControllerFactory, Outcome } from '../runtime.ts';
import { settleRevisions, trimHistory } from './history.ts';
import { isMemberOf, SUBJECT } from './identity.ts';
import { StatefulSetPass } from './pass.ts';
import { StatefulPods } from './stateful-pods.ts';
import { completed, isStatusCurrent } from './status.ts';

const NAME = 'statefulset-controller';

/** Keeps pods that have a number, a name and claims of their own, in their order. */
export const statefulSetController: ControllerFactory = (context) => {
  const sets = context.informer<StatefulSet>('apps/v1', 'statefulsets');
  const revisions = revisionsByController(context);
  const pods = podsByController(context);
  const client = context.client<StatefulSet>('apps/v1', 'statefulsets');
  const podClient = context.client<Pod>('v1', 'pods');
  const revisionClient = context.client<ControllerRevision>('apps/v1', 'controllerrevisions');
  const control = new StatefulPods({
    pods: podClient,
    claims: context.client<PersistentVolumeClaim>('v1', 'persistentvolumeclaims'),
    claimCache: context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims'),
    events: eventRecorder(context, NAME),
  });
  const following = {
    kind: SUBJECT.kind,
    owners: sets,
    selectorOf: ({ spec }: StatefulSet) => labelSelectorFromObject(spec.selector),
  };
  sets.onChange((set) => {
    if (set !== undefined) context.enqueue(keyOf(set));
  });
  pods.onChange((pod, previous) => followHeld(context, following, pod, previous));

  return {
    name: NAME,
    async reconcile(key) {
      const set = sets.get(key);
      if (set === undefined) return {};
      const { namespace = '', uid = '' } = set.metadata;
      const selector = readSelector(following, set);
      const claimant = { kind: SUBJECT, owner: set, owners: client, selector };
      const matching = knownRevisions(revisions, claimant).filter(({ metadata }) =>
        selector.matches(metadata.labels),
      );
      const history = await claim(claimant, matching, revisionClient);
      const known = [...podsOwnedBy(pods, uid), ...orphanPods(pods, namespace)];
      const admits = (pod: KubeObject): boolean => isMemberOf(set, pod);
      const held = await claim({ ...claimant, admits }, known, podClient);
      const settled = await settleRevisions(set, history, revisionClient);
      const now = context.clock.now();
      const pass = new StatefulSetPass({ set, revisions: settled, pods: held, control, now });
      const { status: next, failure } = await pass.run();
      const status = completed(set, next);
      if (!isStatusCurrent(status, set)) {
        await client.update(namespace, { ...set, status }, { subresource: 'status' });
      }
      await trimHistory(set, history, held, settled, revisionClient);
      if (failure !== undefined) throw failure;
      return nextAvailable(set, held, now);
    },
  };
};

/** When the first of the pods that are ready will have been so for long enough. */
function nextAvailable({ spec }: StatefulSet, pods: readonly Pod[], now: number): Outcome {
  const { minReadySeconds = 0 } = spec;
  if (minReadySeconds === 0) return {};
  const waits = pods
    .map((pod) => availableInMs(pod, minReadySeconds, now) ?? 0)
    .filter((wait) => wait > 0);
  return waits.length === 0 ? {} : { againInMs: Math.min(...waits) };
}
