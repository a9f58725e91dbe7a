import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, namedSchema } from './json-schema.ts';

/** Items that stand twice in lists that are sets, or under one key in lists that are maps. */
export function validateListTypes(schema: JsonSchema, object: unknown): FieldError[] {
  const errors: FieldError[] = [];
  visit(schema, object, '', errors);
  return errors;
}

function visit(schema: JsonSchema, value: unknown, path: string, errors: FieldError[]): void {
  if (Array.isArray(value)) visitList(schema, value, path, errors);
  else if (isMap(value)) {
    const other = additionalSchema(schema);
    for (const key of Object.keys(value)) {
      const own = namedSchema(schema, key);
      if (own !== undefined) visit(own, value[key], path === '' ? key : `${path}.${key}`, errors);
      else if (other !== undefined) visit(other, value[key], `${path}[${key}]`, errors);
    }
  }
}

function visitList(
  schema: JsonSchema,
  list: readonly unknown[],
  path: string,
  errors: FieldError[],
): void {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') {
    for (const index of secondOnes(list)) {
      errors.push(fieldError.duplicate(`${path}[${index}]`, list[index]));
    }
  } else if (type === 'map') {
    errors.push(...validateKeys(schema['x-kubernetes-list-map-keys'] ?? [], list, path));
  }
  const { items } = schema;
  if (items === undefined) return;
  list.forEach((item, index) => visit(items, item, `${path}[${index}]`, errors));
}

function validateKeys(
  names: readonly string[],
  list: readonly unknown[],
  path: string,
): FieldError[] {
  const wrong = list.findIndex((item) => item !== null && !isMap(item));
  if (wrong !== -1) {
    const detail = 'must be an object for an array of list-type map';
    return [fieldError.invalid(`${path}[${wrong}]`, list[wrong], detail)];
  }
  const keys = list.map((item) =>
    Object.fromEntries(
      names
        .filter((name) => isMap(item) && Object.hasOwn(item, name))
        .map((name) => [name, (item as Record<string, unknown>)[name]]),
    ),
  );
  return secondOnes(keys).map((index) => fieldError.duplicate(`${path}[${index}]`, keys[index]));
}

/** The second place of everything that stands more than once. */
function secondOnes(values: readonly unknown[]): number[] {
  const seen = new Map<string, number>();
  const second: number[] = [];
  values.forEach((value, index) => {
    const text = textOf(value);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) second.push(index);
  });
  return second;
}

/** Equal for equal values, in whatever order their members are. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${textOf(value[key])}`).join(',')}}`;
}
