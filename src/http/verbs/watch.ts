import { ApiError, internalError } from '../../apimachinery/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Rng } from '../../base/rng.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Changes } from '../../registry/watch.ts';
import type { Answers } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import { WatchEncoder } from '../watch-encoder.ts';
import type { WatchSink } from '../watch-sink.ts';
import { chunkedSink } from '../watch-sink.ts';
import type { Selected } from './selected.ts';
import { readSelected } from './selected.ts';
import type { Verb } from './verbs.ts';

/** Without `timeoutSeconds` a watch lasts between half an hour and an hour. */
const TIMEOUT_MIN_SECONDS = 1800;
const BOOKMARK_INTERVAL_MS = 60_000;
/** The last bookmark comes so long before the end, so that a client can go on from it. */
const LAST_BOOKMARK_MS = 2_000;

export interface WatchParts {
  readonly pipeline: Pipeline;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly rng: Rng;
}

export function watchVerb(parts: WatchParts): Verb {
  return {
    stream: true,
    async handle(exchange) {
      const prepared = prepareWatch(exchange);
      await serveWatch(parts, exchange, prepared, () => chunkedSink(exchange));
    },
  };
}

/** What a watch needs of its request; a WebSocket has no response. */
export type WatchExchange = Pick<
  Exchange,
  'query' | 'call' | 'signal' | 'output' | 'resource' | 'warnings'
>;

/** Everything that can be refused before the stream begins. */
export function prepareWatch({ query, call }: Pick<WatchExchange, 'query' | 'call'>): Selected {
  return readSelected(query, 'watch', call.resource, call.name);
}

/**
 * Runs one watch into a sink: a chunked answer, or a WebSocket.
 * @param open is called once, when the watch has begun or failed: until then there is no answer
 */
export async function serveWatch(
  { pipeline, answers, clock, rng }: WatchParts,
  exchange: WatchExchange,
  { options, selection }: Selected,
  open: () => WatchSink,
): Promise<void> {
  const { call } = exchange;
  let opened: WatchSink | undefined;
  const sink = (): WatchSink => (opened ??= open());
  const encoder = new WatchEncoder(exchange, answers);
  const stop = new AbortController();
  const end = (): void => stop.abort();
  exchange.signal.addEventListener('abort', end, { once: true });
  const seconds = options.timeoutSeconds ?? TIMEOUT_MIN_SECONDS + rng.int(TIMEOUT_MIN_SECONDS);
  if (exchange.signal.aborted || seconds < 0) end();
  const cancelTimeout = clock.setTimer(Math.max(0, seconds * 1000), end);
  const bookmarks = new Bookmarks(clock, seconds * 1000, () => {
    if (options.allowWatchBookmarks && !send(sink(), encoder.bookmark(bookmarks.revision))) end();
  });
  try {
    await pipeline.follow(
      {
        resource: call.resource,
        namespace: call.namespace,
        selection,
        resourceVersion: options.resourceVersion,
        sendInitialEvents: options.sendInitialEvents,
        begun: sink,
      },
      (batch) => {
        if (!deliver(sink(), encoder, batch)) {
          end();
          return;
        }
        bookmarks.revision = batch.revision;
        if (batch.initial && options.allowWatchBookmarks && options.marksInitialEvents) {
          if (!send(sink(), encoder.bookmark(batch.revision, { initialEventsEnd: true }))) end();
          bookmarks.told = batch.revision;
        }
      },
      stop.signal,
    );
  } catch (error) {
    const failure =
      error instanceof ApiError
        ? error
        : internalError(error instanceof Error ? error.message : String(error));
    sink().write(encoder.error(failure.status));
  } finally {
    cancelTimeout();
    bookmarks.stop();
    exchange.signal.removeEventListener('abort', end);
    stop.abort();
    sink().end();
  }
}

/** @returns false when the reader is gone or too slow to go on with */
function deliver(sink: WatchSink, encoder: WatchEncoder, batch: Changes): boolean {
  for (const change of batch.changes) {
    if (!send(sink, encoder.change(change))) return false;
  }
  return true;
}

function send(sink: WatchSink, event: Buffer | undefined): boolean {
  return event !== undefined && sink.write(event);
}

/** Says when a bookmark is due: every minute, and shortly before the end. */
class Bookmarks {
  revision = 0;
  /** What the client knows from the end of the initial events; only newer ones are worth a bookmark. */
  told = 0;
  readonly #clock: Clock;
  readonly #run: () => void;
  #cancel: () => void;
  readonly #cancelLast: () => void;

  constructor(clock: Clock, lifetimeMs: number, run: () => void) {
    this.#clock = clock;
    this.#run = run;
    this.#cancel = this.#next();
    this.#cancelLast = clock.setTimer(Math.max(0, lifetimeMs - LAST_BOOKMARK_MS), () =>
      this.#send(),
    );
  }

  stop(): void {
    this.#cancel();
    this.#cancelLast();
  }

  #next(): () => void {
    return this.#clock.setTimer(BOOKMARK_INTERVAL_MS, () => {
      this.#send();
      this.#cancel = this.#next();
    });
  }

  #send(): void {
    if (this.revision > this.told) this.#run();
  }
}
