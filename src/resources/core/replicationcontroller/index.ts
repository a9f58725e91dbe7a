import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { selectorFromMap } from '../../../apimachinery/selectors/labels.ts';
import type {
  ReplicationController,
  ReplicationControllerSpec,
} from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import {
  checkKeepsRunning,
  checkTemplateLabels,
  podNameWarnings,
} from '../../apps/pod-template.ts';
import { validateReplicaSetStatus } from '../../apps/replicaset/index.ts';
import { dropDisabledTemplateFields } from '../pod/drop-disabled.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { validatePodTemplateSpec } from '../pod/spec-validation.ts';
import { podTemplateWarnings } from '../pod/warnings.ts';

const SPEC = FieldPath.of('spec');
const TEMPLATE = SPEC.child('template');

export const replicationController = defineBehaviour<ReplicationController>(
  'v1/ReplicationController',
  {
    strategy: {
      defaults,

      prepareForCreate: ({ spec }) => dropDisabledTemplateFields(spec.template ?? undefined),
      validate: ({ spec }) => validateSpec(spec),
      warningsOnCreate: ({ metadata, spec }) => [
        ...podNameWarnings(metadata),
        ...templateWarnings(spec),
      ],

      prepareForUpdate: ({ spec }) => dropDisabledTemplateFields(spec.template ?? undefined),
      validateUpdate({ spec }) {
        // Upstream checks a changed controller as a new one and then as a changed one.
        const errors = validateSpec(spec);
        return [...errors, ...errors];
      },
      warningsOnUpdate: ({ metadata, spec }, previous) =>
        metadata.generation === previous.metadata.generation ? [] : templateWarnings(spec),

      subresources: {
        status: { validateUpdate: ({ status }) => validateReplicaSetStatus(status) },
      },
    },
  },
);

function defaults({ metadata, spec }: ReplicationController): void {
  spec.replicas ??= 1;
  const { template } = spec;
  if (!template) return;
  const { labels } = template.metadata;
  if (labels !== undefined) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
  }
  defaultPodTemplate(template);
}

function templateWarnings({ template }: ReplicationControllerSpec): string[] {
  return template ? podTemplateWarnings(template, TEMPLATE) : [];
}

function validateSpec(spec: ReplicationControllerSpec): FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(spec, ['minReadySeconds'], SPEC, errors);
  const selector = selectorFromMap(spec.selector ?? undefined);
  if (selector.isEmpty) errors.push(fieldError.required(SPEC.child('selector')));
  checkNonNegative(spec, ['replicas'], SPEC, errors);
  const { template } = spec;
  if (!template) {
    errors.push(fieldError.required(TEMPLATE));
    return errors;
  }
  if (!selector.isEmpty) checkTemplateLabels(template, selector, TEMPLATE, errors);
  errors.push(...validatePodTemplateSpec(template, TEMPLATE));
  checkKeepsRunning(template, 'ReplicationController', TEMPLATE, errors);
  return errors;
}
