/**
 * Builds what ships and runs: one bundle, and the launcher that starts it. `better-sqlite3` stays
 * outside, because it is native.
 */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Plugin } from 'esbuild';
import * as esbuild from 'esbuild';

const LAUNCHER = 'dist/kubedouble.mjs';
const BUNDLE = 'dist/kubedouble.bundle.cjs';

/**
 * What Express loads at once and this server never calls: it reads bodies and queries itself and
 * names types by their whole names. Together a megabyte of tables to load at every start.
 */
const UNUSED = /^(body-parser|mime-types|qs|send|serve-static)$/;

const withoutUnused: Plugin = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'module.exports = {};',
    }));
  },
};

const result = await esbuild.build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  // A function body, which the launcher calls with what a module would have.
  format: 'cjs',
  define: { 'import.meta.url': 'importMetaUrl' },
  minify: true,
  keepNames: false,
  legalComments: 'none',
  external: ['better-sqlite3'],
  plugins: [withoutUnused],
  banner: { js: '(function (require, importMetaUrl) { const module = { exports: {} };' },
  footer: { js: '})' },
  logLevel: 'warning',
});
const [output] = result.outputFiles;
if (output === undefined) throw new Error('esbuild made no bundle');
mkdirSync('dist', { recursive: true });
// One character outside Latin-1 would double the memory that the source takes; V8 keeps it for good.
const ascii = output.text.replace(
  /[^\0-\x7f]/g,
  (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
);
// Renamed into place, so that a server starting meanwhile never reads half of it.
const part = `${BUNDLE}.${process.pid}`;
writeFileSync(part, ascii);
renameSync(part, BUNDLE);
// Compiled code of another bundle is of no use.
for (const name of readdirSync('dist')) {
  if (name.endsWith('.cache')) rmSync(`dist/${name}`);
}
copyFileSync('scripts/launcher.mjs', LAUNCHER);
chmodSync(LAUNCHER, 0o755);
console.log(`${BUNDLE}: ${Math.round(ascii.length / 1024)} KiB`);
