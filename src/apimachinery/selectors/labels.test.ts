import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { FieldPath } from '../field-error.ts';
import {
  LabelSelectorError,
  labelSelectorFromObject,
  parseLabelSelector,
  selectorFromMap,
  validateLabelSelector,
  validateLabels,
} from './labels.ts';

const LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe('a label selector in text', () => {
  test.each([
    ['', ''],
    [' ', ''],
    ['a', 'a'],
    ['!a', '!a'],
    ['! a', '!a'],
    ['a=b', 'a=b'],
    ['a == b', 'a==b'],
    ['a!=b', 'a!=b'],
    ['a=', 'a='],
    ['b,a', 'a,b'],
    ['a in (y,x,x)', 'a in (x,y)'],
    ['a in ()', 'a in ()'],
    ['a in (,)', 'a in ()'],
    ['a in (,x)', 'a in (,x)'],
    ['a notin (x,,y)', 'a notin (,x,y)'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['a>1,a<-0', undefined],
    ['a>1,b<5', 'a>1,b<5'],
    ['x/y=1\t,\n!z', 'x/y=1,!z'],
  ])('%j prints as %j', (text, canonical) => {
    if (canonical === undefined) expect(() => parseLabelSelector(text)).toThrow(ApiError);
    else expect(parseLabelSelector(text).toString()).toBe(canonical);
  });

  test.each([
    ['=', "found '=', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a=!b', "unable to parse requirement: found '!', expected: identifier"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a x b', "unable to parse requirement: found 'x', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a in (x', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (x,=', "unable to parse requirement: found '=', expected: ',', or identifier"],
    [
      'a>b',
      `unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      'a<99999999999999999999',
      `unable to parse requirement: values[0]: Invalid value: "99999999999999999999": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      'a in (-x,y-)',
      `unable to parse requirement: [values[0][a]: Invalid value: "-x": ${LABEL_VALUE}, values[1][a]: Invalid value: "y-": ${LABEL_VALUE}]`,
    ],
    ['a\u00e9', `unable to parse requirement: <nil>: Invalid value: "aé": ${NAME_PART}`],
  ])('%j is refused with 400 and the bare text', (text, message) => {
    let error: unknown;
    try {
      parseLabelSelector(text);
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  test.each([
    ['', {}, true],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    ['a=b', { a: 'b' }, true],
    ['a=b', {}, false],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a=', { a: '' }, true],
    ['a=', {}, false],
    ['a in (x,y)', { a: 'y' }, true],
    ['a notin (x,y)', { a: 'z' }, true],
    ['a notin (x,y)', {}, true],
    ['a>5', { a: '10' }, true],
    ['a>5', { a: '5' }, false],
    ['a<5', { a: '-1' }, true],
    ['a<5', { a: 'x' }, false],
    ['a>5', { a: '99999999999999999999' }, false],
    ['a,b', { a: '' }, false],
    ['constructor', {}, false],
    ['!toString', {}, true],
  ])('%j on %j: %s', (text, labels, expected) => {
    expect(parseLabelSelector(text).matches(labels)).toBe(expected);
  });

  test('of megabytes is read without harm', () => {
    const text = Array.from({ length: 200_000 }, (_, i) => `k${i}`).join(',');

    expect(parseLabelSelector(text).requirements).toHaveLength(200_000);
    expect(() => parseLabelSelector('('.repeat(1_000_000))).toThrow(ApiError);
  });
});

describe('a label selector in an object', () => {
  test('absent selects nothing, empty selects everything', () => {
    expect(labelSelectorFromObject(undefined).matches({ a: 'b' })).toBe(false);
    expect(labelSelectorFromObject(undefined).isEmpty).toBe(false);
    expect(labelSelectorFromObject({}).matches(undefined)).toBe(true);
    expect(selectorFromMap(undefined).isEmpty).toBe(true);
  });

  test('joins labels and expressions', () => {
    const selector = labelSelectorFromObject({
      matchLabels: { b: '1' },
      matchExpressions: [
        { key: 'c', operator: 'NotIn', values: ['y', 'x'] },
        { key: 'a', operator: 'DoesNotExist' },
      ],
    });

    expect(selector.toString()).toBe('!a,b=1,c notin (x,y)');
    expect(selector.matches({ b: '1', c: 'z' })).toBe(true);
    expect(selector.matches({ b: '1', c: 'x' })).toBe(false);
  });

  test.each([
    [{ key: 'a', operator: 'Gt' }, '"Gt" is not a valid label selector operator'],
    [{ key: 'a', operator: 'constructor' }, '"constructor" is not a valid label selector operator'],
    [
      { key: 'a', operator: 'In' },
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      { key: 'a', operator: 'Exists', values: ['x'] },
      'values: Invalid value: ["x"]: values set must be empty for exists and does not exist',
    ],
    [{ key: 'é', operator: 'Exists' }, `key: Invalid value: "é": ${NAME_PART}`],
  ])('%j cannot be used', (expression, message) => {
    expect(() => labelSelectorFromObject({ matchExpressions: [expression] })).toThrow(
      new LabelSelectorError(message),
    );
  });

  test('is validated key by key', () => {
    const path = FieldPath.of('spec', 'selector');
    const selector = {
      matchLabels: { a: '-' },
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: '', operator: 'Exists', values: ['-'] },
        { key: 'a', operator: 'Near' },
      ],
    };

    const all = validateLabelSelector(selector, path);
    const lenient = validateLabelSelector(selector, path, {
      allowInvalidValues: true,
      allowUnknownOperators: true,
    });

    expect(all.map(({ field, body }) => `${field}: ${body}`)).toEqual([
      `spec.selector.matchLabels: Invalid value: "-": ${LABEL_VALUE}`,
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'spec.selector.matchExpressions[1].key: Invalid value: "": name part must be non-empty',
      `spec.selector.matchExpressions[1].key: Invalid value: "": ${NAME_PART}`,
      `spec.selector.matchExpressions[1].values[0]: Invalid value: "-": ${LABEL_VALUE}`,
      'spec.selector.matchExpressions[2].operator: Invalid value: "Near": not a valid selector operator',
    ]);
    expect(lenient.map(({ field }) => field)).toEqual([
      'spec.selector.matchLabels',
      'spec.selector.matchExpressions[0].values',
      'spec.selector.matchExpressions[1].values',
      'spec.selector.matchExpressions[1].key',
      'spec.selector.matchExpressions[1].key',
    ]);
  });

  test('labels report at the map, in the order of their keys', () => {
    const errors = validateLabels(
      { b: '-', '': 'x', a: 'fine' },
      FieldPath.of('metadata', 'labels'),
    );

    expect(errors.map(({ field, body }) => `${field}: ${body}`)).toEqual([
      'metadata.labels: Invalid value: "": name part must be non-empty',
      `metadata.labels: Invalid value: "": ${NAME_PART}`,
      `metadata.labels: Invalid value: "-": ${LABEL_VALUE}`,
    ]);
  });
});
