import type { FieldPath } from '../../../apimachinery/field-error.ts';
import type { JobSpec } from '../../../apimachinery/types.generated.ts';
import { podTemplateWarnings } from '../../core/pod/warnings.ts';

const COMPLETIONS_MANY = 100_000;
const PARALLELISM_MANY = 10_000;

/** @param path of the spec */
export function jobSpecWarnings(spec: JobSpec, path: FieldPath): string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const warnings: string[] = [];
  const isLarge = completions > COMPLETIONS_MANY && parallelism > PARALLELISM_MANY;
  if (completionMode === 'Indexed' && isLarge) {
    warnings.push(
      `${path.toString()}: In Indexed Jobs with a number of completions higher than 10^5 and a ` +
        'parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes ' +
        'when a big number of indexes fail',
    );
  }
  return [...warnings, ...podTemplateWarnings(template, path.child('template'))];
}
