import { describe, expect, test } from 'vitest';
import type { Kind } from './kind.ts';
import type { Page } from './list.ts';
import { keepWholePage, wholePage } from './whole-pages.ts';

function page(revision: number): Page {
  return {
    items: [],
    resourceVersion: String(revision),
    continueToken: undefined,
    remainingItemCount: undefined,
  };
}

describe('the page that readers share', () => {
  test('is theirs until something is written', () => {
    const kind = {} as Kind;
    const kept = keepWholePage(kind, '/registry/pods/', page(7));

    expect(wholePage(kind, '/registry/pods/', 7)).toBe(kept);
    expect(wholePage(kind, '/registry/pods/', 8)).toBeUndefined();
    expect(wholePage(kind, '/registry/pods/default/', 7)).toBeUndefined();
    expect(wholePage({} as Kind, '/registry/pods/', 7)).toBeUndefined();
  });
});
