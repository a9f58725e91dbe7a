import type { Job, JobSpec } from '../../../apimachinery/types.generated.ts';
import { defaultPodTemplate } from '../../core/pod/spec-defaults.ts';

const UNLIMITED = 2 ** 31 - 1;

export function defaultJob({ metadata, spec }: Job): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : UNLIMITED;
  const { labels } = spec.template.metadata;
  // The same object, as it is upstream: labels that the template gets later reach the job as well.
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) {
    metadata.labels = labels;
  }
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??=
    spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  spec.manualSelector ??= false;
  defaultJobTemplate(spec);
}

/** The defaults that the template of a job has, too. */
export function defaultJobTemplate({ podFailurePolicy, template }: JobSpec): void {
  for (const { onPodConditions } of podFailurePolicy?.rules ?? []) {
    for (const pattern of onPodConditions ?? []) pattern.status ||= 'True';
  }
  defaultPodTemplate(template);
}
