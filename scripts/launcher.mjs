#!/usr/bin/env node
// What `kubedouble` starts: the bundle beside this file, with the code that V8 made of it last time.
// Compiling a bundle of one and a half megabytes anew costs as much as everything else in a start.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const WRITE_AFTER_MS = 2000;
const bundle = new URL('kubedouble.bundle.cjs', import.meta.url);
const cache = new URL(`kubedouble.${process.version}-${process.arch}.cache`, import.meta.url);

// The build writes ASCII, which needs no decoding.
const source = readFileSync(bundle, 'latin1');
const script = new vm.Script(source, {
  filename: bundle.pathname,
  cachedData: read(cache),
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (script.cachedDataRejected !== false) setTimeout(save, WRITE_AFTER_MS).unref();
script.runInThisContext()(createRequire(import.meta.url), import.meta.url);

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Late, so that it holds what a start compiles; in one piece; and only where we may write. */
function save() {
  try {
    const part = new URL(`${cache.href}.${process.pid}`);
    writeFileSync(part, script.createCachedData());
    renameSync(part, cache);
  } catch {
    // The next start compiles again.
  }
}
