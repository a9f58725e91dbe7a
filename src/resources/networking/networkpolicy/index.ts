import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import type { NetworkPolicy } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { cells } from './table.ts';
import { validate, validateUpdate } from './validation.ts';
import { warnings } from './warnings.ts';

export const networkPolicy = defineBehaviour<NetworkPolicy>('networking.k8s.io/v1/NetworkPolicy', {
  strategy: {
    defaults({ spec }) {
      for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
        for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
      }
      if ((spec.policyTypes ?? []).length > 0) return;
      // Every policy is at least about what comes in.
      spec.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    },
    validate,
    warningsOnCreate: warnings,
    validateUpdate,
    warningsOnUpdate: warnings,
  },
  // Upstream compares these to the letter: an empty list that is sent raises the generation each time.
  generationChanged: (next, previous) => !equalJson(next.spec, previous.spec),
  cells,
});
