import { ApiError, conflict } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { Pod, PodResourceClaim } from '../../apimachinery/types.generated.ts';
import { controllerReference } from '../replicas/owner.ts';
import { claimNameOf, isDone, isOwnedBy, mayBeReserved } from './pod-claims.ts';
import type { ClaimWorld } from './world.ts';
import { BY_POD } from './world.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const ANNOTATION = 'resource.kubernetes.io/pod-claim-name';
const FIELD_MANAGER = 'ResourceClaimController';
/** A hyphen and five random characters are still to come. */
const BASE_LENGTH_MAX = 57;

/** Makes the claims of a pod that are missing, and tells the pod their names. */
export async function syncPod(world: ClaimWorld, key: string): Promise<void> {
  const pod = world.pods.get(key);
  if (pod === undefined || isTerminating(pod)) return;
  const made = new Map<string, string>();
  for (const podClaim of pod.spec.resourceClaims ?? []) {
    const { name, obstacle } = await provide(world, pod, podClaim);
    if (obstacle !== undefined) {
      const message = `PodResourceClaim ${podClaim.name}: ${obstacle}`;
      const reason = 'FailedResourceClaimCreation';
      await world.events.record(POD, pod, { type: 'Warning', reason, message });
      // Tried again, with growing pauses.
      throw conflict({ group: '', resource: 'pods' }, pod.metadata.name ?? '', message);
    }
    if (name !== undefined) made.set(podClaim.name, name);
  }
  if (made.size > 0) await tell(world, pod, made);
  // Without a node, whoever schedules the pod reserves what it needs.
  if (pod.spec.nodeName) await reserveAll(world, pod);
}

interface Provided {
  /** Of a claim that the pod has still to learn of; undefined: there is nothing to do. */
  readonly name?: string;
  /** Why there is none. */
  readonly obstacle?: string;
}

const NOTHING: Provided = {};

async function provide(world: ClaimWorld, pod: Pod, podClaim: PodResourceClaim): Promise<Provided> {
  const found = claimNameOf(pod, podClaim);
  if (found.state === 'not needed') return NOTHING;
  if (found.state === 'named') {
    const claim = world.claims.get(`${pod.metadata.namespace ?? ''}/${found.name}`);
    if (claim !== undefined && (!found.isOwn || isOwnedBy(claim, pod))) return NOTHING;
    // It was removed because nobody needs it any more.
    if (isDone(pod)) return NOTHING;
  }
  const template = podClaim.resourceClaimTemplateName;
  if (template === undefined) return NOTHING;
  const present = world.claims
    .byIndex(BY_POD, pod.metadata.uid ?? '')
    .find(({ metadata }) => metadata.annotations?.[ANNOTATION] === podClaim.name);
  const { uid = '' } = pod.metadata;
  const known = present?.metadata.name ?? world.made.find(uid, podClaim.name);
  if (known !== undefined) return { name: known };
  const made = await make(world, pod, podClaim.name, template);
  if (made.name !== undefined) world.made.add(uid, podClaim.name, made.name);
  return made;
}

async function make(
  { templates, claimClient }: ClaimWorld,
  pod: Pod,
  name: string,
  templateName: string,
): Promise<Provided> {
  const { namespace = '' } = pod.metadata;
  const template = templates.get(`${namespace}/${templateName}`);
  if (template === undefined) {
    const why = `resourceclaimtemplate.resource.k8s.io "${templateName}" not found`;
    return { obstacle: `resource claim template "${templateName}": ${why}` };
  }
  const { metadata: wanted, spec } = template.spec;
  const { annotations, labels } = wanted;
  const metadata = {
    generateName: baseName(pod.metadata.name ?? '', name),
    ownerReferences: [controllerReference(POD, pod)],
    annotations: { ...annotations, [ANNOTATION]: name },
    ...(labels === undefined ? {} : { labels }),
  };
  try {
    const claim = await claimClient.create(namespace, { metadata, spec, status: {} });
    return { name: claim.metadata.name ?? '' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { obstacle: `create ResourceClaim : ${error.message}` };
  }
}

/** Both names, each shortened in proportion when they are too long together. */
function baseName(pod: string, claim: string): string {
  const whole = `${pod}-${claim}-`;
  if (whole.length <= BASE_LENGTH_MAX) return whole;
  const shortened = (name: string): string =>
    name.slice(0, Math.trunc((name.length * BASE_LENGTH_MAX) / whole.length));
  return `${shortened(pod)}-${shortened(claim)}`;
}

async function tell(world: ClaimWorld, pod: Pod, made: Map<string, string>): Promise<void> {
  const { namespace, name = '' } = pod.metadata;
  const resourceClaimStatuses = Array.from(made, ([podClaim, resourceClaimName]) => ({
    name: podClaim,
    resourceClaimName,
  }));
  const body = { ...POD, metadata: { name, namespace }, status: { resourceClaimStatuses } };
  await world.podClient.patch(
    namespace,
    name,
    { type: 'apply', body, force: true },
    { subresource: 'status', fieldManager: FIELD_MANAGER },
  );
}

/** Of what was allocated before the pod was bound. */
async function reserveAll({ claims, claimClient }: ClaimWorld, pod: Pod): Promise<void> {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  for (const podClaim of pod.spec.resourceClaims ?? []) {
    const found = claimNameOf(pod, podClaim);
    if (found.state !== 'named') continue;
    const claim = claims.get(`${namespace}/${found.name}`);
    if (claim === undefined || (found.isOwn && !isOwnedBy(claim, pod))) return;
    if (!mayBeReserved(claim, pod)) continue;
    const reservedFor = [...(claim.status.reservedFor ?? []), { resource: 'pods', name, uid }];
    const next = { ...claim, status: { ...claim.status, reservedFor } };
    await claimClient.update(namespace, next, { subresource: 'status' });
  }
}
