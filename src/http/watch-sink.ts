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

/** A watch as a chunked answer. The header goes out at once, before the first event. */
export function chunkedSink({ response, output, warnings }: Exchange): WatchSink {
  response.statusCode = 200;
  const type = output.format === 'protobuf' ? `${PROTOBUF_TYPE};stream=watch` : JSON_TYPE;
  response.setHeader('Content-Type', type);
  const values = warnings.headers();
  if (values.length > 0) response.setHeader('Warning', values);
  response.flushHeaders();
  return {
    write(event) {
      if (response.destroyed || response.writableEnded) return false;
      response.write(event);
      return response.writableLength < SINK_BYTES_MAX;
    },
    end() {
      if (!response.writableEnded) response.end();
    },
  };
}
