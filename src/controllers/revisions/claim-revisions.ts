import type { KubeObject } from '../../apimachinery/meta.ts';
import { controllerOf } from '../../apimachinery/meta.ts';
import type { ControllerRevision } from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import type { Claimant } from '../replicas/claim.ts';
import type { ControllerContext } from '../runtime.ts';

const BY_CONTROLLER = 'controller';

/** The informer of ControllerRevisions with an index by the uid of their controller. */
export function revisionsByController(context: ControllerContext): Informer<ControllerRevision> {
  const revisions = context.informer<ControllerRevision>('apps/v1', 'controllerrevisions');
  revisions.index(BY_CONTROLLER, (revision) => [
    controllerOf(revision)?.uid ?? orphansOf(revision.metadata.namespace ?? ''),
  ]);
  return revisions;
}

/** The revisions that the owner holds, and those that nobody does. */
export function knownRevisions<T extends KubeObject>(
  revisions: Informer<ControllerRevision>,
  { owner }: Pick<Claimant<T>, 'owner'>,
): readonly ControllerRevision[] {
  const { uid = '', namespace = '' } = owner.metadata;
  return [
    ...revisions.byIndex(BY_CONTROLLER, uid),
    ...revisions.byIndex(BY_CONTROLLER, orphansOf(namespace)),
  ];
}

function orphansOf(namespace: string): string {
  return `${namespace}/`;
}

export function oldestRevisionFirst(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const { creationTimestamp: timeA = '', name: nameA = '' } = a.metadata;
  const { creationTimestamp: timeB = '', name: nameB = '' } = b.metadata;
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return nameA < nameB ? -1 : Number(nameA > nameB);
}

export function highestRevision(revisions: readonly ControllerRevision[]): number {
  return revisions.reduce((highest, { revision }) => Math.max(highest, revision), 0);
}
