import { nameIsDns1035Label } from '../../../apimachinery/names.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import type { ServiceDependencies } from './claims.ts';
import { serviceClaims } from './claims.ts';
import { defaults } from './defaults.ts';
import { prepareForCreate, prepareForUpdate } from './prepare.ts';
import { status } from './status.ts';
import { cells } from './table.ts';
import { validate, validateUpdate } from './validation.ts';
import { warnings } from './warnings.ts';

/**
 * Services hold addresses and node ports of the cluster's ranges; what they take and give back is
 * committed together with them.
 */
export function serviceBehaviour(dependencies: ServiceDependencies): Behaviour<Service> {
  return defineBehaviour<Service>('v1/Service', {
    strategy: {
      defaults,
      claims: serviceClaims(dependencies),
      prepareForCreate,
      validate,
      warningsOnCreate: warnings,
      prepareForUpdate,
      validateUpdate,
      warningsOnUpdate: warnings,
      subresources: { status },
      validateName: nameIsDns1035Label,
    },
    // An ExternalName service has no use for it, but has it back when its type changes again.
    concealed: {
      marker: '"type":"ExternalName"',
      conceal({ spec }) {
        delete spec.internalTrafficPolicy;
      },
    },
    cells,
  });
}
