import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import { withoutEmpties } from '../../apimachinery/go-print.ts';
import { isDns1123Label } from '../../apimachinery/names.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import {
  LabelSelectorError,
  labelSelectorFromObject,
  validateLabelSelector,
} from '../../apimachinery/selectors/labels.ts';
import type {
  LabelSelector as LabelSelectorObject,
  ObjectMeta,
  PodTemplateSpec,
} from '../../apimachinery/types.generated.ts';
import { validatePodTemplateSpec } from '../core/pod/spec-validation.ts';

/** A selector that must be there and must say something. @param word names the kind in messages */
export function checkSelector(
  selector: LabelSelectorObject | undefined,
  word: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  // The canonical form of "no selector" is null.
  if (!selector) {
    errors.push(fieldError.required(path));
    return;
  }
  errors.push(...validateLabelSelector(selector, path));
  if (selectsEverything(selector)) {
    errors.push(
      fieldError.invalid(path, withoutEmpties(selector), `empty selector is invalid for ${word}`),
    );
  }
}

export function selectsEverything({ matchLabels, matchExpressions }: LabelSelectorObject): boolean {
  return Object.keys(matchLabels ?? {}).length + (matchExpressions?.length ?? 0) === 0;
}

/** Undefined: it is malformed. */
export function readSelector(selector: LabelSelectorObject | undefined): LabelSelector | undefined {
  try {
    return labelSelectorFromObject(selector ?? undefined);
  } catch (error) {
    if (error instanceof LabelSelectorError) return undefined;
    throw error;
  }
}

/** The pods that a template makes belong to whom they are made for. @param path of the template */
export function checkTemplateLabels(
  { metadata }: PodTemplateSpec,
  selector: LabelSelector,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (selector.matches(metadata.labels)) return;
  const detail = '`selector` does not match template `labels`';
  const place = path.child('metadata', 'labels');
  errors.push(fieldError.invalid(place, metadata.labels, detail));
}

/** Selector and template of kinds that keep a number of equal pods running. @param path of the spec */
export function checkReplicated(
  { selector, template }: { selector?: LabelSelectorObject; template: PodTemplateSpec },
  path: FieldPath,
  errors: FieldError[],
): void {
  // Upstream checks both kinds with the words of one.
  checkSelector(selector, 'deployment', path.child('selector'), errors);
  const read = readSelector(selector);
  if (read === undefined) {
    const place = path.child('selector');
    errors.push(fieldError.invalid(place, withoutEmpties(selector), 'invalid label selector'));
    return;
  }
  const place = path.child('template');
  if (!read.isEmpty) checkTemplateLabels(template, read, place, errors);
  errors.push(...validatePodTemplateSpec(template, place));
  checkKeepsRunning(template, 'ReplicaSet', place, errors);
}

/** Pods of these kinds are not meant to end. @param path of the template */
export function checkKeepsRunning(
  { spec }: PodTemplateSpec,
  kind: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (spec.restartPolicy !== 'Always') {
    const place = path.child('spec', 'restartPolicy');
    errors.push(fieldError.notSupported(place, spec.restartPolicy ?? '', ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldError.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail));
  }
}

/** For kinds whose name becomes part of the names of pods. */
export function podNameWarnings({ name = '' }: ObjectMeta): string[] {
  const messages = isDns1123Label(name);
  if (messages.length === 0) return [];
  return [
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising ' +
      `behavior; a DNS label is recommended: [${messages.join(' ')}]`,
  ];
}
