import { isDeepStrictEqual } from 'node:util';
import type {
  Deployment,
  PodTemplateSpec,
  ReplicaSet,
} from '../../apimachinery/types.generated.ts';
import { DESIRED_REPLICAS, MAX_REPLICAS, oldestFirst } from './arithmetic.ts';
import { HASH_LABEL } from './template-hash.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
/** Where old clients say what to go back to. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
const HISTORY_LENGTH_MAX = 2000;

/** What a Deployment and its ReplicaSets each have for themselves. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
]);

/** Deployments and ReplicaSets do not share it. */
export function isOwnAnnotation(key: string): boolean {
  return NOT_COPIED.has(key);
}

/** Zero: it has none; undefined: what it has is no number. */
export function revisionOf({ metadata }: ReplicaSet): number | undefined {
  const text = metadata.annotations?.[REVISION];
  if (text === undefined) return 0;
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function maxRevision(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((max, each) => Math.max(max, revisionOf(each) ?? 0), 0);
}

export function oldestRevisionFirst(a: ReplicaSet, b: ReplicaSet): number {
  const revisionA = revisionOf(a);
  const revisionB = revisionOf(b);
  const known = revisionA !== undefined && revisionB !== undefined;
  return known && revisionA !== revisionB ? revisionA - revisionB : oldestFirst(a, b);
}

/** The annotations that the ReplicaSet of the Deployment's template is to have. */
export function annotationsFor(
  deployment: Deployment,
  annotations: Readonly<Record<string, string>>,
  revision: number,
): Record<string, string> {
  const next = { ...annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(key)) next[key] = value;
  }
  const old = annotations[REVISION];
  if (old !== undefined && old !== '' && !/^[+-]?\d{1,15}$/.test(old)) return next;
  if (Number(old ?? '') >= revision) return next;
  next[REVISION] = String(revision);
  if (old !== undefined) next[REVISION_HISTORY] = appended(annotations[REVISION_HISTORY], old);
  return next;
}

/** The oldest revisions make room for the latest. */
function appended(history: string | undefined, revision: string): string {
  if (history === undefined || history === '') return revision;
  const revisions = [...history.split(','), revision];
  let length = history.length + revision.length + 1;
  let start = 0;
  while (length > HISTORY_LENGTH_MAX && start < revisions.length - 1) {
    length -= (revisions[start]?.length ?? 0) + 1;
    start++;
  }
  return length > HISTORY_LENGTH_MAX ? history : revisions.slice(start).join(',');
}

/** The oldest ReplicaSet that makes such pods as the Deployment asks for. */
export function findNewReplicaSet(
  { spec }: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return replicaSets
    .toSorted(oldestFirst)
    .find((each) => sameTemplate(each.spec.template, spec.template));
}

export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return isDeepStrictEqual(withoutHash(a), withoutHash(b));
}

export function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { labels = {}, ...metadata } = template.metadata ?? {};
  const { [HASH_LABEL]: _, ...rest } = labels;
  return { ...template, metadata: { ...metadata, labels: rest } };
}
