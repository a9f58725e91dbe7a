import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';

/** A finding of the schema validator: where, and what is said there. */
export interface Finding {
  /** The path inside the object as messages print it; may begin with a dot. */
  readonly name: string;
  /** Findings with equal messages are told once. */
  readonly message: string;
  /** Undefined: the finding is about no place. */
  readonly at: ((field: string) => FieldError) | undefined;
}

/** Of these findings no result keeps more: lists of a million wrong items say the same. */
const FINDINGS_MAX = 1000;

/**
 * What validating one value against one schema gave. `matches` counts the checks that were made,
 * by which upstream chooses among failed alternatives whose findings to tell.
 */
export class SchemaResult {
  readonly findings: Finding[] = [];
  readonly #messages = new Set<string>();
  matches = 0;

  get isValid(): boolean {
    return this.findings.length === 0;
  }

  add(finding: Finding): void {
    if (this.findings.length >= FINDINGS_MAX || this.#messages.has(finding.message)) return;
    this.#messages.add(finding.message);
    this.findings.push(finding);
  }

  merge(other: SchemaResult): void {
    this.matches += other.matches;
    for (const finding of other.findings) this.add(finding);
  }
}

/** @param root where the validated value stands in its object; undefined: it is the object */
export function fieldErrorsOf({ findings }: SchemaResult, root?: string): FieldError[] {
  return findings.map(({ name, message, at }) => {
    const none = root ?? '<nil>';
    if (at === undefined) return fieldError.invalid(none, '', message);
    const inside = name === '.' ? '' : name.replace(/^\./, '');
    if (inside === '') return at(none);
    return at(root === undefined ? inside : `${root}.${inside}`);
  });
}

export function wrongType(name: string, wanted: string, found: string): Finding {
  const message = `${name} in body must be of type ${wanted}: ${JSON.stringify(found)}`;
  return { name, message, at: (field) => fieldError.typeInvalid(field, found, message) };
}

export function invalidValue(name: string, value: unknown, what: string): Finding {
  return invalidAs(name, value, `${name} in body ${what}`);
}

export function invalidAs(name: string, value: unknown, message: string): Finding {
  return { name, message, at: (field) => fieldError.invalid(field, value, message) };
}

export function missing(name: string): Finding {
  const message = `${name} in body is required`;
  return { name, message, at: (field) => fieldError.required(field) };
}

export function tooLong(name: string, max: number): Finding {
  const message = `${name} in body should be at most ${max} chars long`;
  return { name, message, at: (field) => fieldError.tooLong(field, max) };
}

export function tooMany(name: string, what: string, actual: number, max: number): Finding {
  const message = `${name} in body should have at most ${max} ${what}`;
  return { name, message, at: (field) => fieldError.tooMany(field, actual, max) };
}

export function notSupported(name: string, value: unknown, values: readonly unknown[]): Finding {
  const shown = values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const message = `${name} in body should be one of [${shown.join(' ')}]`;
  return { name, message, at: (field) => fieldError.notSupported(field, value, shown) };
}

/** A finding about alternatives, which names its path in the text alone. */
export function placeless(message: string): Finding {
  return { name: '', message, at: undefined };
}
