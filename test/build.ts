import { buildServer } from './server-process.ts';

/** vitest calls it once before the tests that start the built server. */
export function setup(): void {
  buildServer();
}
