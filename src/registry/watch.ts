import type { ApiError } from '../apimachinery/errors.ts';
import { expired } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Store, StoreEvent } from '../store/store.ts';
import { CompactedError, SlowWatcherError } from '../store/store.ts';
import { Item } from './item.ts';
import { keyPrefix } from './keys.ts';
import type { Kind } from './kind.ts';
import type { Selection } from './list.ts';
import { waitForRevision } from './list.ts';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  readonly type: ChangeType;
  readonly item: Item;
}

/** What a watch delivers at once: the changes of one commit, or the initial state. */
export interface Changes {
  readonly changes: readonly Change[];
  /** Everything up to this revision has been delivered now. */
  readonly revision: number;
  /** This was the state before the first change. */
  readonly initial: boolean;
}

export interface WatchQuery {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  /** Undefined and 0: now. */
  readonly resourceVersion: bigint | undefined;
  /** Deliver what is there as ADDED before the changes. */
  readonly sendInitialEvents: boolean;
}

/**
 * Changes of the selected objects: the present state first where it is asked for, then every commit
 * that touched one, in order. Ends with `signal`.
 * @throws ApiError 410 when the version is too old, or the reader too slow
 */
export async function* watch(
  { store, clock }: { store: Store; clock: Clock },
  kind: Kind,
  query: WatchQuery,
  signal: AbortSignal,
): AsyncGenerator<Changes> {
  const prefix = keyPrefix(query.resource, query.namespace);
  const { resourceVersion } = query;
  let after: number;
  let first: readonly Item[] | undefined;
  if (query.sendInitialEvents) {
    if (resourceVersion !== undefined && resourceVersion > 0n) {
      await waitForRevision(store, clock, resourceVersion);
    }
    const state = await store.list(prefix);
    after = state.revision;
    first = state.entries.map((entry) => kind.item(entry)).filter((item) => selected(query, item));
  } else if (resourceVersion === undefined || resourceVersion === 0n) after = store.revision;
  else after = Number(resourceVersion);

  const { custom } = query.resource;
  if (custom !== undefined && after < custom.since) throw tooOld(after, custom.since);
  const until = custom === undefined ? signal : AbortSignal.any([signal, custom.ended]);
  const commits = subscribe(store, prefix, Math.min(after, store.revision), until);
  if (first !== undefined) {
    yield {
      changes: first.map((item) => ({ type: 'ADDED', item })),
      revision: after,
      initial: true,
    };
  }
  try {
    for await (const events of commits) {
      const revision = events[0]?.revision ?? after;
      if (revision <= after) continue;
      const changes = events
        .map((event) => changeOf(kind, query, event))
        .filter((change) => change !== undefined);
      yield { changes, revision, initial: false };
    }
  } catch (error) {
    if (error instanceof SlowWatcherError) throw tooOld(after, store.revision);
    throw error;
  }
}

function subscribe(
  store: Store,
  prefix: string,
  after: number,
  signal: AbortSignal,
): AsyncIterable<readonly StoreEvent[]> {
  try {
    return store.watch(prefix, after, signal);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw tooOld(error.requested, error.oldest);
  }
}

function tooOld(requested: number, oldest: number): ApiError {
  return expired(`too old resource version: ${requested} (${oldest})`);
}

function selected({ selection }: WatchQuery, item: Item): boolean {
  const { matches, name } = selection;
  if (name !== undefined && item.object.metadata.name !== name) return false;
  return matches === undefined || matches(item);
}

/** What a change looks like through a selector: an object that stops matching is gone. */
function changeOf(kind: Kind, query: WatchQuery, event: StoreEvent): Change | undefined {
  const { entry, previous, revision } = event;
  const item = entry === undefined ? undefined : kind.item(entry);
  const old = previous === undefined ? undefined : kind.item(previous);
  const matches = item !== undefined && selected(query, item);
  const matched = old !== undefined && selected(query, old);
  if (matches) return { type: matched ? 'MODIFIED' : 'ADDED', item };
  if (matched) return { type: 'DELETED', item: lastState(old, revision) };
  return undefined;
}

/** The previous state under the revision of the write that ended it. */
function lastState(old: Item, revision: number): Item {
  return old.form(`until ${revision}`, () => {
    const object: AnyObject = old.copy();
    object.metadata.resourceVersion = String(revision);
    return Item.ofObject(old.resource, object);
  });
}
