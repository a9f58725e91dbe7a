/** Replays recorded scenarios (test/conformance) against servers of their own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { endWithUs, ROOT, startServer } from '../server-process.ts';

export const SCENARIOS: string = join(ROOT, 'test', 'conformance', 'scenarios');
const PLAYER = join(ROOT, 'test', 'conformance', 'replay.mjs');

export interface ScenarioResult {
  /** `area/name` */
  readonly id: string;
  readonly passed: boolean;
  /** The first difference, for people. */
  readonly why: string;
}

/** All areas, or those of a list. */
export function areas(): string[] {
  return readdirSync(SCENARIOS).toSorted();
}

/** `area/name` of every scenario of an area. */
export function scenariosOf(area: string): string[] {
  return readdirSync(join(SCENARIOS, area))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${area}/${file.slice(0, -'.json'.length)}`)
    .toSorted();
}

/** Whether a scenario drives kubectl, which not every machine has. */
export function needsKubectl(id: string): boolean {
  return readFileSync(join(SCENARIOS, `${id}.json`), 'utf8').includes('"kind": "kubectl"');
}

export function hasKubectl(): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, 'kubectl')));
}

/** Replays these scenarios one after the other against one fresh server. */
export async function replay(ids: readonly string[]): Promise<ScenarioResult[]> {
  if (ids.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-replay-'));
  const server = await startServer('--nodes', '0', '--ephemeral');
  try {
    const report = join(folder, 'report.json');
    const target = ['--server', server.url, '--token', server.token, '--insecure'];
    const files = ids.map((id) => join(SCENARIOS, `${id}.json`));
    const output = await play([...target, '--report', report, ...files]);
    if (!existsSync(report)) throw new Error(`the player failed: ${output}`);
    return resultsIn(report);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function play(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const player = endWithUs(
      spawn(process.execPath, [PLAYER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    let output = '';
    const collect = (text: Buffer): void => {
      output += text.toString('utf8');
    };
    player.stdout.on('data', collect);
    player.stderr.on('data', collect);
    player.once('error', reject);
    player.once('close', () => resolve(output));
  });
}

interface Report {
  readonly scenarios: readonly {
    readonly scenario: string;
    readonly ok: boolean;
    readonly failures: readonly {
      readonly step: number;
      readonly title: string;
      readonly differences: readonly { path: string; expected: string; got: string }[];
    }[];
  }[];
}

function resultsIn(file: string): ScenarioResult[] {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return report.scenarios.map(({ scenario, ok, failures }) => {
    const [failure] = failures;
    const difference = failure?.differences[0];
    const at = `at ${difference?.path}\n  expected ${difference?.expected}\n  got      ${difference?.got}`;
    const why = failure === undefined ? '' : `step ${failure.step}: ${failure.title}\n  ${at}`;
    return { id: scenario, passed: ok, why };
  });
}
