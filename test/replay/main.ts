/**
 * `npm run conformance -- [area or area/scenario …]`: replays all recorded scenarios, or those named,
 * and prints how many of every area pass. Exit code 1 when something failed that is listed as passing.
 */
import { listedAreas } from '../conformance-areas.ts';
import { buildServer } from '../server-process.ts';
import type { ScenarioResult } from './replay.ts';
import { areas, hasKubectl, needsKubectl, replay, scenariosOf } from './replay.ts';

/** Scenarios mostly wait for controllers, so more than one fits a processor. */
const AT_ONCE = Number(process.env['CONFORMANCE_JOBS'] ?? 2);

const wanted = process.argv.slice(2);
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
buildServer();
const kubectl = hasKubectl();
if (!kubectl) print('kubectl is not on the PATH: scenarios that drive it are skipped');

const queue = areas()
  .map((area) => ({ area, ids: scenariosOf(area).filter(isWanted) }))
  .filter(({ ids }) => ids.length > 0);
const results = new Map<string, ScenarioResult[]>();
await Promise.all(Array.from({ length: AT_ONCE }, work));
const lost = summary();
process.exitCode = lost ? 1 : 0;

function isWanted(id: string): boolean {
  const named =
    wanted.length === 0 || wanted.some((each) => id === each || id.startsWith(`${each}/`));
  return named && (kubectl || !needsKubectl(id));
}

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { area, ids } = next;
    // oxlint-disable-next-line no-await-in-loop -- one server after the other is the point
    const outcome = await replay(ids).catch((error: Error) =>
      ids.map((id) => ({ id, passed: false, why: error.message })),
    );
    results.set(area, outcome);
    print(lineOf(area, outcome));
    for (const { id, passed, why } of outcome) if (!passed) print(`  FAILED ${id}\n  ${why}`);
  }
}

/** Prints the counts, and answers whether something was lost that used to pass. */
function summary(): boolean {
  print('');
  for (const area of [...results.keys()].toSorted()) print(lineOf(area, results.get(area) ?? []));
  const all = [...results.values()].flat();
  const lostAreas = [...results.keys()].filter(
    (area) => listedAreas.includes(area) && results.get(area)?.some(({ passed }) => !passed),
  );
  for (const area of lostAreas) print(`${area} is listed as passing and does not pass`);
  const passed = all.filter((each) => each.passed).length;
  print(`${passed} passed, ${all.length - passed} failed`);
  return lostAreas.length > 0;
}

function lineOf(area: string, outcome: readonly ScenarioResult[]): string {
  const passed = outcome.filter((each) => each.passed).length;
  const mark = passed === outcome.length ? 'ok    ' : 'FAILED';
  return `${mark} ${area.padEnd(32)} ${passed} of ${outcome.length}`;
}
