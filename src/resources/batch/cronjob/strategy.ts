import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { CronJob } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { podNameWarnings } from '../../apps/pod-template.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { defaultJobTemplate } from '../job/defaults.ts';
import { jobSpecWarnings } from '../job/warnings.ts';
import { validate, validateSpec } from './validation.ts';

const JOB_SPEC = FieldPath.of('spec', 'jobTemplate', 'spec');

export const strategy: Strategy<CronJob> = {
  defaults({ spec }) {
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    defaultJobTemplate(spec.jobTemplate.spec);
  },

  prepareForCreate: ({ spec }) => dropDisabledTemplateFields(spec.jobTemplate.spec.template),
  validate,
  warningsOnCreate: ({ metadata, spec }) => [
    ...podNameWarnings(metadata),
    ...jobSpecWarnings(spec.jobTemplate.spec, JOB_SPEC),
  ],

  prepareForUpdate: ({ spec }) => dropDisabledTemplateFields(spec.jobTemplate.spec.template),
  validateUpdate: ({ spec }, { spec: old }) => validateSpec(spec, old),
  warningsOnUpdate({ metadata, spec }, previous) {
    const isSame = metadata.generation === previous.metadata.generation;
    return isSame ? [] : jobSpecWarnings(spec.jobTemplate.spec, JOB_SPEC);
  },
};
