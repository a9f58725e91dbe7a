import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { compareBytes } from '../../../apimachinery/go-format.ts';
import { withoutEmpties } from '../../../apimachinery/go-print.ts';
import type { Job } from '../../../apimachinery/types.generated.ts';
import { readSelector } from '../../apps/pod-template.ts';

export const JOB_NAME = 'batch.kubernetes.io/job-name';
export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const LEGACY_JOB_NAME = 'job-name';
const LEGACY_CONTROLLER_UID = 'controller-uid';

/** Makes the pods of a job its own. What a client has set stays, and is refused later. */
export function generateSelector({ metadata, spec }: Job): void {
  if (spec.manualSelector === true) return;
  const { name = '', uid = '' } = metadata;
  spec.template.metadata.labels ??= {};
  const { labels } = spec.template.metadata;
  labels[LEGACY_JOB_NAME] ??= name;
  labels[JOB_NAME] ??= name;
  labels[LEGACY_CONTROLLER_UID] ??= uid;
  labels[CONTROLLER_UID] ??= uid;
  sortKeys(labels);
  spec.selector ??= {};
  spec.selector.matchLabels ??= {};
  spec.selector.matchLabels[CONTROLLER_UID] ??= uid;
  sortKeys(spec.selector.matchLabels);
}

/** Messages show maps as Go prints them. In place, because the labels may be the job's as well. */
function sortKeys(map: Record<string, string>): void {
  for (const [key, value] of Object.entries(map).toSorted(([a], [b]) => compareBytes(a, b))) {
    delete map[key];
    map[key] = value;
  }
}

export function checkGeneratedSelector(
  { metadata, spec }: Job,
  { prefixed }: { prefixed: boolean },
  errors: FieldError[],
): void {
  if (spec.manualSelector === true || !spec.selector) return;
  const { name = '', uid = '' } = metadata;
  if (uid === '') errors.push(fieldError.required(FieldPath.of('metadata', 'uid')));
  const expected: Record<string, string> = {
    [LEGACY_CONTROLLER_UID]: uid,
    [LEGACY_JOB_NAME]: name,
    ...(prefixed ? { [CONTROLLER_UID]: uid, [JOB_NAME]: name } : {}),
  };
  const { labels } = spec.template.metadata;
  for (const [key, value] of Object.entries(expected)) {
    const actual = labels?.[key];
    if (actual === value) continue;
    const path = FieldPath.of('spec', 'template', 'metadata', 'labels').key(key);
    const detail = `must be '${value}'`;
    errors.push(
      actual === undefined
        ? fieldError.required(path, detail)
        : fieldError.invalid(path, labels, detail),
    );
  }
  if (readSelector(spec.selector)?.matches(expected) !== false) return;
  const detail = '`selector` not auto-generated';
  errors.push(
    fieldError.invalid(FieldPath.of('spec', 'selector'), withoutEmpties(spec.selector), detail),
  );
}
