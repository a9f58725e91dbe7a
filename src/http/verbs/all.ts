import { methodNotAllowed } from '../../apimachinery/errors.ts';
import type { Resource } from '../../catalog/catalog.ts';
import { deleteCollectionVerb, deleteVerb } from './delete.ts';
import { getVerb, listVerb } from './read.ts';
import type { Verb, Verbs } from './verbs.ts';
import type { WatchParts } from './watch.ts';
import { watchVerb } from './watch.ts';
import { createVerb, patchVerb, updateVerb } from './write.ts';

/** Finds the handler of a subresource that is no plain read or write of its object. */
export type SubresourceVerbs = (resource: Resource, subresource: string) => Verb | undefined;

export function allVerbs(parts: WatchParts, subresources: SubresourceVerbs): Verbs {
  const { pipeline, answers } = parts;
  const verbs: Readonly<Record<string, Verb>> = {
    get: getVerb(pipeline, answers),
    list: listVerb(pipeline, answers),
    watch: watchVerb(parts),
    create: createVerb(pipeline, answers),
    update: updateVerb(pipeline, answers),
    patch: patchVerb(pipeline, answers),
    delete: deleteVerb(pipeline, answers),
    deletecollection: deleteCollectionVerb(pipeline, answers),
  };
  return {
    of(name) {
      const verb = verbs[name];
      if (verb === undefined) throw methodNotAllowed();
      return verb;
    },
    subresource: subresources,
  };
}
