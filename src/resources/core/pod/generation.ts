import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';

/** Subresources of the spec count as changes of it, just as the main resource does. */
export function raiseGeneration(next: Pod, previous: Pod): void {
  if (semanticEqual(next.spec, previous.spec)) return;
  next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
}
