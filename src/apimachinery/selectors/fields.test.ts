import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { checkFieldLabels, parseFieldSelector } from './fields.ts';

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError && error.code === 400) return error.message;
    throw error;
  }
  return '';
}

function matches(text: string, fields: Record<string, string>): boolean {
  return parseFieldSelector(text).matches((field) => fields[field] ?? '');
}

describe('a field selector', () => {
  test.each([
    ['', ''],
    [',', ''],
    ['=', ''],
    ['metadata.name=a', 'metadata.name=a'],
    ['b==x,a!=y', 'a!=y,b=x'],
    ['a=', 'a='],
    ['a=b!c', 'a=b!c'],
    ['a=\\,\\=\\\\', 'a=\\,\\=\\\\'],
  ])('%j prints as %j', (text, canonical) => {
    const selector = parseFieldSelector(text);

    expect(selector.toString()).toBe(canonical);
    expect(selector.isEmpty).toBe(canonical === '');
  });

  test.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['x=1,a', "invalid selector: 'x=1,a'; can't understand 'a'"],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['a=\\', 'invalid field selector: invalid escape sequence: \\'],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\😀', 'invalid field selector: invalid escape sequence: \\😀'],
  ])('%j is refused', (text, message) => {
    expect(refusalOf(() => parseFieldSelector(text))).toBe(message);
  });

  test('terms must all hold, and absent fields are empty', () => {
    expect(matches('a=1,b!=2', { a: '1' })).toBe(true);
    expect(matches('a=1,b!=2', { a: '1', b: '2' })).toBe(false);
    expect(matches('a=', {})).toBe(true);
    expect(matches('a=\\,', { a: ',' })).toBe(true);
  });

  test('tells which value a field must have', () => {
    expect(parseFieldSelector('metadata.name=a').exact('metadata.name')).toBe('a');
    expect(parseFieldSelector('metadata.name!=a').exact('metadata.name')).toBeUndefined();
  });
});

describe('a field that cannot be selected by', () => {
  const META = { 'metadata.name': 'metadata.name', 'metadata.namespace': 'metadata.namespace' };
  const builtIn = { group: '', version: 'v1', kind: 'ConfigMap', custom: undefined };

  test.each([
    [
      { ...builtIn, fieldSelectors: META },
      '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      { ...builtIn, kind: 'Secret', fieldSelectors: { ...META, type: 'type' } },
      'field label not supported: spec.x',
    ],
    [
      { ...builtIn, group: 'batch', kind: 'Job', fieldSelectors: META },
      'field label "spec.x" not supported for Job',
    ],
    [
      {
        ...builtIn,
        group: 'resource.k8s.io',
        kind: 'ResourceSlice',
        fieldSelectors: { 'metadata.name': 'metadata.name', 'spec.driver': 'spec.driver' },
      },
      'field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.x',
    ],
    [
      { group: 'a.io', version: 'v1', kind: 'Job', custom: {}, fieldSelectors: META },
      'field label not supported: spec.x',
    ],
  ])('is refused in the words of its kind', (resource, message) => {
    const selector = parseFieldSelector('spec.x=1');

    expect(refusalOf(() => checkFieldLabels(selector, resource))).toBe(message);
    expect(() => checkFieldLabels(parseFieldSelector('metadata.name=a'), resource)).not.toThrow();
  });
});
