import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { ResourceV1ResourceClaim as ResourceClaim } from '../../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { keepMetadata } from '../../core/pod/subresource-metadata.ts';
import type { NamespaceLabels } from '../admin-access.ts';
import { adminAllocationErrors, adminRequestErrors } from '../admin-access.ts';
import { deviceClaimErrors, setClaimDefaults, setTolerationDefaults } from '../device-claim.ts';
import { dropConsumedCapacity } from '../gates.ts';
import { DEVICE_TYPES } from '../internal-types.ts';
import { dropBindingConditions, dropDeallocatedDevices } from './status.ts';
import { statusErrors } from './status-validation.ts';

const SPEC = FieldPath.of('spec');
const DEVICES = SPEC.child('devices');

export function resourceClaim(labelsOf: NamespaceLabels): Behaviour<ResourceClaim> {
  return defineBehaviour<ResourceClaim>('resource.k8s.io/v1beta2/ResourceClaim', {
    strategy: {
      defaults({ spec, status }) {
        setClaimDefaults(spec?.devices);
        for (const { tolerations } of status?.allocation?.devices.results ?? []) {
          setTolerationDefaults(tolerations);
        }
      },
      prepareForCreate: (next) => dropGated(next, undefined),
      validate: (next) => [
        ...adminRequestErrors(labelsOf, next.metadata, next.spec.devices),
        ...deviceClaimErrors(next.spec.devices, DEVICES, { isStored: false }),
      ],
      prepareForUpdate: dropGated,
      validateUpdate,
      subresources: {
        status: {
          prepareForUpdate(next, previous) {
            keepMetadata(next.metadata, previous.metadata);
            dropDeallocatedDevices(next.status, previous.status);
            dropGated(next, previous);
          },
          validateUpdate: (next, previous) => [
            ...adminAllocationErrors(
              labelsOf,
              next.metadata,
              next.status.allocation,
              previous.status.allocation,
            ),
            ...statusErrors(next, previous),
          ],
        },
      },
    },
  });
}

function dropGated(next: ResourceClaim, previous: ResourceClaim | undefined): void {
  dropBindingConditions(next.status);
  dropConsumedCapacity(consumer(next), previous === undefined ? undefined : consumer(previous));
}

function consumer({ spec: { devices }, status }: ResourceClaim) {
  return { devices, allocation: status?.allocation, statuses: status?.devices };
}

/** Upstream judges an updated claim as a new one and then once more. */
function validateUpdate(next: ResourceClaim, previous: ResourceClaim): FieldError[] {
  const { spec } = next;
  const shown = DEVICE_TYPES.text('ResourceClaimSpec', spec).text;
  return [
    ...deviceClaimErrors(spec.devices, DEVICES, { isStored: false }),
    ...validateImmutableField(spec, previous.spec, SPEC, shown),
    ...deviceClaimErrors(spec.devices, DEVICES, { isStored: true }),
  ];
}
