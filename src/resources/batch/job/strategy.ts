import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Job } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { podNameWarnings } from '../../apps/pod-template.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { defaultJob } from './defaults.ts';
import { generateSelector } from './selector.ts';
import { validateStatusUpdate } from './status-validation.ts';
import { validate, validateUpdate } from './validation.ts';
import { jobSpecWarnings } from './warnings.ts';

const SPEC = FieldPath.of('spec');
const PODS_STAY =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background ' +
  'to remove them or set propagationPolicy=Orphan to suppress this warning';

export const strategy: Strategy<Job> = {
  defaults: defaultJob,

  prepareForCreate(next) {
    generateSelector(next);
    const { labels } = next.spec.template.metadata;
    // Upstream does it on every later read, so bad labels are only the template's.
    const isMissing = semanticEqual(next.metadata.labels, undefined);
    if (isMissing && validateLabels(labels, SPEC).length === 0)
      next.metadata.labels = { ...labels };
    dropDisabledTemplateFields(next.spec.template);
  },
  validate: (next) => validate(next, { prefixed: true }),
  warningsOnCreate: ({ metadata, spec }) => [
    ...podNameWarnings(metadata),
    ...jobSpecWarnings(spec, SPEC),
  ],

  prepareForUpdate: ({ spec }) => dropDisabledTemplateFields(spec.template),
  validateUpdate,
  warningsOnUpdate: ({ metadata, spec }, previous) =>
    metadata.generation === previous.metadata.generation ? [] : jobSpecWarnings(spec, SPEC),

  warningsOnDelete: ({ propagationPolicy, orphanDependents }) =>
    propagationPolicy === undefined && orphanDependents === undefined ? [PODS_STAY] : [],

  subresources: { status: { validateUpdate: validateStatusUpdate } },
};
