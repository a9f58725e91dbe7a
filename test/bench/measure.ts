/** What is measured, on kubedouble and on the floors alike. */
import { request } from 'node:https';
import type { Target } from './connection.ts';
import { Connection } from './connection.ts';

export const CLIENTS = 32;
export const WATCHERS = 200;

export interface Load {
  readonly count: number;
  /** One request; `index` counts from 0. */
  readonly send: (connection: Connection, index: number) => Promise<unknown>;
}

/** Requests per second of 32 clients. */
export async function rate(target: Target, { count, send }: Load): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: CLIENTS }, () => Connection.open(target)),
  );
  let next = 0;
  const work = async (connection: Connection): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop -- a client has one request at a time
    while (next < count) await send(connection, next++);
  };
  const started = performance.now();
  await Promise.all(connections.map(work));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  return count / seconds;
}

export interface FanOut {
  /** Events that arrived, all watchers together. */
  readonly eventsPerSecond: number;
  /** From sending the write to an event's arrival, 99 of 100. */
  readonly p99Ms: number;
}

export interface FanOutLoad {
  readonly watch: string;
  /** Writes an object whose `data.mark` is `mark`. */
  readonly write: (connection: Connection, mark: string, index: number) => Promise<unknown>;
}

const FLOOD = 500;
const PACED = 100;
const PACE_MS = 20;

/** 200 watchers: first as many writes as 32 clients can make, then one write at a time. */
export async function fanOut(target: Target, load: FanOutLoad): Promise<FanOut> {
  const sentAt = new Map<string, number>();
  const delays: number[] = [];
  let arrived = 0;
  const onChunk = (chunk: string): void => {
    const now = performance.now();
    for (const [, mark = ''] of chunk.matchAll(/"mark":"(mark-\d+)"/g)) {
      arrived++;
      const sent = sentAt.get(mark);
      if (sent !== undefined) delays.push(now - sent);
    }
  };
  const closers = await Promise.all(
    Array.from({ length: WATCHERS }, () => openWatch(target, load.watch, onChunk)),
  );
  const started = performance.now();
  await rate(target, {
    count: FLOOD,
    send: (connection, index) => load.write(connection, `mark-${index}`, index),
  });
  await until(() => arrived >= FLOOD * WATCHERS);
  const eventsPerSecond = arrived / ((performance.now() - started) / 1000);

  const connection = await Connection.open(target);
  for (let index = FLOOD; index < FLOOD + PACED; index++) {
    const mark = `mark-${index}`;
    sentAt.set(mark, performance.now());
    // oxlint-disable-next-line no-await-in-loop -- one write at a time is the point
    await load.write(connection, mark, index);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  await until(() => arrived >= (FLOOD + PACED) * WATCHERS);
  connection.close();
  for (const close of closers) close();
  return { eventsPerSecond, p99Ms: percentile(delays, 0.99) };
}

/** Chunks are read as text; a mark is never torn in practice, because an event is one write. */
function openWatch(
  { port, certificateAuthority, token }: Target,
  path: string,
  onChunk: (chunk: string) => void,
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      ca: certificateAuthority,
      agent: false,
      headers: { authorization: `Bearer ${token}` },
    };
    const watching = request(options, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const text = rest + chunk;
        const end = text.lastIndexOf('\n') + 1;
        rest = text.slice(end);
        if (end > 0) onChunk(text.slice(0, end));
      });
      response.on('error', () => {});
      resolve(() => watching.destroy());
    });
    watching.on('error', reject);
    watching.end();
  });
}

const WAIT_MS_MAX = 30_000;

async function until(isReached: () => boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MS_MAX;
  while (!isReached()) {
    if (performance.now() > deadline) throw new Error('events are missing');
    // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
