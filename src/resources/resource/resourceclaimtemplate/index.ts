import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { ResourceClaimTemplate } from '../../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { checkTemplateMetadata } from '../../core/pod/spec-validation-claim-template.ts';
import type { NamespaceLabels } from '../admin-access.ts';
import { adminRequestErrors } from '../admin-access.ts';
import { deviceClaimErrors, setClaimDefaults } from '../device-claim.ts';
import { dropConsumedCapacity } from '../gates.ts';
import { DEVICE_TYPES } from '../internal-types.ts';

const SPEC = FieldPath.of('spec');
const DEVICES = SPEC.child('spec', 'devices');

export function resourceClaimTemplate(labelsOf: NamespaceLabels): Behaviour<ResourceClaimTemplate> {
  return defineBehaviour<ResourceClaimTemplate>('resource.k8s.io/v1beta2/ResourceClaimTemplate', {
    strategy: {
      defaults: ({ spec }) => setClaimDefaults(spec?.spec?.devices),
      prepareForCreate: (next) => dropConsumedCapacity(next.spec.spec, undefined),
      validate: (next) => [
        ...adminRequestErrors(labelsOf, next.metadata, next.spec.spec.devices),
        ...specErrors(next, { isStored: false }),
      ],
      prepareForUpdate: (next, previous) =>
        dropConsumedCapacity(next.spec.spec, previous.spec.spec),
      validateUpdate,
    },
  });
}

function specErrors(
  { spec: { metadata, spec } }: ResourceClaimTemplate,
  { isStored }: { readonly isStored: boolean },
): FieldError[] {
  const errors: FieldError[] = [];
  checkTemplateMetadata(metadata ?? {}, SPEC.child('metadata'), errors);
  return [...errors, ...deviceClaimErrors(spec.devices, DEVICES, { isStored })];
}

/** Upstream judges an updated template as a new one and then once more. */
function validateUpdate(
  next: ResourceClaimTemplate,
  previous: ResourceClaimTemplate,
): FieldError[] {
  const shown = DEVICE_TYPES.text('ResourceClaimTemplateSpec', next.spec).text;
  return [
    ...specErrors(next, { isStored: false }),
    ...validateImmutableField(next.spec, previous.spec, SPEC, shown),
    ...specErrors(next, { isStored: true }),
  ];
}
