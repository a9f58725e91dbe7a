import type { Correlated } from './correlated.ts';

/** One place of an object on the way through its rules. */
export interface Visit {
  /** `spec.items[0]`; empty for the object itself. */
  readonly path: string;
  readonly value: unknown;
  /** What `oldSelf` is there; undefined or null: nothing. */
  readonly old: unknown;
  /** In an update, where it can be told what stood there. */
  readonly correlated: Correlated | undefined;
  /** The nearest place above of which it can be told. */
  readonly around: Correlated | undefined;
}

/** @param name of a member of the object at `visit` */
export function correlatedMember(
  { correlated, around }: Visit,
  name: string,
): Pick<Visit, 'correlated' | 'around'> {
  if (correlated === undefined) return { correlated, around };
  // Both sides are shown in the same version, so at the root these two never differ.
  if (around === undefined && (name === 'apiVersion' || name === 'kind')) {
    return { correlated: undefined, around: undefined };
  }
  return { correlated: correlated.key(name), around: correlated };
}

export function correlatedItem(
  { correlated, around }: Visit,
  index: number,
): Pick<Visit, 'correlated' | 'around'> {
  if (correlated === undefined) return { correlated, around };
  return { correlated: correlated.item(index), around: correlated };
}
