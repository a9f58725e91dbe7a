/** Builds what ships and runs: one bundle. `better-sqlite3` stays outside, because it is native. */
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { build } from 'esbuild';

const BUNDLE = 'dist/kubedouble.mjs';

/**
 * Express loads its body parsers at once, with half a megabyte of character tables. This server
 * reads bodies itself (`http/body.ts`) and never calls them.
 */
const withoutBodyParser: Plugin = {
  name: 'without-body-parser',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^body-parser$/ }, () => ({ path: 'body-parser', namespace: 'unused' }));
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

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
  plugins: [withoutBodyParser],
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
