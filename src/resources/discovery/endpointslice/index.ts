import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { EndpointSlice } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { cells } from './table.ts';
import { dropTopology } from './topology.ts';
import { validate, validateUpdate } from './validation.ts';
import { addressTypeWarnings, addressWarnings } from './warnings.ts';

export const endpointSlice = defineBehaviour<EndpointSlice>('discovery.k8s.io/v1/EndpointSlice', {
  strategy: {
    defaults(next) {
      for (const port of next.ports ?? []) {
        port.name ??= '';
        port.protocol ??= 'TCP';
      }
    },

    prepareForCreate(next) {
      dropTopology(next, undefined);
    },

    validate,

    warningsOnCreate: (next) => [...addressTypeWarnings(next), ...addressWarnings(next)],

    prepareForUpdate(next, previous) {
      // What is dropped counts as a change.
      if (!semanticEqual(next.endpoints, previous.endpoints)) {
        next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      }
      dropTopology(next, previous);
    },

    validateUpdate,

    warningsOnUpdate: addressWarnings,
  },

  // Consumers find slices by their labels, so a change of these is a change of the slice.
  generationChanged: (next, previous) =>
    !semanticEqual(next.metadata.labels, previous.metadata.labels),

  cells,
});
