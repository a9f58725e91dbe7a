import { compareBytes } from '../go-format.ts';
import { printValue, quote } from '../go-print.ts';
import { isQualifiedName, isValidLabelValue } from '../names.ts';

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One condition of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** What upstream says about a requirement that cannot be; undefined: it is fine. */
export function requirementProblem({ key, operator, values }: Requirement): string | undefined {
  const problems: string[] = [];
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) {
    problems.push(`key: Invalid value: ${quote(key)}: ${keyErrors.join('; ')}`);
  }
  const count = countProblem(operator, values.length);
  if (count !== undefined) {
    const shown = printValue(values.length === 0 ? undefined : values);
    problems.push(`values: Invalid value: ${shown}: ${count}`);
  }
  for (const [index, value] of values.entries()) {
    if ((operator !== 'gt' && operator !== 'lt') || parseInt64(value) !== undefined) continue;
    problems.push(
      `values[${index}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  for (const [index, value] of values.entries()) {
    const errors = isValidLabelValue(value);
    if (errors.length === 0) continue;
    problems.push(`values[${index}][${key}]: Invalid value: ${quote(value)}: ${errors.join('; ')}`);
  }
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}

function countProblem(operator: Operator, count: number): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return count === 0 ? "for 'in', 'notin' operators, values set can't be empty" : undefined;
    case 'exists':
    case '!':
      return count > 0 ? 'values set must be empty for exists and does not exist' : undefined;
    case 'gt':
    case 'lt':
      return count === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
    case '=':
    case '==':
    case '!=':
    default:
      return count === 1 ? undefined : 'exact-match compatibility requires one single value';
  }
}

/** Whether an object with these labels meets the requirement. */
export function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
    default: {
      const left = value === undefined ? undefined : parseInt64(value);
      const right = parseInt64(values[0] ?? '');
      if (left === undefined || right === undefined) return false;
      return operator === 'gt' ? left > right : left < right;
    }
  }
}

/** Upstream's canonical text: `a=b`, `tier in (x,y)`, `!c`. */
export function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.toSorted(compareBytes).join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    case '=':
    case '==':
    case '!=':
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

/** The order of requirements in a selector. */
export function byKey(a: Requirement, b: Requirement): number {
  return compareBytes(a.key, b.key);
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[-+]?0*\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
