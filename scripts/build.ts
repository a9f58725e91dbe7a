/** Builds what ships and runs: one bundle. `better-sqlite3` stays outside, because it is native. */
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const BUNDLE = 'dist/kubedouble.mjs';

const result = await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  external: ['better-sqlite3'],
  banner: {
    // Express is CommonJS and asks for Node's own modules by `require`.
    js: '#!/usr/bin/env node\nimport { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
  },
  logLevel: 'warning',
});
const [output] = result.outputFiles;
if (output === undefined) throw new Error('esbuild made no bundle');
mkdirSync('dist', { recursive: true });
// Renamed into place, so that a server starting meanwhile never reads half of it.
const part = `${BUNDLE}.${process.pid}`;
writeFileSync(part, output.contents);
chmodSync(part, 0o755);
renameSync(part, BUNDLE);
console.log(`${BUNDLE}: ${Math.round(output.contents.length / 1024)} KiB`);
