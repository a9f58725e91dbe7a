import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Resource } from '../../catalog/catalog.ts';
import type { Prepared } from '../api.ts';
import type { Exchange } from '../exchange.ts';

/** One verb of the API over HTTP. */
export interface Verb {
  /** The answer is a watch. */
  readonly stream: boolean;
  /** The answer is no object, so the Accept header decides only about errors. */
  readonly raw?: boolean;
  /** The answer is plain text. */
  readonly text?: boolean;
  /** HEAD and OPTIONS are served as well. */
  readonly anyMethod?: boolean;
  handle(exchange: Exchange): Promise<void>;
  /** Takes over the connection of a request that asks for another protocol. @throws ApiError */
  upgrade?(
    prepared: Prepared,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void>;
}

/** All verbs of a server; `subresource` finds those that are no plain get, update or patch. */
export interface Verbs {
  of(name: string): Verb;
  subresource(resource: Resource, name: string): Verb | undefined;
}
