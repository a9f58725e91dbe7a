import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { PodTemplate } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { dropDisabledTemplateFields } from '../pod/drop-disabled.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { validatePodTemplateSpec } from '../pod/spec-validation.ts';
import { podTemplateWarnings } from '../pod/warnings.ts';

const TEMPLATE = FieldPath.of('template');

export const podTemplate = defineBehaviour<PodTemplate>('v1/PodTemplate', {
  strategy: {
    defaults: ({ template }) => defaultPodTemplate(template),

    prepareForCreate: ({ template }) => dropDisabledTemplateFields(template),
    validate: ({ template }) => validatePodTemplateSpec(template, TEMPLATE),
    warningsOnCreate: ({ template }) => podTemplateWarnings(template, TEMPLATE),

    prepareForUpdate: ({ template }) => dropDisabledTemplateFields(template),
    validateUpdate: ({ template }) => validatePodTemplateSpec(template, TEMPLATE),
    warningsOnUpdate: ({ metadata, template }, previous) =>
      metadata.generation === previous.metadata.generation
        ? []
        : podTemplateWarnings(template, TEMPLATE),
  },
});
