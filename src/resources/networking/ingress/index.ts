import type { Ingress } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { CLASS_ANNOTATION } from './class-annotation.ts';
import { status } from './status.ts';
import { cells } from './table.ts';
import { validate, validateUpdate } from './validation.ts';

export const ingress = defineBehaviour<Ingress>('networking.k8s.io/v1/Ingress', {
  strategy: {
    prepareForCreate(next) {
      next.status = { loadBalancer: {} };
    },

    validate,

    // Admission may have filled the class in by now; then there is nothing to warn of.
    warningsOnCreate({ metadata, spec }) {
      if (metadata.annotations?.[CLASS_ANNOTATION] === undefined) return [];
      if (spec.ingressClassName !== undefined) return [];
      return [
        `annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`,
      ];
    },

    prepareForUpdate(next, previous) {
      next.status = previous.status;
    },

    validateUpdate,
    subresources: { status },
  },
  cells,
});
