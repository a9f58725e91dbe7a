import { humanDuration } from '../../../apimachinery/time.ts';
import type { Job } from '../../../apimachinery/types.generated.ts';
import type { Cell, CellContext } from '../../../registry/definition.ts';
import { containerCells, labelSelectorText, milliseconds } from '../../../registry/table-cells.ts';

export function row(job: Job, { now }: CellContext): Record<string, Cell> {
  const { spec } = job;
  return {
    Status: statusOf(job),
    Completions: completionsOf(job),
    Duration: durationOf(job, now),
    ...containerCells(spec.template.spec.containers),
    Selector: labelSelectorText(spec.selector),
  };
}

function statusOf({ metadata, status }: Job): string {
  const is = (wanted: string): boolean =>
    status.conditions?.find(({ type }) => type === wanted)?.status === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(is) ?? 'Running';
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: Job, now: number): string {
  const start = milliseconds(status.startTime);
  if (start === undefined) return '';
  return humanDuration((milliseconds(status.completionTime) ?? now) - start);
}
