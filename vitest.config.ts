import { defineConfig } from 'vitest/config';

const TIMEOUT_MS = 30_000;

/** Rooms of tests; `npx vitest run --project <name>` runs one of them. */
export default defineConfig({
  test: {
    // What waits for a server process and what computes share the processors well.
    maxWorkers: 2,
    maxConcurrency: 4,
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files share what they import: most of the time went into loading it again.
          isolate: false,
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/{store,golden}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'contract', isolate: false, include: ['test/contract/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{replay,clients,stress}/**/*.test.ts'],
          globalSetup: ['test/build.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
