import type { FieldError, FieldPath } from '../field-error.ts';
import { fieldError } from '../field-error.ts';
import { isQualifiedName, isValidLabelValue } from '../names.ts';
import type { LabelSelector as LabelSelectorObject } from '../types.generated.ts';
import type { Operator, Requirement } from './label-parser.ts';
import { parseRequirements } from './label-parser.ts';

export type { Operator, Requirement } from './label-parser.ts';

type Labels = Readonly<Record<string, string>>;

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
  const keys = Object.keys(labels ?? {}).toSorted();
  return new LabelSelector(
    keys.map((key) => ({ key, operator: '=' as const, values: [labels?.[key] ?? ''] })),
  );
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

/** metav1.LabelSelector: undefined matches nothing, the empty one everything. */
export function labelSelectorFromObject(selector: LabelSelectorObject | undefined): LabelSelector {
  if (selector === undefined) return NOTHING;
  const pairs = selectorFromMap(selector.matchLabels).requirements;
  const expressions = (selector.matchExpressions ?? []).map((each) => ({
    key: each.key,
    operator: OPERATORS[each.operator] ?? ('in' as const),
    values: (each.values ?? []).toSorted(),
  }));
  const byKey = (a: Requirement, b: Requirement): number =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  return new LabelSelector([...pairs, ...expressions].toSorted(byKey));
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key);
  const value = labels[key] ?? '';
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return has && values.includes(value);
    case '!=':
    case 'notin':
      return !has || !values.includes(value);
    case 'exists':
      return has;
    case '!':
      return !has;
    case 'gt':
    case 'lt': {
      if (!has || !/^[+-]?\d+$/.test(value)) return false;
      const left = BigInt(value.replace('+', ''));
      const right = BigInt((values[0] ?? '0').replace('+', ''));
      return operator === 'gt' ? left > right : left < right;
    }
    default:
      return false;
  }
}

function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values[0] ?? ''}`;
    case 'lt':
      return `${key}<${values[0] ?? ''}`;
    default:
      return `${key}${operator}${values[0] ?? ''}`;
  }
}

/** The checks of metav1 for a label selector that is part of an object. */
export function validateLabelSelector(
  selector: LabelSelectorObject | undefined,
  path: FieldPath,
  { allowInvalidValues = false } = {},
): FieldError[] {
  if (selector === undefined) return [];
  const errors = validateLabels(
    selector.matchLabels,
    path.child('matchLabels'),
    !allowInvalidValues,
  );
  for (const [index, expression] of (selector.matchExpressions ?? []).entries()) {
    errors.push(
      ...validateExpression(
        expression,
        path.child('matchExpressions').index(index),
        allowInvalidValues,
      ),
    );
  }
  return errors;
}

function validateExpression(
  { key, operator, values = [] }: NonNullable<LabelSelectorObject['matchExpressions']>[number],
  path: FieldPath,
  allowInvalidValues: boolean,
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
  } else {
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
export function validateLabels(
  labels: Labels | undefined,
  path: FieldPath,
  checkValues = true,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {}).toSorted()) {
    for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(path, key, message));
    if (!checkValues) continue;
    for (const message of isValidLabelValue(value)) {
      errors.push(fieldError.invalid(path, value, message));
    }
  }
  return errors;
}
