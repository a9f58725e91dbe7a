import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import { LabelSelectorError, NOTHING } from '../../apimachinery/selectors/labels.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerContext } from '../runtime.ts';

export interface Following<T extends KubeObject> {
  readonly kind: string;
  readonly owners: Informer<T>;
  readonly selectorOf: (owner: T) => LabelSelector;
}

/**
 * Asks for a pass of the owner that holds the changed object or held it before, and of those that
 * could adopt it.
 */
export function followHeld<T extends KubeObject, C extends KubeObject>(
  context: Pick<ControllerContext, 'enqueue'>,
  following: Following<T>,
  object: C | undefined,
  previous: C | undefined,
): void {
  const { owners } = following;
  const { namespace } = (object ?? previous)?.metadata ?? {};
  for (const each of [object, previous]) {
    const owner = each === undefined ? undefined : holderOf(following, each);
    if (owner !== undefined) context.enqueue(keyOf(owner));
  }
  if (object === undefined || isTerminating(object)) return;
  if (controllerOf(object) !== undefined) return;
  const same =
    previous !== undefined &&
    controllerOf(previous) === undefined &&
    isDeepStrictEqual(object.metadata.labels, previous.metadata.labels);
  if (same) return;
  for (const owner of owners.list(namespace)) {
    const selector = readSelector(following, owner);
    if (!selector.isEmpty && selector.matches(object.metadata.labels)) {
      context.enqueue(keyOf(owner));
    }
  }
}

/** The owner that controls the object, if it is the one that is there under this name. */
export function holderOf<T extends KubeObject>(
  { kind, owners }: Pick<Following<T>, 'kind' | 'owners'>,
  object: KubeObject,
): T | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== kind) return undefined;
  const owner = owners.get(`${object.metadata.namespace}/${reference.name}`);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** A selector that says nothing sensible selects nothing. */
export function readSelector<T>(
  { selectorOf }: { readonly selectorOf: (owner: T) => LabelSelector },
  owner: T,
): LabelSelector {
  try {
    return selectorOf(owner);
  } catch (error) {
    if (error instanceof LabelSelectorError) return NOTHING;
    throw error;
  }
}
