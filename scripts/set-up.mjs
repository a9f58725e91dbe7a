// Makes a clone ready to run, with nothing but Node and npm: installs what is missing or of another
// version than package-lock.json says, and builds when the bundle is older than its source.
// `npm start`, `npm test` and `.ci/run` begin here.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const BUNDLE = join(ROOT, 'dist', 'kubedouble.mjs');

/** Runs `npm ci` unless node_modules holds what package-lock.json names. */
export function install() {
  if (isInstalled()) return;
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Builds the bundle unless it is newer than everything it is made of. */
export function build() {
  if (isBuilt()) return;
  run(process.execPath, [join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs'), 'scripts/build.ts']);
}

/** npm leaves a list of what it installed; package-lock.json is what it should have installed. */
function isInstalled() {
  const list = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const wanted = packagesIn(join(ROOT, 'package-lock.json'));
  const present = packagesIn(list);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // The entry '' is the package itself; optional packages are those of other platforms.
    if (path === '') return true;
    const found = present[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function isBuilt() {
  if (!existsSync(BUNDLE)) return false;
  const built = statSync(BUNDLE).mtimeMs;
  const sources = [
    ...filesUnder(join(ROOT, 'src')).filter((file) => !/\.(test|suite)\.ts$/.test(file)),
    ...filesUnder(join(ROOT, 'scripts')),
    join(ROOT, 'package-lock.json'),
  ];
  return sources.every((file) => statSync(file).mtimeMs < built);
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** What the command says goes to standard error: standard output belongs to the server. */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error !== undefined) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  build();
}
