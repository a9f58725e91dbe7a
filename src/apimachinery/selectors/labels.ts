import type { FieldError, FieldPath } from '../field-error.ts';
import { fieldError } from '../field-error.ts';
import { compareBytes } from '../go-format.ts';
import { quote } from '../go-print.ts';
import { isQualifiedName, isValidLabelValue } from '../names.ts';
import type { LabelSelector as LabelSelectorObject } from '../types.generated.ts';
import { parseRequirements } from './label-parser.ts';
import type { Labels, Operator, Requirement } from './requirement.ts';
import { byKey, holds, requirementProblem, requirementText } from './requirement.ts';

export type { Operator, Requirement } from './requirement.ts';

/** Which labels are meant: all requirements must hold; none: everything. */
export class LabelSelector {
  readonly requirements: readonly Requirement[];

  constructor(requirements: readonly Requirement[]) {
    this.requirements = requirements;
  }

  get isEmpty(): boolean {
    return this.requirements.length === 0;
  }

  matches(labels: Labels | undefined): boolean {
    for (const requirement of this.requirements) {
      if (!holds(requirement, labels ?? {})) return false;
    }
    return true;
  }

  /** Upstream's canonical text: `a=b,tier in (x,y),!c`. */
  toString(): string {
    return this.requirements.map(requirementText).join(',');
  }
}

export const EVERYTHING = new LabelSelector([]);

/** Matches no labels at all, as a nil selector does. */
export const NOTHING = new (class extends LabelSelector {
  constructor() {
    super([]);
  }

  override get isEmpty(): boolean {
    return false;
  }

  override matches(): boolean {
    return false;
  }
})();

/** @throws 400 with the bare text of upstream's parser */
export function parseLabelSelector(text: string): LabelSelector {
  return text === '' ? EVERYTHING : new LabelSelector(parseRequirements(text));
}

/** Equality of every pair; undefined and `{}` match everything. */
export function selectorFromMap(labels: Labels | undefined): LabelSelector {
  const keys = Object.keys(labels ?? {}).toSorted(compareBytes);
  return new LabelSelector(
    keys.map((key) => ({ key, operator: '=' as const, values: [labels?.[key] ?? ''] })),
  );
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/** An object's selector that says nothing sensible; the message is upstream's. */
export class LabelSelectorError extends Error {}

/**
 * metav1.LabelSelector: undefined matches nothing, the empty one everything.
 * @throws LabelSelectorError for what validation would refuse
 */
export function labelSelectorFromObject(selector: LabelSelectorObject | undefined): LabelSelector {
  if (selector === undefined) return NOTHING;
  const requirements = selectorFromMap(selector.matchLabels).requirements.map(checked);
  for (const { key, operator: name, values = [] } of selector.matchExpressions ?? []) {
    const operator = OPERATORS.get(name);
    if (operator === undefined) {
      throw new LabelSelectorError(`${quote(name)} is not a valid label selector operator`);
    }
    requirements.push(checked({ key, operator, values }));
  }
  return requirements.length === 0 ? EVERYTHING : new LabelSelector(requirements.toSorted(byKey));
}

function checked(requirement: Requirement): Requirement {
  const problem = requirementProblem(requirement);
  if (problem !== undefined) throw new LabelSelectorError(problem);
  return requirement;
}

interface LabelSelectorRules {
  /** Values that are no label values pass; for updates of objects that have such values. */
  readonly allowInvalidValues?: boolean;
  /** Operators of later releases pass; for reviews. */
  readonly allowUnknownOperators?: boolean;
}

/** The checks of metav1 for a label selector that is part of an object. */
export function validateLabelSelector(
  selector: LabelSelectorObject | undefined,
  path: FieldPath,
  rules: LabelSelectorRules = {},
): FieldError[] {
  if (selector === undefined) return [];
  const errors = validateLabels(selector.matchLabels, path.child('matchLabels'));
  for (const [index, expression] of (selector.matchExpressions ?? []).entries()) {
    errors.push(
      ...validateLabelRequirement(expression, path.child('matchExpressions').index(index), rules),
    );
  }
  return errors;
}

/** One requirement of a selector. */
export function validateLabelRequirement(
  { key, operator, values = [] }: NonNullable<LabelSelectorObject['matchExpressions']>[number],
  path: FieldPath,
  { allowInvalidValues = false, allowUnknownOperators = false }: LabelSelectorRules,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      errors.push(fieldError.required(path.child('values'), detail));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push(fieldError.forbidden(path.child('values'), detail));
    }
  } else if (!allowUnknownOperators) {
    const detail = 'not a valid selector operator';
    errors.push(fieldError.invalid(path.child('operator'), operator, detail));
  }
  for (const message of isQualifiedName(key)) {
    errors.push(fieldError.invalid(path.child('key'), key, message));
  }
  if (allowInvalidValues) return errors;
  for (const [index, value] of values.entries()) {
    for (const message of isValidLabelValue(value)) {
      errors.push(fieldError.invalid(path.child('values').index(index), value, message));
    }
  }
  return errors;
}

/** Keys and values of a map of labels; all errors stand at the map itself, in the order of the keys. */
export function validateLabels(labels: Labels | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of Object.keys(labels ?? {}).toSorted(compareBytes)) {
    const value = labels?.[key] ?? '';
    for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(path, key, message));
    for (const message of isValidLabelValue(value)) {
      errors.push(fieldError.invalid(path, value, message));
    }
  }
  return errors;
}
