import { decodeContinue, encodeContinue } from '../apimachinery/continue-token.ts';
import { ApiError, badRequest, expired } from '../apimachinery/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Entry, ListResult, Store } from '../store/store.ts';
import { CompactedError, FutureRevisionError } from '../store/store.ts';
import type { Item } from './item.ts';
import { keyPrefix } from './keys.ts';
import type { Kind } from './kind.ts';
import { shown } from './kind.ts';
import { keepWholePage, wholePage } from './whole-pages.ts';

/** How long a read waits for a revision that has not been reached yet. */
const FUTURE_WAIT_MS = 3000;
const FUTURE_STEP_MS = 25;
/** Pages with a selector read the store in steps of this many keys. */
const STEP_MIN = 500;

export interface ListQuery {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  readonly limit: number | undefined;
  readonly continueToken: string | undefined;
  /** Undefined: the newest state. */
  readonly resourceVersion: bigint | undefined;
  readonly match: 'Exact' | 'NotOlderThan' | undefined;
}

/** Which objects a list or a watch is about. */
export interface Selection {
  /** Undefined: all. */
  readonly matches: ((item: Item) => boolean) | undefined;
  /** A selector pinned the name: one key is read. */
  readonly name: string | undefined;
}

export interface Page {
  readonly items: readonly Item[];
  readonly resourceVersion: string;
  readonly continueToken: string | undefined;
  readonly remainingItemCount: number | undefined;
}

export async function list(
  { store, clock }: { store: Store; clock: Clock },
  kind: Kind,
  query: ListQuery,
): Promise<Page> {
  const prefix = keyPrefix(query.resource, query.namespace);
  const start = await startOf(store, clock, query);
  const { matches, name } = query.selection;
  if (name !== undefined && (query.namespace !== undefined || !query.resource.namespaced)) {
    return oneKey(store, kind, query, prefix + name, start);
  }
  const isWhole = (matches ?? name ?? start.revision ?? start.after ?? start.limit) === undefined;
  const known = isWhole ? wholePage(kind, prefix, store.revision) : undefined;
  if (known !== undefined) return known;
  const { items, revision, remaining, last } = await readPage(store, kind, prefix, {
    query,
    ...start,
  });
  if (remaining === 0 || last === undefined) {
    const page = {
      items,
      resourceVersion: String(revision),
      continueToken: undefined,
      remainingItemCount: undefined,
    };
    return isWhole ? keepWholePage(kind, prefix, page) : page;
  }
  return {
    items,
    resourceVersion: String(revision),
    continueToken: encodeContinue({
      revision: start.inconsistent ? -1 : revision,
      key: last.slice(prefix.length),
    }),
    remainingItemCount: matches === undefined ? remaining : undefined,
  };
}

interface Start {
  readonly revision: number | undefined;
  readonly after: string | undefined;
  readonly limit: number | undefined;
  /** An expired token that goes on with the newest state. */
  readonly inconsistent: boolean;
}

async function startOf(store: Store, clock: Clock, query: ListQuery): Promise<Start> {
  const { limit, continueToken, resourceVersion, match } = query;
  if (continueToken !== undefined && continueToken !== '') {
    const token = decodeContinue(continueToken);
    if (resourceVersion !== undefined && resourceVersion !== 0n) {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const after = keyPrefix(query.resource, query.namespace) + token.key;
    const rest = { after, limit: resourceVersion === 0n ? undefined : limit, inconsistent: false };
    if (token.revision < 0) return { ...rest, revision: undefined };
    await waitForRevision(store, clock, BigInt(token.revision));
    return { ...rest, revision: token.revision };
  }
  const start = { revision: undefined, after: undefined, limit, inconsistent: false };
  if (resourceVersion === undefined) return start;
  // Version 0 is served from the watch cache upstream, which knows no pages.
  if (resourceVersion === 0n) return { ...start, limit: undefined };
  const exact = match === 'Exact' || (match === undefined && limit !== undefined);
  await waitForRevision(store, clock, resourceVersion);
  return exact ? { ...start, revision: Number(resourceVersion) } : start;
}

/** @throws 504 when the store has not reached `version` after some seconds */
export async function waitForRevision(store: Store, clock: Clock, version: bigint): Promise<void> {
  const end = clock.monotonic() + FUTURE_WAIT_MS;
  while (BigInt(store.revision) < version) {
    if (clock.monotonic() >= end) throw tooLarge(version, store.revision, 1);
    await new Promise<void>((resolve) => {
      clock.setTimer(FUTURE_STEP_MS, resolve);
    });
  }
}

export function tooLarge(version: bigint, current: number, retryAfterSeconds: number): ApiError {
  return new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${version}, current: ${current}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds,
    },
  );
}

interface ReadPage {
  readonly items: readonly Item[];
  readonly revision: number;
  readonly remaining: number;
  readonly last: string | undefined;
}

async function readPage(
  store: Store,
  kind: Kind,
  prefix: string,
  options: Start & { readonly query: ListQuery },
): Promise<ReadPage> {
  const { matches } = options.query.selection;
  const { limit } = options;
  const items: Item[] = [];
  let { after, revision } = options;
  let last: string | undefined;
  for (;;) {
    const step = limit === undefined || matches === undefined ? limit : Math.max(limit, STEP_MIN);
    const result = await readStore(store, prefix, { revision, after, limit: step }, options);
    revision = result.revision;
    if (kind.load !== undefined) await kind.load(result.entries);
    for (const [index, entry] of result.entries.entries()) {
      last = entry.key;
      const item = shown(kind, kind.item(entry));
      if (matches !== undefined && !matches(item)) continue;
      items.push(item);
      if (limit !== undefined && items.length === limit) {
        const unread = result.entries.length - index - 1;
        return { items, revision, remaining: result.remaining + unread, last };
      }
    }
    if (result.remaining === 0) return { items, revision, remaining: 0, last: undefined };
    after = last;
  }
}

async function readStore(
  store: Store,
  prefix: string,
  options: { revision: number | undefined; after: string | undefined; limit: number | undefined },
  start: Start,
): Promise<ListResult> {
  try {
    return await store.list(prefix, options);
  } catch (error) {
    if (error instanceof FutureRevisionError) {
      throw tooLarge(BigInt(error.requested), error.current, 0);
    }
    if (!(error instanceof CompactedError)) throw error;
    if (start.after === undefined) {
      throw expired('The resourceVersion for the provided list is too old.');
    }
    const token = encodeContinue({ revision: -1, key: start.after.slice(prefix.length) });
    throw expired(EXPIRED_CONTINUE, token);
  }
}

const EXPIRED_CONTINUE =
  'The provided continue parameter is too old to display a consistent list result. You can start a ' +
  'new list without the continue parameter, or use the continue token in this response to retrieve ' +
  'the remainder of the results. Continuing with the provided token results in an inconsistent list ' +
  '- objects that were created, modified, or deleted between the time the first chunk was returned ' +
  'and now may show up in the list.';

async function oneKey(
  store: Store,
  kind: Kind,
  query: ListQuery,
  key: string,
  { revision, after = '' }: Start,
): Promise<Page> {
  let entry: Entry | undefined;
  let resourceVersion = store.revision;
  if (revision === undefined) entry = await store.get(key);
  else {
    const result = await readStore(
      store,
      key,
      { revision, after: undefined, limit: 1 },
      { revision, after: undefined, limit: 1, inconsistent: false },
    );
    [entry] = result.entries;
    if (entry?.key !== key) entry = undefined;
    resourceVersion = revision;
  }
  const items: Item[] = [];
  // What comes before a continue token was told with an earlier page.
  if (entry !== undefined && key > after) {
    if (kind.load !== undefined) await kind.load([entry]);
    const item = shown(kind, kind.item(entry));
    if (query.selection.matches?.(item) !== false) items.push(item);
  }
  return {
    items,
    resourceVersion: String(resourceVersion),
    continueToken: undefined,
    remainingItemCount: undefined,
  };
}
