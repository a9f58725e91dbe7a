import { expect, test } from 'vitest';
import { SeededRng } from '../../src/base/rng.ts';
import { kubernetesEnvironment } from '../../src/cel/kubernetes/environment.ts';
import { CALL_COST_MAX, CompileError, compile } from '../../src/cel/program.ts';
import { DYN } from '../../src/cel/types/type.ts';
import { fromJson } from '../../src/cel/values/json.ts';
import { damaged, expressionOf, extreme, ROOTS, tokenHeap } from './expressions.ts';

const EXPRESSIONS = 4000;
/** What one call may cost beyond the limit before it is noticed. */
const LAST_STEP = 10 * CALL_COST_MAX;

const environment = kubernetesEnvironment.extending({ variables: { object: DYN } });
const object = fromJson({
  flag: true,
  name: 'a-name',
  spec: { count: 4 },
  numbers: [3, 1, 2],
  counts: { a: 1, b: 2 },
  labels: { a: 'x' },
});

/** How it ended; whatever else it throws is a crash. */
function outcome(expression: string): 'refused' | 'failed' | 'evaluated' {
  try {
    const program = compile(expression, environment);
    const result = program.evaluate((name) => (name === 'object' ? object : undefined));
    if (result.cost > LAST_STEP) throw new Error(`it cost ${result.cost}`);
    return result.ok ? 'evaluated' : 'failed';
  } catch (error) {
    if (error instanceof CompileError) return 'refused';
    throw error;
  }
}

function randomExpression(rng: SeededRng): string {
  const root = ROOTS[rng.int(ROOTS.length)] ?? 'bool';
  const kind = rng.int(100);
  if (kind < 60) return expressionOf(rng, root, rng.int(5));
  if (kind < 80) return damaged(rng, expressionOf(rng, root, rng.int(4)));
  return kind < 97 ? tokenHeap(rng) : extreme(rng);
}

test('random expressions are refused, fail or are evaluated, and nothing breaks', () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const rng = new SeededRng(seed);
  const counts = { refused: 0, failed: 0, evaluated: 0 };
  const wrong: string[] = [];

  for (let index = 0; index < EXPRESSIONS; index++) {
    const expression = randomExpression(rng);
    try {
      counts[outcome(expression)]++;
    } catch (error) {
      wrong.push(`${expression.slice(0, 500)} -> ${String(error)}`);
    }
  }

  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(Math.min(...Object.values(counts)), `seed ${seed}`).toBeGreaterThan(EXPRESSIONS / 50);
});
