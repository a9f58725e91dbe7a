/** Another commit of this repository, built in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../server-process.ts';

export interface OtherCommit {
  /** `abc1234 (subject)` */
  readonly name: string;
  readonly bundle: string;
  remove(): void;
}

/** @param ref anything that git knows as a commit */
export function buildCommit(ref: string): OtherCommit {
  const name = git('log', '-1', '--format=%h (%s)', ref).trim();
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-other-'));
  const tree = join(folder, 'tree');
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  try {
    git('worktree', 'add', '--detach', tree, ref);
    install(tree);
    run('npm', ['run', '--silent', 'build'], tree);
    return { name, bundle: join(tree, 'dist', 'kubedouble.mjs'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What is installed here serves a commit that wants the same. */
function install(tree: string): void {
  const here = join(ROOT, 'node_modules');
  if (existsSync(here) && lockOf(tree) === lockOf(ROOT))
    symlinkSync(here, join(tree, 'node_modules'));
  else run('npm', ['ci', '--no-audit', '--no-fund'], tree);
}

function lockOf(folder: string): string {
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

function git(...args: readonly string[]): string {
  return run('git', args, ROOT);
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}
