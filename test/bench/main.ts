/**
 * `npm run bench`: what kubedouble does per second, each figure beside a floor that was measured in
 * the same run on the same machine: bare node:https answering the same bytes, and for writes the same
 * with one bare better-sqlite3 INSERT of the same bytes behind it.
 *
 * `--beside KUBECONFIG` adds a cluster that runs already. `--against REF` compares with another
 * commit instead, both measured in turns, `--rounds` times each. `--rows apply,GET` measures only what
 * has one of these words in its name, and what it needs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLE, buildServer } from '../server-process.ts';
import { clusterOf } from './cluster.ts';
import type { Answers } from './floor.ts';
import { answersOf, measureFloor } from './floor.ts';
import { CLIENTS } from './measure.ts';
import { buildCommit } from './other-commit.ts';
import type { Started } from './processes.ts';
import { residentMib, startKubedouble, stop } from './processes.ts';
import { print, printAgainst, printBeside } from './report.ts';
import type { Bench, Step } from './steps.ts';
import { FIGURES, OBJECTS, runSteps, STEPS } from './steps.ts';

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    beside: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '' },
  },
});
const figures = Object.values(FIGURES);
const steps = stepsFor(options.rows.split(',').filter((word) => word !== ''));

buildServer();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (options.against === undefined) await besideFloor(options.beside);
else await against(options.against, Number(options.rounds));

/** Kubedouble, its floor and, if asked for, a cluster. */
async function besideFloor(kubeconfig: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-bench-'));
  try {
    let answers: Answers | undefined;
    const ours = await measure(BUNDLE, folder, async (bench) => {
      answers = await answersOf(bench);
    });
    if (answers === undefined) throw new Error('the floor has nothing to answer');
    const floor = await measureFloor(folder, answers);
    const others = [['floor', floor]] as [string, Map<string, number>][];
    if (kubeconfig !== undefined) {
      others.push(['cluster', await runSteps(clusterOf(kubeconfig), steps)]);
    }
    print(`${CLIENTS} clients over TLS, ${OBJECTS} objects of a kind, SQLite`);
    printBeside(figures, ours, others);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This working tree and another commit, one after the other, the first of a round in turns. */
async function against(ref: string, rounds: number): Promise<void> {
  const other = buildCommit(ref);
  try {
    const measured: [Map<string, number>, Map<string, number>][] = [];
    for (let round = 0; round < rounds; round++) {
      const isOursFirst = round % 2 === 0;
      const bundles = isOursFirst ? [BUNDLE, other.bundle] : [other.bundle, BUNDLE];
      const found: Map<string, number>[] = [];
      for (const bundle of bundles) {
        const folder = mkdtempSync(join(tmpdir(), 'kubedouble-bench-'));
        try {
          // oxlint-disable-next-line no-await-in-loop -- one measurement at a time
          found.push(await measure(bundle, folder));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
      const [first = new Map(), second = new Map()] = found;
      measured.push(isOursFirst ? [first, second] : [second, first]);
      print(`round ${round + 1} of ${rounds}`);
    }
    print(`this working tree against ${other.name}; above 1 it is better`);
    printAgainst(figures, measured);
  } finally {
    other.remove();
  }
}

/** @param look sees the server when it is loaded, before anything is deleted */
async function measure(
  bundle: string,
  folder: string,
  look?: (bench: Bench) => Promise<void>,
): Promise<Map<string, number>> {
  const first = await startKubedouble(bundle, folder);
  await stop(first);
  const server = await startKubedouble(bundle, folder);
  try {
    const bench = benchOf(server, folder);
    const values = await runSteps(bench, look === undefined ? steps : withLook(look));
    values.set(FIGURES.firstStart.what, first.readyMs);
    values.set(FIGURES.start.what, server.readyMs);
    return values;
  } finally {
    await stop(server);
  }
}

/** The objects are there for all others. */
function stepsFor(words: readonly string[]): readonly Step[] {
  if (words.length === 0) return STEPS;
  const needed: readonly string[] = [FIGURES.createConfigMap.what, FIGURES.createService.what];
  return STEPS.filter((step) =>
    step.figures.some(
      ({ what }) => needed.includes(what) || words.some((word) => what.includes(word)),
    ),
  );
}

function withLook(look: (bench: Bench) => Promise<void>): Step[] {
  const looking: Step = {
    figures: [],
    async run(bench) {
      await look(bench);
      return [];
    },
  };
  return [...steps.filter((step) => !deletes(step)), looking, ...steps.filter(deletes)];
}

function deletes(step: Step): boolean {
  return step.figures.some(({ what }) => what === FIGURES.delete.what);
}

function benchOf(server: Started, folder: string): Bench {
  return {
    target: server,
    namespace: 'bench',
    kubeconfig: join(folder, 'kubeconfig'),
    residentMib: () => residentMib(server),
  };
}
