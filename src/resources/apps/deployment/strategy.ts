import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { Deployment } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { defaultPodTemplate } from '../../core/pod/spec-defaults.ts';
import { podTemplateWarnings } from '../../core/pod/warnings.ts';
import { podNameWarnings } from '../pod-template.ts';
import { settleRollback, validateRollback } from './rollback-annotation.ts';
import { validateSpec, validateStatusUpdate } from './validation.ts';

const TEMPLATE = FieldPath.of('spec', 'template');

export const strategy: Strategy<Deployment> = {
  defaults(next) {
    settleRollback(next);
    const { spec } = next;
    spec.replicas ??= 1;
    const { strategy: rollout } = spec;
    rollout.type ||= 'RollingUpdate';
    if (rollout.type === 'RollingUpdate') {
      rollout.rollingUpdate ??= {};
      rollout.rollingUpdate.maxUnavailable ??= '25%';
      rollout.rollingUpdate.maxSurge ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    defaultPodTemplate(spec.template);
  },

  prepareForCreate: ({ spec }) => dropDisabledTemplateFields(spec.template),
  validate: (next) => [...validateSpec(next.spec), ...validateRollback(next)],
  warningsOnCreate: ({ metadata, spec }) => [
    ...podNameWarnings(metadata),
    ...podTemplateWarnings(spec.template, TEMPLATE),
  ],

  prepareForUpdate: ({ spec }) => dropDisabledTemplateFields(spec.template),
  validateUpdate: (next, { spec: old }) => [
    ...validateSpec(next.spec),
    ...validateRollback(next),
    ...validateImmutableField(next.spec.selector, old.selector, FieldPath.of('spec', 'selector')),
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
      validateUpdate: validateStatusUpdate,
    },
  },
};
