import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { DaemonSet } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { defaultPodTemplate } from '../../core/pod/spec-defaults.ts';
import { podTemplateWarnings } from '../../core/pod/warnings.ts';
import { settleTemplateGeneration, templateGeneration } from './template-generation.ts';
import { validateSpec, validateStatusUpdate } from './validation.ts';

const TEMPLATE = FieldPath.of('spec', 'template');

export const strategy: Strategy<DaemonSet> = {
  defaults(next) {
    settleTemplateGeneration(next, templateGeneration(next));
    const { spec } = next;
    const { updateStrategy } = spec;
    updateStrategy.type ||= 'RollingUpdate';
    if (updateStrategy.type === 'RollingUpdate') {
      updateStrategy.rollingUpdate ??= {};
      updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    }
    if (updateStrategy.rollingUpdate !== undefined) {
      // Upstream's internal type cannot leave these out.
      updateStrategy.rollingUpdate.maxUnavailable ??= 0;
      updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
  },

  prepareForCreate(next) {
    const generation = templateGeneration(next);
    settleTemplateGeneration(next, generation < 1n ? 1n : generation);
    dropDisabledTemplateFields(next.spec.template);
  },
  validate: ({ spec }) => validateSpec(spec),
  warningsOnCreate: ({ spec }) => podTemplateWarnings(spec.template, TEMPLATE),

  prepareForUpdate(next, previous) {
    dropDisabledTemplateFields(next.spec.template);
    const generation = templateGeneration(previous);
    const isSame = semanticEqual(next.spec.template, previous.spec.template);
    settleTemplateGeneration(next, isSame ? generation : generation + 1n);
  },
  validateUpdate: ({ spec }, { spec: old }) => [
    ...validateImmutableField(spec.selector, old.selector, FieldPath.of('spec', 'selector')),
    ...validateSpec(spec),
  ],
  warningsOnUpdate: (next, previous) =>
    templateGeneration(next) === templateGeneration(previous)
      ? []
      : podTemplateWarnings(next.spec.template, TEMPLATE),

  subresources: {
    status: {
      prepareForUpdate(next, previous) {
        settleTemplateGeneration(next, templateGeneration(previous));
      },
      validateUpdate: validateStatusUpdate,
    },
  },
};
