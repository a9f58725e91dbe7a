import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Deployment } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const deployment = defineBehaviour<Deployment>('apps/v1/Deployment', {
  strategy,
  // Annotations are copied to the replica sets, so the controller must see them.
  generationChanged: (next, previous) =>
    !semanticEqual(next.metadata.annotations, previous.metadata.annotations),
});
