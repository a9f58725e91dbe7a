import type { Response } from 'express';
import type { Exchange } from './exchange.ts';
import { JSON_TYPE, PROTOBUF_TYPE } from './negotiate.ts';

/** Bytes that may wait for a slow reader before its watch is ended. */
export const SINK_BYTES_MAX = 16 * 1024 * 1024;

/** Where the events of one watch go. */
export interface WatchSink {
  /** Never waits. @returns false when the reader is gone or has fallen too far behind */
  write(event: Buffer): boolean;
  end(): void;
}

type WatchAnswer = Pick<Exchange, 'response' | 'output' | 'warnings'>;

/** A watch as a chunked answer. The header goes out at once, before the first event. */
export function chunkedSink({ response, output, warnings }: WatchAnswer): WatchSink {
  response.statusCode = 200;
  const type = output.format === 'protobuf' ? `${PROTOBUF_TYPE};stream=watch` : JSON_TYPE;
  response.setHeader('Content-Type', type);
  const values = warnings.headers();
  if (values.length > 0) response.setHeader('Warning', values);
  response.flushHeaders();
  return new TickSink(response);
}

/**
 * Collects the events of one tick and writes them at once: a system call for each watcher and
 * event is what a busy watch costs most.
 */
class TickSink implements WatchSink {
  readonly #response: Response;
  #events: Buffer[] = [];
  #bytes = 0;

  constructor(response: Response) {
    this.#response = response;
  }

  write(event: Buffer): boolean {
    const response = this.#response;
    if (response.destroyed || response.writableEnded) return false;
    if (this.#events.length === 0) flushLater(this);
    this.#events.push(event);
    this.#bytes += event.length;
    return this.#bytes + response.writableLength < SINK_BYTES_MAX;
  }

  end(): void {
    this.flush(new Joint());
    if (!this.#response.destroyed && !this.#response.writableEnded) this.#response.end();
  }

  flush(joint: Joint): void {
    const response = this.#response;
    const events = this.#events;
    if (events.length === 0) return;
    this.#events = [];
    this.#bytes = 0;
    if (response.destroyed || response.writableEnded) return;
    // HTTP/2 has no chunks, and neither has an answer that ends with its connection.
    const socket = response.chunkedEncoding ? response.socket : null;
    if (socket === null) response.write(joint.plain(events));
    else socket.write(joint.chunk(events));
  }
}

/**
 * The events of one tick as one piece. Most watchers have the same, so it keeps the last one: as a
 * chunk of HTTP/1.1 too, which Node would put together from four pieces for every watcher anew.
 */
class Joint {
  #events: readonly Buffer[] = [];
  #plain: Buffer | undefined;
  #chunk: Buffer | undefined;

  plain(events: readonly Buffer[]): Buffer {
    this.#turnTo(events);
    const [first] = events;
    if (events.length === 1 && first !== undefined) return first;
    this.#plain ??= Buffer.concat(events);
    return this.#plain;
  }

  chunk(events: readonly Buffer[]): Buffer {
    this.#turnTo(events);
    this.#chunk ??= chunkOf(events);
    return this.#chunk;
  }

  #turnTo(events: readonly Buffer[]): void {
    const known = this.#events;
    if (events.length === known.length && events.every((event, at) => event === known[at])) return;
    this.#events = events;
    this.#plain = undefined;
    this.#chunk = undefined;
  }
}

const LINE_END = Buffer.from('\r\n');

function chunkOf(events: readonly Buffer[]): Buffer {
  let length = 0;
  for (const event of events) length += event.length;
  return Buffer.concat([Buffer.from(`${length.toString(16)}\r\n`), ...events, LINE_END]);
}

/** The sinks of this process that have something to write. */
let waiting: TickSink[] = [];

function flushLater(sink: TickSink): void {
  waiting.push(sink);
  if (waiting.length > 1) return;
  setImmediate(() => {
    const sinks = waiting;
    waiting = [];
    const joint = new Joint();
    for (const each of sinks) each.flush(joint);
  });
}
