import { goJson, printValue, quote } from './go-print.ts';

/** A place in an object as upstream prints it: `spec.ports[0].name`, `metadata.labels[a.b]`. */
export class FieldPath {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(name: string, ...more: readonly string[]): FieldPath {
    return new FieldPath([name, ...more].join('.'));
  }

  child(name: string, ...more: readonly string[]): FieldPath {
    const text = `${this.#text}.${name}`;
    return new FieldPath(more.length === 0 ? text : `${text}.${more.join('.')}`);
  }

  index(index: number): FieldPath {
    return new FieldPath(`${this.#text}[${index}]`);
  }

  key(key: string): FieldPath {
    return new FieldPath(`${this.#text}[${key}]`);
  }

  toString(): string {
    return this.#text;
  }
}

/** One refused field. `body` is the text behind the path, which is also the cause's message. */
export interface FieldError {
  readonly reason: FieldErrorReason;
  readonly field: string;
  readonly body: string;
}

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueDuplicate'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

type Path = FieldPath | string;

function make(reason: FieldErrorReason, path: Path, body: string): FieldError {
  return { reason, field: path.toString(), body };
}

function withDetail(text: string, detail: string | undefined): string {
  return detail === undefined || detail === '' ? text : `${text}: ${detail}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/**
 * The wordings of upstream's field.Error. Values print as Go's: strings quoted, numbers and
 * booleans bare, the rest as JSON of the internal type; pass a `GoText` (`go-print.ts`) where the
 * internal type's member names differ from the JSON names.
 */
export const fieldError = {
  required: (path: Path, detail?: string): FieldError =>
    make('FieldValueRequired', path, withDetail('Required value', detail)),
  invalid: (path: Path, value: unknown, detail: string): FieldError =>
    make('FieldValueInvalid', path, withDetail(`Invalid value: ${printValue(value)}`, detail)),
  typeInvalid: (path: Path, value: unknown, detail: string): FieldError =>
    make('FieldValueTypeInvalid', path, withDetail(`Invalid value: ${printValue(value)}`, detail)),
  duplicate: (path: Path, value: unknown): FieldError =>
    make('FieldValueDuplicate', path, `Duplicate value: ${printValue(value)}`),
  /** `supported` prints in the given order: sort it where upstream does. */
  notSupported: (path: Path, value: unknown, supported: readonly string[]): FieldError =>
    make(
      'FieldValueNotSupported',
      path,
      // The types of upstream's enumerations are no plain strings, and print as JSON.
      `Unsupported value: ${typeof value === 'string' ? goJson(value) : printValue(value)}` +
        (supported.length === 0 ? '' : `: supported values: ${supported.map(quote).join(', ')}`),
    ),
  forbidden: (path: Path, detail: string): FieldError =>
    make('FieldValueForbidden', path, withDetail('Forbidden', detail)),
  notFound: (path: Path, value: unknown): FieldError =>
    make('FieldValueNotFound', path, `Not found: ${printValue(value)}`),
  tooLong: (path: Path, maxBytes: number): FieldError =>
    make(
      'FieldValueTooLong',
      path,
      `Too long: ${maxBytes < 0 ? 'value is too long' : `may not be more than ${count(maxBytes, 'byte')}`}`,
    ),
  /** Negative numbers are unknown. */
  tooMany: (path: Path, actual: number, max: number): FieldError =>
    make(
      'FieldValueTooMany',
      path,
      `Too many: ${actual < 0 ? '' : `${actual}: `}${max < 0 ? 'has too many items' : `must have at most ${count(max, 'item')}`}`,
    ),
  internal: (path: Path, detail: string): FieldError =>
    make('InternalError', path, `Internal error: ${detail}`),
};

/** One error per message of a format check (`names.ts`), in their order. */
export function invalidEach(path: Path, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => fieldError.invalid(path, value, message));
}
