import type { ApiError } from '../apimachinery/errors.ts';
import { expired } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Entry, ObservableStore, StoreEvent } from '../store/store.ts';
import { CompactedError, SlowWatcherError } from '../store/store.ts';
import { Item } from './item.ts';
import { keyPrefix } from './keys.ts';
import type { Kind } from './kind.ts';
import { shown } from './kind.ts';
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
  /** Called when the version is reached, before anything is delivered. */
  readonly begun?: () => void;
}

interface WatchParts {
  readonly store: ObservableStore;
  readonly clock: Clock;
}

/**
 * Changes of the selected objects: the present state first where it is asked for, then every commit
 * that touched one, in order. Ends with `signal`.
 * @throws ApiError 410 when the version is too old, or the reader too slow
 */
async function* watch(
  parts: WatchParts,
  kind: Kind,
  query: WatchQuery,
  signal: AbortSignal,
): AsyncGenerator<Changes> {
  const { store } = parts;
  const { prefix, after, first, until } = await begin(parts, kind, query, signal);
  query.begun?.();
  const commits = subscribe(() => store.watch(prefix, Math.min(after, store.revision), until));
  if (first !== undefined) yield first;
  try {
    for await (const events of commits) {
      if (kind.load !== undefined) await kind.load(entriesOf(events));
      const changes = changesOf(kind, query, events, after);
      if (changes !== undefined) yield changes;
    }
  } catch (error) {
    if (error instanceof SlowWatcherError) throw tooOld(after, store.revision);
    throw error;
  }
}

/**
 * What `watch` gives, by a call within the commit's publication: with hundreds of watchers promises
 * cost more than all the rest. `deliver` must be quick. Resolves when the watch has ended.
 * @throws ApiError 410 when the version is too old
 */
export async function follow(
  parts: WatchParts,
  kind: Kind,
  query: WatchQuery,
  deliver: (changes: Changes) => void,
  signal: AbortSignal,
): Promise<void> {
  if (kind.load !== undefined) {
    // Objects that wait for a webhook cannot be delivered within the publication.
    for await (const changes of watch(parts, kind, query, signal)) deliver(changes);
    return;
  }
  const { store } = parts;
  const { prefix, after, first, until } = await begin(parts, kind, query, signal);
  query.begun?.();
  const pass = (events: readonly StoreEvent[]): void => {
    const changes = changesOf(kind, query, events, after);
    if (changes !== undefined) deliver(changes);
  };
  let leave: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const observation = subscribe(() =>
        store.observe(prefix, Math.min(after, store.revision), {
          deliver: pass,
          end: (failure) => (failure === undefined ? resolve() : reject(failure)),
        }),
      );
      const end = (): void => {
        observation.stop();
        resolve();
      };
      leave = () => {
        observation.stop();
        until.removeEventListener('abort', end);
      };
      until.addEventListener('abort', end, { once: true });
      if (until.aborted) end();
      if (first !== undefined && !until.aborted) deliver(first);
      for (const events of observation.history) if (!until.aborted) pass(events);
    });
  } finally {
    leave?.();
  }
}

function entriesOf(events: readonly StoreEvent[]): Entry[] {
  return events
    .flatMap(({ entry, previous }) => [entry, previous])
    .filter((each) => each !== undefined);
}

interface Beginning {
  readonly prefix: string;
  /** Changes above this revision follow. */
  readonly after: number;
  /** The state before the first change, where it is asked for. */
  readonly first: Changes | undefined;
  readonly until: AbortSignal;
}

async function begin(
  { store, clock }: WatchParts,
  kind: Kind,
  query: WatchQuery,
  signal: AbortSignal,
): Promise<Beginning> {
  const prefix = keyPrefix(query.resource, query.namespace);
  const { resourceVersion } = query;
  let after: number;
  let first: Changes | undefined;
  if (query.sendInitialEvents) {
    if (resourceVersion !== undefined && resourceVersion > 0n) {
      await waitForRevision(store, clock, resourceVersion);
    }
    const state = await store.list(prefix);
    after = state.revision;
    if (kind.load !== undefined) await kind.load(state.entries);
    const items = state.entries.map((entry) => shown(kind, kind.item(entry)));
    first = {
      changes: items
        .filter((item) => selected(query, item))
        .map((item) => ({ type: 'ADDED', item })),
      revision: after,
      initial: true,
    };
  } else if (resourceVersion === undefined || resourceVersion === 0n) after = store.revision;
  else after = Number(resourceVersion);

  const { custom } = query.resource;
  if (custom !== undefined && after < custom.since) throw tooOld(after, custom.since);
  const until = custom === undefined ? signal : AbortSignal.any([signal, custom.ended]);
  return { prefix, after, first, until };
}

function subscribe<T>(open: () => T): T {
  try {
    return open();
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

/** What one commit means for a watch; undefined: nothing, it is older. */
function changesOf(
  kind: Kind,
  query: WatchQuery,
  events: readonly StoreEvent[],
  after: number,
): Changes | undefined {
  const revision = events[0]?.revision ?? after;
  if (revision <= after) return undefined;
  const { matches, name } = query.selection;
  if (matches === undefined && name === undefined) return allChanges(kind, query, events, revision);
  return { changes: selectedChanges(kind, query, events), revision, initial: false };
}

function selectedChanges(kind: Kind, query: WatchQuery, events: readonly StoreEvent[]): Change[] {
  const changes: Change[] = [];
  for (const event of events) {
    const change = changeOf(kind, query, event);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

const shared = new WeakMap<readonly StoreEvent[], { kind: Kind; changes: Changes }>();

/** Watchers without a selector see the same; those of one prefix share the array of events. */
function allChanges(
  kind: Kind,
  query: WatchQuery,
  events: readonly StoreEvent[],
  revision: number,
): Changes {
  const known = shared.get(events);
  if (known?.kind === kind) return known.changes;
  const changes = { changes: selectedChanges(kind, query, events), revision, initial: false };
  shared.set(events, { kind, changes });
  return changes;
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
