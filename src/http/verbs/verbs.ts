import type { Resource } from '../../catalog/catalog.ts';
import type { Exchange } from '../exchange.ts';

/** One verb of the API over HTTP. */
export interface Verb {
  /** The answer is a watch. */
  readonly stream: boolean;
  handle(exchange: Exchange): Promise<void>;
}

/** All verbs of a server; `subresource` finds those that are no plain get, update or patch. */
export interface Verbs {
  of(name: string): Verb;
  subresource(resource: Resource, name: string): Verb | undefined;
}
