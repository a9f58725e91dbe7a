import { describe, expect, test } from 'vitest';
import type { Variables } from './evaluation.ts';
import { kubernetesEnvironment } from './kubernetes/environment.ts';
import { CompileError, compile } from './program.ts';
import { DYN } from './types/type.ts';
import { fromJson } from './values/json.ts';
import { shownValue } from './values/show.ts';

const environment = kubernetesEnvironment.extending({ variables: { object: DYN } });

const object = {
  spec: { replicas: 3, ratio: 0.5, names: ['a', 'b'], nothing: null },
  labels: { app: 'web', tier: 'front' },
};

const variables: Variables = (name) => (name === 'object' ? fromJson(object) : undefined);

function evaluate(expression: string): string {
  const result = compile(expression, environment).evaluate(variables);
  return result.ok ? shownValue(result.value) : `error: ${result.error}`;
}

function problem(expression: string): string {
  try {
    compile(expression, environment);
    return 'compiles';
  } catch (error) {
    if (error instanceof CompileError) return error.message;
    throw error;
  }
}

describe('expressions', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['-7 / 2', '-3'],
    ["'aXbX'.findAll('[a-z]X', 1)", '["aX"]'],
    ['[1.5, 2.5].sum()', '4'],
    ['string(123456789.0)', '1.23456789e+08'],
    ["'%.0f %e %.1f'.format([2.5, 1.5, 1e22])", '2 1.500000×10⁰⁰ 10,000,000,000,000,000,000,000.0'],
    ["quantity('1000000000000000000').asApproximateFloat()", '1.0000000000000001e+18'],
    ['7 % -2', '1'],
    ["'a' + 'b'", 'ab'],
    ['object.spec.replicas > 2', 'true'],
    ['object.spec.ratio * 2.0', '1'],
    ['has(object.spec.nothing)', 'true'],
    ['has(object.spec.absent)', 'false'],
    ["object.labels['app']", 'web'],
    ["'tier' in object.labels", 'true'],
    ['object.spec.names.map(n, n + n)', '["aa", "bb"]'],
    ["object.labels.all(k, k != 'x')", 'true'],
    ['[1, 2, 3].filter(x, x > 1)', '[2, 3]'],
    ['[1, 2, 3].exists_one(x, x > 2)', 'true'],
    ['[4, 5].transformMap(i, v, v * i)', '{0: 0, 1: 5}'],
    ["{'a': 1}.transformMapEntry(k, v, {v: k})", '{1: "a"}'],
    ['object.?spec.?absent.orValue(9)', '9'],
    ['[1, 2][?5].hasValue()', 'false'],
    ["optional.of('x').optMap(v, v + '!').value()", 'x!'],
    ['dyn(1) == dyn(1.0) && 1u < 2 && [1] == [1]', 'true'],
    ["timestamp('2024-02-29T23:30:00+02:00').getDayOfYear()", '59'],
    ["timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-01T00:00:00Z')", '2505600s'],
    ["string(timestamp('2024-02-29T23:30:00.5+02:00'))", '2024-02-29T23:30:00.5+02:00'],
    ["duration('90m').getHours()", '1'],
    ["quantity('1.5Gi').isGreaterThan(quantity('1Gi'))", 'true'],
    ["quantity('2k').add(500).asInteger()", '2500'],
    ["url('https://user@example.com:80/a b?x=1&x=2').getPort()", '80'],
    ["url('https://example.com/?x=1&x=2').getQuery()", '{"x": ["1", "2"]}'],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", 'true'],
    ["ip('::1').isLoopback()", 'true'],
    ["'abc 123 def 45'.findAll('[0-9]+')", '["123", "45"]'],
    ["'%s=%d %.2f %x'.format(['a', 1, 1.5, 255])", 'a=1 1.50 ff'],
    ["semver('1.2.3').isLessThan(semver('v1.10', true))", 'true'],
    ["format.dns1123Label().validate('A').hasValue()", 'true'],
    ['sets.equivalent([1, 2], [2, 1, 1])', 'true'],
    ["'tacocat'.substring(4)", 'cat'],
    ["'a,b,c'.split(',', 2)", '["a", "b,c"]'],
    ["'aaa'.replace('a', 'b', 2)", 'bba'],
    ['[3, 1].min() + [3, 1].sum()', '5'],
  ])('%s is %s', (expression, value) => {
    expect(evaluate(expression)).toBe(value);
  });

  test.each([
    ['1 / 0', 'division by zero'],
    ['object.spec.absent', 'no such key: absent'],
    ['object.spec.names[5]', 'index out of bounds: 5'],
    ['int(object.labels.app)', "type conversion error from 'string' to 'int'"],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['object.labels.app < 1', 'no such overload'],
    ['dyn(null) < dyn(1)', 'no such overload: _<_'],
    ['size(dyn(1))', 'no such overload: size'],
    ["dyn(['a']).sum()", 'no such overload: sum(list)'],
    ['dyn(1).all(x, x > 0)', "got 'types.Int', expected iterable type"],
    ["quantity('1.5Gi').asInteger()", 'cannot convert value to integer'],
    [
      "quantity('x')",
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['optional.none().value()', 'optional.none() dereference'],
  ])('%s fails: %s', (expression, error) => {
    expect(evaluate(expression)).toBe(`error: ${error}`);
  });

  test('an error does not matter where another term decides', () => {
    expect(evaluate('1 / 0 == 1 || true')).toBe('true');
    expect(evaluate('false && 1 / 0 == 1')).toBe('false');
    expect(evaluate('[0, 1].exists(x, 1 / x == 1)')).toBe('true');
  });

  test('long lists are collected in time that grows with them', () => {
    const list = `[${'1,'.repeat(2000)}1]`;
    expect(evaluate(`${list}.map(x, x + 1).size()`)).toBe('2001');
  });
});

describe('expressions that do not compile', () => {
  test.each([
    [
      "'a' +",
      "1:6: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 'a' +\n | .....^",
    ],
    ['(1', "1:3: Syntax error: missing ')' at '<EOF>'\n | (1\n | ..^"],
    ['1 2', "1:3: Syntax error: extraneous input '2' expecting <EOF>\n | 1 2\n | ..^"],
    ['object.', "1:8: Syntax error: no viable alternative at input '.'\n | object.\n | .......^"],
    ['x.y', "1:1: undeclared reference to 'x' (in container '')\n | x.y\n | ^"],
    [
      "1 + 'a'",
      "1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^",
    ],
    ["[1, 'a']", "1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"],
    ["duration('x')", "1:10: invalid duration argument\n | duration('x')\n | .........^"],
    [
      '1.all(x, x)',
      "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(x, x)\n | ^",
    ],
    [
      'object.map(1, 2)',
      '1:12: argument is not an identifier\n | object.map(1, 2)\n | ...........^',
    ],
  ])('%s', (expression, told) => {
    expect(problem(expression)).toContain(`ERROR: <input>:${told}`);
  });

  test('a constant that cannot be converted is told when the program is made', () => {
    expect(problem("int('a') == 1")).toBe(
      "program instantiation failed: type conversion error from 'string' to 'int'",
    );
  });
});

describe('limits', () => {
  test('an evaluation ends when it costs too much', () => {
    const digits = '[0,1,2,3,4,5,6,7,8,9]';
    const nested = ['a', 'b', 'c', 'd', 'e', 'f'].reduceRight(
      (inner, name) => `${digits}.all(${name}, ${inner})`,
      'a + b + c + d + e + f >= 0',
    );

    expect(evaluate(nested)).toBe('error: operation cancelled: actual cost limit exceeded');
  });

  test('a list that doubles again and again is never made', () => {
    const doubled = `[[1]]${'.map(x, x + x)'.repeat(60)}.size() > 0`;

    expect(evaluate(doubled)).toBe('error: operation cancelled: actual cost limit exceeded');
  });

  test.each(['[x, x]', "{'a': x, 'b': x}", '[optional.of(x), optional.of(x)]'])(
    'a value that holds itself twice again and again is never made: %s',
    (twice) => {
      const nested = `[1]${`.map(x, ${twice})`.repeat(60)}`;

      expect(evaluate(`${nested} == ${nested}`)).toBe(
        'error: operation cancelled: actual cost limit exceeded',
      );
    },
  );

  test.each([
    ['parentheses', '('.repeat(5000)],
    ['closed parentheses', `${'('.repeat(5000)}1${')'.repeat(5000)}`],
    ['lists', '['.repeat(5000)],
    ['selects', `object${'.a'.repeat(5000)}`],
    ['sums', `1${' + 1'.repeat(5000)}`],
    ['minus signs', `${'-'.repeat(20_000)}1`],
    ['too long', ' '.repeat(200_000)],
  ])('%s without end are refused', (_name, expression) => {
    const told = problem(expression);

    expect(told === 'compiles' || /limit|exceeds/.test(told)).toBe(true);
  });

  test('many terms of one level are no depth', () => {
    expect(evaluate(`${'true && '.repeat(5000)}true`)).toBe('true');
  });
});
