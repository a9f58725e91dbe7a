/** Builds what ships and runs: one bundle. `better-sqlite3` stays outside, because it is native. */
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

const result = await build({
  entryPoints: { kubedouble: 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
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
  metafile: true,
});
chmodSync('dist/kubedouble.mjs', 0o755);
const bytes = Object.values(result.metafile.outputs).reduce((sum, each) => sum + each.bytes, 0);
console.log(`dist/kubedouble.mjs: ${Math.round(bytes / 1024)} KiB`);
