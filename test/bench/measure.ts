/** What is measured, on every server alike. */
import { request } from 'node:https';
import type { Target } from './connection.ts';
import { authorizationOf, Connection, socketOptions } from './connection.ts';

export const CLIENTS = 32;
export const WATCHERS = 200;

export interface Load {
  readonly count: number;
  /** How many ask at once; 32 unless told. */
  readonly clients?: number;
  /** One request; `index` counts from 0. */
  readonly send: (connection: Connection, index: number) => Promise<unknown>;
}

/** Requests per second of all clients together. */
export async function rate(
  target: Target,
  { count, clients = CLIENTS, send }: Load,
): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: clients }, () => Connection.open(target)),
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
  /** Undefined: JSON, an event a line. Else every event has its length in front. */
  readonly accept?: string;
  /** Writes an object that holds `mark` once as the value of `mark`. */
  readonly write: (connection: Connection, mark: string, index: number) => Promise<unknown>;
}

const FLOOD = 500;
const PACED = 100;
const PACE_MS = 20;
/** In JSON, and in protobuf, where a tag and a length stand between the two. */
const JSON_MARK = /"mark":"(mark-\d+)"/g;
const PROTOBUF_MARK = /mark..(mark-\d+)/gs;

/** 200 watchers: first as many writes as 32 clients can make, then one write at a time. */
export async function fanOut(target: Target, load: FanOutLoad): Promise<FanOut> {
  const sentAt = new Map<string, number>();
  const delays: number[] = [];
  const pattern = load.accept === undefined ? JSON_MARK : PROTOBUF_MARK;
  let arrived = 0;
  const onEvents = (events: string): void => {
    const now = performance.now();
    for (const [, mark = ''] of events.matchAll(pattern)) {
      arrived++;
      const sent = sentAt.get(mark);
      if (sent !== undefined) delays.push(now - sent);
    }
  };
  const closers = await Promise.all(
    Array.from({ length: WATCHERS }, () => openWatch(target, load, onEvents)),
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

/** Hands over whole events, however the network has torn them. */
function openWatch(
  target: Target,
  { watch, accept }: FanOutLoad,
  onEvents: (events: string) => void,
): Promise<() => void> {
  const lengthOfWhole = accept === undefined ? wholeLines : wholeFrames;
  return new Promise((resolve, reject) => {
    const authorization = authorizationOf(target);
    const headers = {
      ...(authorization === '' ? {} : { authorization }),
      ...(accept === undefined ? {} : { accept }),
    };
    const options = { ...socketOptions(target), path: watch, agent: false, headers };
    const watching = request(options, (response) => {
      let rest: Buffer = Buffer.alloc(0);
      response.on('data', (chunk: Buffer) => {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const end = lengthOfWhole(bytes);
        rest = bytes.subarray(end);
        if (end > 0) onEvents(bytes.toString('latin1', 0, end));
      });
      response.on('error', () => {});
      resolve(() => watching.destroy());
    });
    watching.on('error', reject);
    watching.end();
  });
}

function wholeLines(bytes: Buffer): number {
  return bytes.lastIndexOf('\n') + 1;
}

function wholeFrames(bytes: Buffer): number {
  let end = 0;
  while (end + 4 <= bytes.length) {
    const next = end + 4 + bytes.readUInt32BE(end);
    if (next > bytes.length) break;
    end = next;
  }
  return end;
}

const WAIT_MS_MAX = 30_000;

export async function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WAIT_MS_MAX;
  // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
  while (!(await isReached())) {
    if (performance.now() > deadline) throw new Error('what was waited for does not happen');
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
