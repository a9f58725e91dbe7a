import type {
  Pod,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimTemplate,
} from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerFactory } from '../runtime.ts';
import { syncClaim } from './claim-pass.ts';
import { MadeClaims } from './made-claims.ts';
import { claimKeysOf, claimNameOf, isDone, needsWork } from './pod-claims.ts';
import { syncPod } from './pod-pass.ts';
import type { ClaimWorld } from './world.ts';
import { BY_POD, BY_USED_CLAIM, RESOURCES } from './world.ts';

const POD_KEY = 'pod:';
const CLAIM_KEY = 'claim:';

/** Makes the claims that pods want from templates, reserves claims for pods and frees them again. */
export const resourceClaimController: ControllerFactory = (context) => {
  const world: ClaimWorld = {
    pods: context.informer<Pod>('v1', 'pods'),
    claims: context.informer<ResourceClaim>(RESOURCES, 'resourceclaims'),
    templates: context.informer<ResourceClaimTemplate>(RESOURCES, 'resourceclaimtemplates'),
    podClient: context.client<Pod>('v1', 'pods'),
    claimClient: context.client<ResourceClaim>(RESOURCES, 'resourceclaims'),
    events: eventRecorder(context, 'resource_claim'),
    made: new MadeClaims(context.clock),
  };
  const { pods, claims } = world;
  pods.index(BY_USED_CLAIM, claimKeysOf);
  claims.index(BY_POD, ({ metadata }) =>
    (metadata.ownerReferences ?? [])
      .filter(({ apiVersion, kind, controller }) => {
        return apiVersion === 'v1' && kind === 'Pod' && controller === true;
      })
      .map(({ uid }) => uid),
  );
  const claimOf = (key: string): ResourceClaim | undefined => claims.get(key);

  const lookAtPod = (pod: Pod, isGone: boolean): void => {
    const wanted = pod.spec.resourceClaims ?? [];
    if (wanted.length === 0) return;
    if (isGone || isDone(pod)) {
      for (const claim of wanted) {
        const found = claimNameOf(pod, claim);
        if (found.state !== 'named') continue;
        context.enqueue(`${CLAIM_KEY}${pod.metadata.namespace ?? ''}/${found.name}`);
      }
    }
    if (needsWork(pod, claimOf)) context.enqueue(POD_KEY + keyOf(pod));
  };
  pods.onChange((pod, previous) => {
    const either = pod ?? previous;
    if (either !== undefined) lookAtPod(either, pod === undefined);
  });
  claims.onChange((claim, previous) => {
    const either = claim ?? previous;
    if (either === undefined) return;
    const key = keyOf(either);
    if (claim !== undefined) context.enqueue(CLAIM_KEY + key);
    for (const pod of pods.byIndex(BY_USED_CLAIM, key)) lookAtPod(pod, false);
  });

  return {
    name: 'resource-claim-controller',
    async reconcile(key) {
      if (key.startsWith(POD_KEY)) await syncPod(world, key.slice(POD_KEY.length));
      else await syncClaim(world, key.slice(CLAIM_KEY.length));
      return {};
    },
  };
};
