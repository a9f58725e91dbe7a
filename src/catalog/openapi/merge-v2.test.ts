import { describe, expect, test } from 'vitest';
import { mergeV2, partOfV2 } from './merge-v2.ts';

const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });
const getting = (name: string): object => ({ get: { responses: { 200: { schema: ref(name) } } } });

/** A document with one path that mentions one of these definitions. */
function documentOf(path: string, name: string, definitions: object): object {
  return { swagger: '2.0', paths: { [path]: getting(name) }, definitions };
}

describe('documents of several servers', () => {
  test('become one, of which each says what its own versions are', () => {
    const definitions = { A: { properties: { b: ref('B') } }, B: { type: 'string' }, C: {} };
    const own = { swagger: '2.0', info: {}, paths: { '/api/v1/x': {} }, definitions: { X: {} } };

    const part = partOfV2(documentOf('/apis/g/v1/as', 'A', definitions), '/apis/g/v1/');

    expect(mergeV2(own, [part])).toEqual({
      ...own,
      paths: { '/api/v1/x': {}, '/apis/g/v1/as': getting('A') },
      definitions: { A: definitions.A, B: definitions.B, X: {} },
      parameters: {},
    });
    expect(partOfV2(documentOf('/version', 'A', definitions), '/apis/g/v1/').paths).toEqual({});
  });

  test.each([
    ['of the same shape are one', { type: 'string', description: 'other words' }, 'A', ['A']],
    ['of another shape get another name', { type: 'number' }, 'A_v2', ['A', 'A_v2']],
  ])('types of one name %s', (_what, schema, name, names) => {
    const own = { paths: {}, definitions: { A: { description: 'words', type: 'string' } } };

    const part = partOfV2(documentOf('/apis/g/v1/as', 'A', { A: schema }), '/apis/g/v1/');
    const merged = mergeV2(own, [part]);

    expect(merged['paths']).toEqual({ '/apis/g/v1/as': getting(name) });
    expect(Object.keys(merged['definitions'] as object)).toEqual(names);
  });

  test('that are too deep are refused', () => {
    let deep: object = {};
    for (let i = 0; i < 10_000; i++) deep = { items: deep };

    expect(() => partOfV2(documentOf('/apis/g/v1/as', 'A', { A: deep }), '/apis/g/v1/')).toThrow(
      'too deep',
    );
  });

  test('that mention themselves come to an end', () => {
    const definitions = { A: { properties: { a: ref('A') } } };

    const part = partOfV2(documentOf('/apis/g/v1/as', 'A', definitions), '/apis/g/v1/');

    expect(part.definitions).toEqual(definitions);
  });
});
