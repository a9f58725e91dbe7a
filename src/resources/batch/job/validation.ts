import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1123Label } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  Affinity,
  Job,
  JobSpec,
  PodTemplateSpec,
} from '../../../apimachinery/types.generated.ts';
import { checkTemplateLabels, readSelector } from '../../apps/pod-template.ts';
import { podTemplateText } from '../../core/pod/internal-types.ts';
import { CONTROLLER_UID, checkGeneratedSelector, JOB_NAME } from './selector.ts';
import { checkJobSpec, jobStructs } from './spec-validation.ts';

const SPEC = FieldPath.of('spec');

/** @param rules whether the labels of the template must have their newer names, too */
export function validate(job: Job, rules: { prefixed: boolean }): FieldError[] {
  const errors: FieldError[] = [];
  checkGeneratedSelector(job, rules, errors);
  errors.push(...specErrors(job.spec));
  const { completionMode, completions = 0 } = job.spec;
  if (completionMode !== 'Indexed' || completions <= 0) return errors;
  const { name = '' } = job.metadata;
  const hostname = `${name}-${completions - 1}`;
  if (isDns1123Label(hostname).length > 0) {
    const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
    errors.push(fieldError.invalid(FieldPath.of('metadata', 'name'), name, detail));
  }
  return errors;
}

function specErrors(spec: JobSpec): FieldError[] {
  const errors: FieldError[] = [];
  checkJobSpec(spec, SPEC, errors);
  const path = SPEC.child('selector');
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, path));
  else errors.push(fieldError.required(path));
  const selector = readSelector(spec.selector);
  if (selector !== undefined) {
    checkTemplateLabels(spec.template, selector, SPEC.child('template'), errors);
  }
  return errors;
}

export function validateUpdate(next: Job, previous: Job): FieldError[] {
  const { labels } = previous.spec.template.metadata;
  const prefixed = labels?.[JOB_NAME] !== undefined && labels[CONTROLLER_UID] !== undefined;
  const { spec } = next;
  const { spec: old } = previous;
  const immutable = (member: keyof JobSpec, shown?: string): FieldError[] =>
    validateImmutableField(spec[member], old[member], SPEC.child(member), shown);
  // Upstream checks a changed job as a new one and then as a changed one.
  return [
    ...validate(next, { prefixed }),
    ...specErrors(spec),
    ...completionsErrors(spec, old),
    ...immutable('selector'),
    ...templateErrors(next, previous),
    ...immutable('completionMode'),
    ...immutable(
      'podFailurePolicy',
      jobStructs.text('PodFailurePolicy', spec.podFailurePolicy).text,
    ),
    ...immutable('backoffLimitPerIndex'),
    ...immutable('managedBy'),
    ...immutable('successPolicy', jobStructs.text('SuccessPolicy', spec.successPolicy).text),
  ];
}

function completionsErrors(spec: JobSpec, old: JobSpec): FieldError[] {
  const path = SPEC.child('completions');
  const { completions, parallelism } = spec;
  if (spec.completionMode !== 'Indexed') {
    return validateImmutableField(completions, old.completions, path);
  }
  if (completions === old.completions || completions === undefined) return [];
  if (completions === parallelism) return [];
  const detail = 'can only be modified in tandem with spec.parallelism';
  return [fieldError.invalid(path, completions, detail)];
}

/** Where pods may run can still be changed while none has. */
function templateErrors({ spec }: Job, { spec: old, status }: Job): FieldError[] {
  const { template } = spec;
  const isOpen = old.suspend === true && status.startTime === undefined;
  const expected = isOpen ? withScheduling(old.template, template) : old.template;
  if (semanticEqual(template, expected)) return [];
  const path = SPEC.child('template');
  return [fieldError.invalid(path, podTemplateText(template), 'field is immutable')];
}

/** The old template with those directives of the new one that may change. */
function withScheduling(old: PodTemplateSpec, next: PodTemplateSpec): PodTemplateSpec {
  const { labels, annotations } = next.metadata;
  const { nodeSelector, tolerations, schedulingGates } = next.spec;
  const affinity = affinityOf(old.spec.affinity, next.spec.affinity);
  return {
    metadata: { ...old.metadata, labels, annotations },
    spec: {
      ...old.spec,
      nodeSelector,
      tolerations,
      schedulingGates,
      affinity,
    },
  };
}

function affinityOf(old: Affinity | undefined, next: Affinity | undefined): Affinity | undefined {
  if (old === undefined && next === undefined) return undefined;
  const { nodeAffinity: _nodeAffinity, ...rest } = old ?? {};
  if (next === undefined) return Object.keys(rest).length === 0 ? undefined : rest;
  return { ...rest, nodeAffinity: next.nodeAffinity };
}
