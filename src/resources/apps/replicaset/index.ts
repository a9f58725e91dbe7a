import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type {
  ReplicaSet,
  ReplicaSetSpec,
  ReplicaSetStatus,
} from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { defaultPodTemplate } from '../../core/pod/spec-defaults.ts';
import { podTemplateWarnings } from '../../core/pod/warnings.ts';
import { checkNonNegative, checkReplicaCounts } from '../counts.ts';
import { checkReplicated, podNameWarnings } from '../pod-template.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const TEMPLATE = SPEC.child('template');

export const replicaSet = defineBehaviour<ReplicaSet>('apps/v1/ReplicaSet', {
  strategy: {
    defaults({ spec }) {
      spec.replicas ??= 1;
      defaultPodTemplate(spec.template);
    },

    prepareForCreate: ({ spec }) => dropDisabledTemplateFields(spec.template),
    validate: ({ spec }) => validateSpec(spec),
    warningsOnCreate: ({ metadata, spec }) => [
      ...podNameWarnings(metadata),
      ...podTemplateWarnings(spec.template, TEMPLATE),
    ],

    prepareForUpdate: ({ spec }) => dropDisabledTemplateFields(spec.template),
    validateUpdate: ({ spec }, { spec: old }) => [
      ...validateSpec(spec),
      ...validateImmutableField(spec.selector, old.selector, SPEC.child('selector')),
    ],
    warningsOnUpdate: ({ metadata, spec }, previous) =>
      metadata.generation === previous.metadata.generation
        ? []
        : podTemplateWarnings(spec.template, TEMPLATE),

    subresources: {
      status: {
        prepareForUpdate(next, previous) {
          // An alpha field.
          if (previous.status.terminatingReplicas === undefined) {
            delete next.status.terminatingReplicas;
          }
        },
        validateUpdate: ({ status }) => validateReplicaSetStatus(status),
      },
    },
  },
});

function validateSpec(spec: ReplicaSetSpec): FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(spec, ['replicas', 'minReadySeconds'], SPEC, errors);
  checkReplicated(spec, SPEC, errors);
  return errors;
}

/** Replication controllers have the same status. */
export function validateReplicaSetStatus(status: ReplicaSetStatus): FieldError[] {
  const errors: FieldError[] = [];
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
  checkNonNegative(
    status,
    ['replicas', ...parts, 'observedGeneration', 'terminatingReplicas'],
    STATUS,
    errors,
  );
  checkReplicaCounts(status, parts, 'readyReplicas', STATUS, errors);
  return errors;
}
