import type {
  Pod,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimTemplate,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import type { EventRecorder } from '../event-recorder.ts';
import type { MadeClaims } from './made-claims.ts';

export const RESOURCES = 'resource.k8s.io/v1';
/** Pods by the keys of the claims that they use. */
export const BY_USED_CLAIM = 'resource claim';
/** Claims by the uid of the pod that they were made for. */
export const BY_POD = 'owning pod';

/** What the passes over pods and over claims see and write. */
export interface ClaimWorld {
  readonly pods: Informer<Pod>;
  readonly claims: Informer<ResourceClaim>;
  readonly templates: Informer<ResourceClaimTemplate>;
  readonly podClient: ResourceClient<Pod>;
  readonly claimClient: ResourceClient<ResourceClaim>;
  readonly events: EventRecorder;
  readonly made: MadeClaims;
}
