import { ApiError } from '../../apimachinery/errors.ts';
import type { ControllerRevision, DaemonSet, Pod } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { templateHash } from '../deployment/template-hash.ts';
import { controllerReference } from '../replicas/owner.ts';
import { highestRevision, oldestRevisionFirst } from '../revisions/claim-revisions.ts';
import { dataOf, templateData } from '../revisions/template-data.ts';
import { HASH_LABEL, SUBJECT } from './daemon-pods.ts';

export interface HistoryClients {
  readonly daemonSets: ResourceClient<DaemonSet>;
  readonly revisions: ResourceClient<ControllerRevision>;
  readonly pods: ResourceClient<Pod>;
}

export interface History {
  /** The revision of the current template. */
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/** Finds or makes the revision of the current template; it has the highest number. */
export async function settleHistory(
  daemonSet: DaemonSet,
  held: readonly ControllerRevision[],
  pods: readonly Pod[],
  clients: HistoryClients,
): Promise<History> {
  const data = templateData(daemonSet.spec.template);
  const matching: ControllerRevision[] = [];
  const old: ControllerRevision[] = [];
  for (const each of held) {
    const revision = await labelled(each, clients);
    (dataOf(revision) === data ? matching : old).push(revision);
  }
  const number = highestRevision(old) + 1;
  if (matching.length === 0) {
    return { current: await snapshot(daemonSet, number, data, clients), old };
  }
  const current = await withoutDuplicates(matching, pods, clients);
  if (current.revision < number) {
    const { namespace } = current.metadata;
    await clients.revisions.update(namespace, { ...current, revision: number });
  }
  return { current, old };
}

/** A revision of foreign origin is told apart by its name. */
async function labelled(
  revision: ControllerRevision,
  { revisions }: HistoryClients,
): Promise<ControllerRevision> {
  const { namespace, name = '', labels } = revision.metadata;
  if (labels?.[HASH_LABEL] !== undefined) return revision;
  const metadata = { ...revision.metadata, labels: { ...labels, [HASH_LABEL]: name } };
  return revisions.update(namespace, { ...revision, metadata });
}

async function snapshot(
  daemonSet: DaemonSet,
  revision: number,
  data: string,
  clients: HistoryClients,
): Promise<ControllerRevision> {
  const { spec, status } = daemonSet;
  const { namespace, name = '', annotations } = daemonSet.metadata;
  const hash = templateHash(spec.template, status.collisionCount);
  const snapshotName = `${name}-${hash}`;
  try {
    return await clients.revisions.create(namespace, {
      metadata: {
        name: snapshotName,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...spec.template.metadata?.labels, [HASH_LABEL]: hash },
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference(SUBJECT, daemonSet)],
      },
      data: JSON.parse(data) as unknown,
      revision,
    });
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    const existing = await clients.revisions.get(namespace, snapshotName);
    if (dataOf(existing) === data) return existing;
    // Another template has this name: the next pass tries another one.
    const fresh = await clients.daemonSets.get(namespace, name);
    if (fresh.status.collisionCount === status.collisionCount) {
      const collisionCount = (status.collisionCount ?? 0) + 1;
      const next = { ...fresh, status: { ...fresh.status, collisionCount } };
      await clients.daemonSets.update(namespace, next, { subresource: 'status' });
    }
    throw error;
  }
}

/** Of several revisions of the current template the last one stays, and the pods become its own. */
async function withoutDuplicates(
  matching: readonly ControllerRevision[],
  pods: readonly Pod[],
  clients: HistoryClients,
): Promise<ControllerRevision> {
  const highest = highestRevision(matching);
  const kept = matching.findLast(({ revision }) => revision === highest);
  if (kept === undefined) throw new Error('no revision to keep');
  if (matching.length === 1) return kept;
  const hash = kept.metadata.labels?.[HASH_LABEL];
  for (const { metadata } of pods) {
    if (metadata.labels?.[HASH_LABEL] === hash) continue;
    const body = { metadata: { labels: { [HASH_LABEL]: hash } } };
    await clients.pods.patch(metadata.namespace, metadata.name ?? '', { type: 'merge', body });
  }
  for (const { metadata } of matching) {
    if (metadata.name === kept.metadata.name) continue;
    await clients.revisions.delete(metadata.namespace, metadata.name ?? '');
  }
  return kept;
}

/** Deletes the oldest revisions beyond the limit, except those that pods still have. */
export async function trimHistory(
  { spec }: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
  { revisions }: HistoryClients,
): Promise<void> {
  let surplus = old.length - (spec.revisionHistoryLimit ?? 0);
  if (surplus <= 0) return;
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[HASH_LABEL] ?? ''));
  for (const { metadata } of old.toSorted(oldestRevisionFirst)) {
    if (surplus <= 0) return;
    const hash = metadata.labels?.[HASH_LABEL] ?? '';
    if (live.has(hash) && hash !== '') continue;
    await revisions.delete(metadata.namespace, metadata.name ?? '');
    surplus--;
  }
}
