import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { DeviceClass } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { CONFIGURATIONS_MAX } from '../device-claim.ts';
import { configurationErrors, selectorErrors } from '../device-configuration.ts';
import { validateList } from '../lists.ts';

const SPEC = FieldPath.of('spec');

export const deviceClass = defineBehaviour<DeviceClass>('resource.k8s.io/v1beta2/DeviceClass', {
  strategy: {
    prepareForCreate: dropGated,
    validate: (next) => specErrors(next, { isStored: false }),
    prepareForUpdate: dropGated,
    validateUpdate: (next, previous) => [
      // Upstream judges an updated class as a new one and then once more.
      ...specErrors(next, { isStored: false }),
      ...specErrors(next, { isStored: semanticEqual(next.spec.config, previous.spec.config) }),
    ],
  },
});

/** Behind DRAExtendedResource, which is closed by default. */
function dropGated({ spec }: DeviceClass): void {
  delete spec.extendedResourceName;
}

function specErrors(
  { spec: { selectors, config } }: DeviceClass,
  { isStored }: { readonly isStored: boolean },
): FieldError[] {
  return [
    ...selectorErrors(selectors, SPEC.child('selectors')),
    ...validateList(
      config,
      CONFIGURATIONS_MAX,
      (configuration, path) => configurationErrors(configuration, path, { isStored }),
      SPEC.child('config'),
    ),
  ];
}
