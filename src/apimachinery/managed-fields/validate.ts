import { ExactNumber } from '../../base/json.ts';
import { isMap } from './equal.ts';
import { DEPTH_MAX } from './field-set.ts';
import { goPlain, goSyntax, goType } from './go-value.ts';
import { itemElement, MergeSchemaError } from './list-items.ts';
import type { ListSchema, MapSchema, MergeSchema, ScalarKind } from './merge-schema.ts';
import { shapeOf } from './merge-schema.ts';
import { printElement } from './path-element.ts';

export interface TypedError {
  readonly path: string;
  readonly message: string;
}

/** What does not fit the schema, the way typed objects are checked before an apply. */
export function validateTyped(schema: MergeSchema, object: unknown): readonly TypedError[] {
  return check(schema, object, 0);
}

/** The same of an object that is stored already, where items may stand twice. */
export function validateLive(schema: MergeSchema, object: unknown): readonly TypedError[] {
  return validateTyped(schema, object).filter(
    ({ message }) => !message.startsWith('duplicate entries'),
  );
}

/** One error as it is, several as a list. */
export function printTypedErrors(errors: readonly TypedError[]): string {
  const texts = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return texts.length === 1
    ? (texts[0] ?? '')
    : `errors:\n${texts.map((each) => `  ${each}`).join('\n')}`;
}

const NONE: readonly TypedError[] = [];

function check(schema: MergeSchema, value: unknown, depth: number): readonly TypedError[] {
  if (depth > DEPTH_MAX) return NONE;
  const shape = shapeOf(schema, value);
  if (shape === 'map' && schema.map !== undefined) return checkMap(schema.map, value, depth);
  if (shape === 'list' && schema.list !== undefined) return checkList(schema.list, value, depth);
  return checkScalar(schema.scalar ?? 'untyped', value);
}

function failure(message: string): TypedError[] {
  return [{ path: '', message }];
}

/** Upstream prints the pointer to its wrapper of the value. */
function wrapped(value: unknown): string {
  return `&{${goPlain(value)}}`;
}

function checkScalar(kind: ScalarKind, value: unknown): readonly TypedError[] {
  if (value === null || value === undefined) return NONE;
  const type = value instanceof ExactNumber ? 'number' : typeof value;
  if (type === SCALAR_TYPES[kind]) return NONE;
  if (kind === 'untyped' && type !== 'object') return NONE;
  return failure(`expected ${SCALAR_ERRORS[kind](value)}`);
}

const SCALAR_TYPES: Readonly<Record<ScalarKind, string | undefined>> = {
  boolean: 'boolean',
  numeric: 'number',
  string: 'string',
  untyped: undefined,
};

const SCALAR_ERRORS: Readonly<Record<ScalarKind, (value: unknown) => string>> = {
  boolean: (value) => `boolean, got ${wrapped(value)}`,
  numeric: (value) => `numeric (int or float), got ${goType(value)}`,
  string: (value) => `string, got &value.valueUnstructured{Value:${goSyntax(value)}}`,
  untyped: (value) => `any scalar, got ${wrapped(value)}`,
};

function checkMap(map: MapSchema, value: unknown, depth: number): readonly TypedError[] {
  if (value === null || value === undefined) return NONE;
  if (!isMap(value)) {
    return failure(`expected map, got ${wrapped(value)}`);
  }
  const errors: TypedError[] = [];
  for (const name of Object.keys(value)) {
    const schema = map.fields.get(name)?.schema ?? map.element;
    if (schema === undefined) {
      // Upstream looks no further in this map.
      errors.push({ path: `.${name}`, message: 'field not declared in schema' });
      break;
    }
    const found = check(schema, value[name], depth + 1);
    if (found.length > 0) errors.push(...below(`.${name}`, found));
  }
  return errors;
}

function below(prefix: string, errors: readonly TypedError[]): TypedError[] {
  return errors.map(({ path, message }) => ({ path: prefix + path, message }));
}

function checkList(list: ListSchema, value: unknown, depth: number): readonly TypedError[] {
  if (value === null || value === undefined) return NONE;
  if (!Array.isArray(value)) return failure(`expected list, got ${wrapped(value)}`);
  const errors: TypedError[] = [];
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    let element: string | undefined;
    if (!list.atomic) {
      const named = elementOf(list, item);
      if (named instanceof MergeSchemaError) {
        return [...errors, ...failure(`element ${i}: ${named.message}`)];
      }
      if (seen.has(named)) {
        errors.push(...failure(`duplicate entries for key ${printElement(named)}`));
      }
      seen.add(named);
      element = named;
    }
    const found = check(list.element, item, depth + 1);
    if (found.length === 0) continue;
    errors.push(...below(element === undefined ? `[${i}]` : printElement(element), found));
  }
  return errors;
}

function elementOf(list: ListSchema, item: unknown): string | MergeSchemaError {
  try {
    return itemElement(list, item);
  } catch (error) {
    if (error instanceof MergeSchemaError) return error;
    throw error;
  }
}
