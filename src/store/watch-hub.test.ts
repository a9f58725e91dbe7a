import { describe, expect, test } from 'vitest';
import type { Observer, StoreEvent } from './store.ts';
import { SlowWatcherError } from './store.ts';
import { WatchHub } from './watch-hub.ts';

function commit(revision: number, ...keys: string[]): StoreEvent[] {
  return keys.map((key) => ({ key, revision, entry: undefined, previous: undefined }));
}

function seen(batches: readonly (readonly StoreEvent[])[]): string[] {
  return batches.map((events) => events.map(({ key, revision }) => `${revision}${key}`).join(' '));
}

class Recorder implements Observer {
  readonly batches: (readonly StoreEvent[])[] = [];
  readonly ends: (Error | undefined)[] = [];

  deliver(events: readonly StoreEvent[]): void {
    this.batches.push(events);
  }

  end(failure: Error | undefined): void {
    this.ends.push(failure);
  }
}

async function take(
  iterable: AsyncIterable<readonly StoreEvent[]>,
  count: number,
): Promise<string[]> {
  const batches: (readonly StoreEvent[])[] = [];
  const iterator = iterable[Symbol.asyncIterator]();
  while (batches.length < count) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    batches.push(value);
  }
  return seen(batches);
}

const never = new AbortController().signal;

describe('observers', () => {
  test('get the events under their prefix, one call per commit', () => {
    const hub = new WatchHub();
    const [all, pods, pod, none] = [new Recorder(), new Recorder(), new Recorder(), new Recorder()];
    hub.observe('', 0, all);
    hub.observe('/pods/', 0, pods);
    hub.observe('/pods/b', 0, pod);
    hub.observe('/pods/bb', 0, none);

    hub.publish(commit(1, '/pods/a', '/nodes/n', '/pods/b'));
    hub.publish(commit(2, '/nodes/n'));

    expect(seen(all.batches)).toEqual(['1/pods/a 1/nodes/n 1/pods/b', '2/nodes/n']);
    expect(seen(pods.batches)).toEqual(['1/pods/a 1/pods/b']);
    expect(seen(pod.batches)).toEqual(['1/pods/b']);
    expect(none.batches).toEqual([]);
  });

  test('of one prefix share the array', () => {
    const hub = new WatchHub();
    const [first, second] = [new Recorder(), new Recorder()];
    hub.observe('/a', 0, first);
    hub.observe('/a', 0, second);

    hub.publish(commit(1, '/a', '/b', '/aa'));

    expect(first.batches[0]).toBe(second.batches[0]);
  });

  test('get nothing that their history had, nor anything after they stopped', () => {
    const hub = new WatchHub();
    const recorder = new Recorder();
    const stop = hub.observe('/a', 2, recorder);

    for (const revision of [2, 3]) hub.publish(commit(revision, '/a'));
    stop();
    stop();
    hub.publish(commit(4, '/a'));

    expect(seen(recorder.batches)).toEqual(['3/a']);
    expect(recorder.ends).toEqual([]);
  });

  test('that publish in turn do not overtake what is on its way', () => {
    const hub = new WatchHub();
    const last = new Recorder();
    hub.observe('/a', 0, {
      deliver: ([event]) => {
        if (event?.revision === 1) hub.publish(commit(2, '/a'));
      },
      end: () => {},
    });
    hub.observe('/a', 0, last);

    hub.publish(commit(1, '/a'));

    expect(seen(last.batches)).toEqual(['1/a', '2/a']);
  });

  test('that throw are ended with their error and harm nobody else', () => {
    const hub = new WatchHub();
    const [bad, good] = [new Recorder(), new Recorder()];
    const bug = new Error('bug');
    bad.deliver = () => {
      throw bug;
    };
    hub.observe('/a', 0, bad);
    hub.observe('/a', 0, good);

    hub.publish(commit(1, '/a'));
    hub.publish(commit(2, '/a'));

    expect(bad.ends).toEqual([bug]);
    expect(seen(good.batches)).toEqual(['1/a', '2/a']);
  });

  test('are ended once by close, and at once when they come later', () => {
    const hub = new WatchHub();
    const [early, late] = [new Recorder(), new Recorder()];
    const stop = hub.observe('/a', 0, early);

    hub.close();
    hub.close();
    stop();
    hub.observe('/a', 0, late);
    hub.publish(commit(1, '/a'));

    expect(early.ends).toEqual([undefined]);
    expect(late.ends).toEqual([undefined]);
    expect(early.batches).toEqual([]);
  });
});

describe('subscriptions', () => {
  test('deliver history, then what came before the first read, then what comes later', async () => {
    const hub = new WatchHub();
    const iterable = hub.subscribe('/a', 2, [commit(1, '/a'), commit(2, '/a')], never);
    hub.publish(commit(3, '/a'));
    const reading = take(iterable, 4);
    setImmediate(() => hub.publish(commit(4, '/a')));

    expect(await reading).toEqual(['1/a', '2/a', '3/a', '4/a']);
  });

  test('answer several reads at once in order', async () => {
    const hub = new WatchHub();
    const iterator = hub.subscribe('/a', 0, [], never)[Symbol.asyncIterator]();
    const reads = [iterator.next(), iterator.next(), iterator.next()];
    hub.publish(commit(1, '/a'));
    hub.publish(commit(2, '/a'));
    hub.close();

    const results = await Promise.all(reads);

    expect(results.map(({ done, value }) => done === true || value[0]?.revision)).toEqual([
      1,
      2,
      true,
    ]);
  });

  test('past the bound fail with SlowWatcherError, and history does not count', async () => {
    const hub = new WatchHub(2);
    const history = [1, 2, 3].map((revision) => commit(revision, '/a'));
    const keeping = hub.subscribe('/a', 3, history, never);
    const lagging = hub.subscribe('/a', 3, history, never);
    for (const revision of [4, 5]) hub.publish(commit(revision, '/a'));

    expect(await take(keeping, 4)).toEqual(['1/a', '2/a', '3/a', '4/a']);
    hub.publish(commit(6, '/a'));

    await expect(take(lagging, 1)).rejects.toThrow(SlowWatcherError);
    expect(await take(lagging, 1)).toEqual([]);
    expect(await take(keeping, 2)).toEqual(['5/a', '6/a']);
  });

  test('have the same bound once their history is read', async () => {
    const hub = new WatchHub(2);
    const history = [1, 2, 3].map((revision) => commit(revision, '/a'));
    const iterable = hub.subscribe('/a', 3, history, never);
    await take(iterable, 3);
    for (const revision of [4, 5, 6]) hub.publish(commit(revision, '/a'));

    await expect(take(iterable, 1)).rejects.toThrow(SlowWatcherError);
  });

  test('survive any number of commits that are read in time', async () => {
    const hub = new WatchHub(3);
    const iterator = hub.subscribe('/a', 0, [], never)[Symbol.asyncIterator]();
    for (let revision = 1; revision < 100; revision += 3) {
      for (const add of [0, 1, 2]) hub.publish(commit(revision + add, '/a'));
      for (const add of [0, 1, 2]) {
        expect((await iterator.next()).value?.[0]?.revision).toBe(revision + add);
      }
    }
  });

  test('end at once when aborted, whatever is left', async () => {
    const hub = new WatchHub();
    const controller = new AbortController();
    const idle = take(hub.subscribe('/a', 0, [], controller.signal), 1);
    const full = hub.subscribe('/b', 0, [], controller.signal);
    hub.publish(commit(1, '/b'));

    controller.abort();

    expect(await idle).toEqual([]);
    expect(await take(full, 1)).toEqual([]);
    expect(await take(hub.subscribe('/b', 0, [commit(1, '/b')], controller.signal), 1)).toEqual([]);
  });

  test('end after their backlog when the hub closes', async () => {
    const hub = new WatchHub();
    const idle = take(hub.subscribe('/b', 0, [], never), 1);
    const full = hub.subscribe('/a', 1, [commit(1, '/a')], never);
    hub.publish(commit(2, '/a'));

    hub.close();

    expect(await idle).toEqual([]);
    expect(await take(full, 9)).toEqual(['1/a', '2/a']);
    expect(await take(hub.subscribe('/a', 0, [commit(1, '/a')], never), 9)).toEqual(['1/a']);
  });

  test('leave when the reader breaks off', async () => {
    const hub = new WatchHub(1);
    const iterable = hub.subscribe('/a', 0, [commit(1, '/a')], never);
    for await (const _ of iterable) break;

    for (const revision of [2, 3, 4]) hub.publish(commit(revision, '/a'));

    expect(await take(iterable, 1)).toEqual([]);
  });
});
