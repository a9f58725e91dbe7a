import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Clock } from '../../base/clock.ts';
import type { ResourceClient, WatchEvent } from '../../client/client.ts';

/** After a failed list or watch it is tried again after this time. */
const RETRY_MS = 1000;

export interface ObjectHandlers {
  changed(object: KubeObject): void;
  gone(object: KubeObject): void;
  /** A fresh list replaces all that was known: changes may have been missed. */
  listed(uids: ReadonlySet<string>): void;
}

/**
 * Follows one kind without keeping its objects, until `signal` is aborted. What the handlers want
 * to remember is theirs.
 */
export async function followObjects(
  client: ResourceClient<KubeObject>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  handlers: ObjectHandlers,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await client.list(undefined);
      handlers.listed(new Set(items.map(({ metadata }) => metadata.uid ?? '')));
      for (const object of items) handlers.changed(object);
      const apply = ({ type, object }: WatchEvent<KubeObject>): void => {
        if (type === 'DELETED') handlers.gone(object);
        else if (type !== 'BOOKMARK') handlers.changed(object);
      };
      await client.watch(undefined, { resourceVersion }, apply, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.code === 410) continue;
    }
    await pause(clock, signal);
  }
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(RETRY_MS, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
