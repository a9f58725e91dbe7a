import { ApiError } from '../../apimachinery/errors.ts';
import type {
  ControllerRevision,
  Pod,
  PodTemplateSpec,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { fnv32, safeEncode } from '../deployment/template-hash.ts';
import { controllerReference } from '../replicas/owner.ts';
import { oldestRevisionFirst } from '../revisions/claim-revisions.ts';
import { dataOf, templateData } from '../revisions/template-data.ts';
import { revisionOf, SUBJECT } from './identity.ts';

const HASH_LABEL = 'controller.kubernetes.io/hash';
const PREFIX_LENGTH_MAX = 223;

export interface SetRevisions {
  /** What pods below the partition have. */
  readonly current: ControllerRevision;
  /** That of the set's template. */
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** Finds, renumbers or makes the revision of the set's template. */
export async function settleRevisions(
  set: StatefulSet,
  held: readonly ControllerRevision[],
  client: ResourceClient<ControllerRevision>,
): Promise<SetRevisions> {
  const { status } = set;
  const ordered = held.toSorted(oldestRevisionFirst);
  const data = templateData(set.spec.template);
  const newest = ordered.at(-1);
  const equal = ordered.findLast((each) => dataOf(each) === data);
  const revision = (newest?.revision ?? 0) + 1;
  let collisionCount = status.collisionCount ?? 0;
  let update: ControllerRevision;
  if (equal === undefined) {
    const made = await create(set, { data, revision, collisionCount }, client);
    update = made.created;
    collisionCount = made.collisionCount;
  } else if (equal === newest) {
    update = equal;
  } else {
    update = await client.update(equal.metadata.namespace, { ...equal, revision });
  }
  const current = ordered.find(({ metadata }) => metadata.name === status.currentRevision);
  return { current: current ?? update, update, collisionCount };
}

async function create(
  set: StatefulSet,
  wanted: { readonly data: string; readonly revision: number; readonly collisionCount: number },
  client: ResourceClient<ControllerRevision>,
): Promise<{ created: ControllerRevision; collisionCount: number }> {
  const { namespace, name: setName = '', annotations } = set.metadata;
  const { data, revision } = wanted;
  const labels = {
    ...set.spec.template.metadata.labels,
    [HASH_LABEL]: hashOf(data, wanted.collisionCount),
  };
  for (let { collisionCount } = wanted; ; collisionCount++) {
    const name = `${setName.slice(0, PREFIX_LENGTH_MAX)}-${hashOf(data, collisionCount)}`;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one name after the other is tried
      const created = await client.create(namespace, {
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          labels,
          ...(annotations === undefined ? {} : { annotations }),
          ownerReferences: [controllerReference(SUBJECT, set)],
        },
        data: JSON.parse(data) as unknown,
        revision,
      });
      return { created, collisionCount };
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const existing = await client.get(namespace, name);
      if (dataOf(existing) === data) return { created: existing, collisionCount };
    }
  }
}

function hashOf(data: string, collisionCount: number): string {
  return safeEncode(String(fnv32(Buffer.from(`${data}${collisionCount}`))));
}

/** The template that a revision keeps; what is none counts as the set's own. */
export function templateOf({ data }: ControllerRevision, { spec }: StatefulSet): PodTemplateSpec {
  const kept = (data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined)
    ?.spec?.template;
  if (kept === undefined || kept === null || typeof kept.spec !== 'object') return spec.template;
  const { $patch: _, ...template } = kept;
  return { ...template, metadata: template.metadata ?? {} };
}

/** Deletes the oldest revisions beyond the limit, except those in use. */
export async function trimHistory(
  { spec }: StatefulSet,
  held: readonly ControllerRevision[],
  pods: readonly Pod[],
  { current, update }: SetRevisions,
  client: ResourceClient<ControllerRevision>,
): Promise<void> {
  const limit = spec.revisionHistoryLimit ?? 0;
  if (limit < 0) return;
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
  const history = held
    .toSorted(oldestRevisionFirst)
    .filter(({ metadata }) => !live.has(metadata.name));
  for (const { metadata } of history.slice(0, Math.max(0, history.length - limit))) {
    await client.delete(metadata.namespace, metadata.name ?? '');
  }
}
