const VERSION = /^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$/;
const STAGES: Readonly<Record<string, number>> = { alpha: 0, beta: 1 };

/**
 * Orders versions of an API, the best first: stable ones before beta before alpha, higher numbers
 * before lower ones, and behind them everything that does not look like a version.
 */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [VERSION.exec(a), VERSION.exec(b)];
  if (first === null || second === null) {
    if (first === null && second === null) return a < b ? -1 : Number(a > b);
    return first === null ? 1 : -1;
  }
  return (
    stageOf(second) - stageOf(first) ||
    Number(second[1]) - Number(first[1]) ||
    Number(second[3] ?? 0) - Number(first[3] ?? 0)
  );
}

function stageOf(found: RegExpExecArray): number {
  return STAGES[found[2] ?? ''] ?? 2;
}
