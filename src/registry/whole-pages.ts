import type { Kind } from './kind.ts';
import type { Page } from './list.ts';

interface Whole {
  readonly prefix: string;
  readonly revision: number;
  /** Weak: it lives as long as somebody is about to send it. */
  readonly page: WeakRef<Page>;
}

/**
 * The last list of everything under a prefix, by kind. Readers who come at once, as after a restart
 * of the server, get the same page, and so its bytes are made once for all of them. A write anywhere
 * ends that, because a list names the newest revision.
 */
const pages = new WeakMap<Kind, Whole>();

export function wholePage(kind: Kind, prefix: string, revision: number): Page | undefined {
  const known = pages.get(kind);
  if (known?.revision !== revision || known.prefix !== prefix) return undefined;
  return known.page.deref();
}

export function keepWholePage(kind: Kind, prefix: string, page: Page): Page {
  const revision = Number(page.resourceVersion);
  pages.set(kind, { prefix, revision, page: new WeakRef(page) });
  return page;
}
