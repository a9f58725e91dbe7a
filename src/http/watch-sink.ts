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
  return new TickSink({
    isOpen: () => !response.destroyed && !response.writableEnded,
    write: (chunk) => response.write(chunk),
    waiting: () => response.writableLength,
    end: () => response.end(),
  });
}

interface Stream {
  isOpen(): boolean;
  write(chunk: Buffer): void;
  /** Bytes that the reader has not taken yet. */
  waiting(): number;
  end(): void;
}

/**
 * Collects the events of one tick and writes them at once: a system call for each watcher and
 * event is what a busy watch costs most.
 */
class TickSink implements WatchSink {
  readonly #stream: Stream;
  #events: Buffer[] = [];
  #bytes = 0;
  #scheduled = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  write(event: Buffer): boolean {
    if (!this.#stream.isOpen()) return false;
    this.#events.push(event);
    this.#bytes += event.length;
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.#flush());
    }
    return this.#bytes + this.#stream.waiting() < SINK_BYTES_MAX;
  }

  end(): void {
    this.#flush();
    if (this.#stream.isOpen()) this.#stream.end();
  }

  #flush(): void {
    this.#scheduled = false;
    const [first] = this.#events;
    if (first !== undefined && this.#stream.isOpen()) {
      this.#stream.write(this.#events.length === 1 ? first : Buffer.concat(this.#events));
    }
    this.#events = [];
    this.#bytes = 0;
  }
}
