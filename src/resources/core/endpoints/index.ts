import type { Endpoints } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { cells } from './table.ts';
import { validate, validateUpdate, warnings } from './validation.ts';

export const endpoints = defineBehaviour<Endpoints>('v1/Endpoints', {
  strategy: {
    defaults(next) {
      for (const subset of next.subsets ?? []) {
        for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
      }
    },
    validate,
    warningsOnCreate: warnings,
    validateUpdate,
    warningsOnUpdate: warnings,
  },
  cells,
});
