import { describe, expect, test } from 'vitest';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { validateExpressions } from './validation-expressions.ts';

const RULES = 'x-kubernetes-validations';

function errorsOf(schema: JsonSchema): string[] {
  return validateExpressions(schema, FieldPath.of('schema')).map(
    ({ field, body }) => `${field}: ${body}`,
  );
}

const text = (rule: string): JsonSchema => ({ type: 'string', [RULES]: [{ rule }] });
const TOO_MUCH =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

describe('the expressions of a definition', () => {
  test('are compiled with the types of the schema', () => {
    const properties = { a: { type: 'string' } };
    const [found] = errorsOf({ type: 'object', properties, [RULES]: [{ rule: 'self.a' }] });
    expect(found).toContain('cel expression must evaluate to a bool');
  });

  test('may not name what the schema does not have', () => {
    const [found] = errorsOf({ type: 'object', properties: {}, [RULES]: [{ rule: 'self.b > 1' }] });
    expect(found).toContain("undefined field 'b'");
  });

  test('are cheap where the sizes are bounded', () => {
    const items = { ...text("self.contains('a')"), maxLength: 100 };
    expect(errorsOf({ type: 'array', maxItems: 10, items })).toEqual([]);
  });

  test('cost as much as the largest object could', () => {
    expect(errorsOf({ type: 'array', items: text("self.contains('a')") })[0]).toBe(
      `schema.items.${RULES}[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${TOO_MUCH}`,
    );
  });

  test('of computed lists are of unknown size', () => {
    const rule = "self.map(x, x + x).join('').size() > 3";
    const items = { type: 'string', maxLength: 10 };
    const found = errorsOf({ type: 'array', maxItems: 10, items, [RULES]: [{ rule }] });
    expect(found[0]).toContain('exceeds budget by factor of more than 100x');
  });

  test('must not cost too much together', () => {
    const [, second, third] = errorsOf({ type: 'array', items: text("self.contains('a')") });
    expect(second).toContain('contributed to estimated rule cost total exceeding cost limit');
    expect(third).toContain('estimated rule cost total for entire OpenAPIv3 schema exceeds budget');
  });

  test('know the old value only where it can be found', () => {
    const items = text('self == oldSelf');
    const [found] = errorsOf({ type: 'array', maxItems: 5, items: { ...items, maxLength: 5 } });
    expect(found).toContain('oldSelf cannot be used on the uncorrelatable portion of the schema');
  });
});
