import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { VolumeAttributesClass } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { parameterErrors, provisionerErrors } from '../parameters.ts';

const DRIVER = FieldPath.of('driverName');
const PARAMETERS = FieldPath.of('parameters');

export const volumeAttributesClass = defineBehaviour<VolumeAttributesClass>(
  'storage.k8s.io/v1beta1/VolumeAttributesClass',
  {
    strategy: {
      validate,
      validateUpdate(next, previous) {
        // Upstream judges an updated object twice.
        const errors = validate(next);
        if (next.driverName !== previous.driverName) {
          errors.push(fieldError.forbidden(DRIVER, 'updates to driverName are forbidden.'));
        }
        if (!isDeepStrictEqual(next.parameters, previous.parameters)) {
          errors.push(fieldError.forbidden(PARAMETERS, 'updates to parameters are forbidden.'));
        }
        return [...errors, ...validate(next)];
      },
    },
  },
);

function validate({ driverName, parameters }: VolumeAttributesClass): FieldError[] {
  return [
    ...provisionerErrors(driverName, DRIVER),
    ...parameterErrors(parameters, PARAMETERS, { mayBeEmpty: false }),
  ];
}
