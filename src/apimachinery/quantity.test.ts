import { describe, expect, test } from 'vitest';
import {
  canonicalQuantity,
  parseOrUndefined,
  QUANTITY_FORMAT_ERROR,
  QUANTITY_NUMBER_ERROR,
  QUANTITY_SUFFIX_ERROR,
  Quantity,
  QuantityError,
} from './quantity.ts';

const q = (text: string): Quantity => Quantity.parse(text);

describe('the canonical form of a quantity', () => {
  test.each([
    ['0', '0'],
    ['0.000', '0'],
    ['-0', '0'],
    ['0Ki', '0'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['0.1', '100m'],
    ['.5', '500m'],
    ['1500', '1500'],
    ['1000k', '1M'],
    ['12e6', '12e6'],
    ['1e3', '1e3'],
    ['1e1', '10'],
    ['1e-1', '100e-3'],
    ['100e1', '1e3'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1025.5Ki', '1050112'],
    ['1023', '1023'],
    ['0.1Ki', '102400m'],
    ['1.1Ki', '1126400m'],
    ['0.5Ki', '512'],
    ['-1.5', '-1500m'],
    ['0.0000000001', '1n'],
    ['-0.0000000011', '-2n'],
    ['1e-10', '1e-9'],
    ['1E', '1E'],
    ['1E3', '1E3'],
    ['1e30', '1e30'],
    ['12345678901234567890', '12345678901234567890'],
    ['1234567890123456789.5', '1234567890123456789500m'],
  ])('of %s is %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test.each([
    ['+5', '+5'],
    ['05', '05'],
    ['5.', '5.'],
    ['1.500', '1.500'],
    ['1e+3', '1e+3'],
    ['01Ki', '01Ki'],
  ])('keeps %s as it is, as upstream does', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test.each(['-', '+', '.', 'm', 'Ki', 'e3'])('takes %s for zero, as upstream does', (text) => {
    expect(canonicalQuantity(text)).toBe('0');
  });

  test('cuts binary quantities at the largest int64', () => {
    expect(canonicalQuantity('99999999999Ei')).toBe('9223372036854775807');
    expect(canonicalQuantity('-99999999999Ei')).toBe('-9223372036854775807');
  });

  test('has no suffix above exa', () => {
    expect(canonicalQuantity('1000000E')).toBe('1');
  });
});

describe('a text that is no quantity', () => {
  test.each([
    ['', QUANTITY_FORMAT_ERROR],
    ['abc', QUANTITY_FORMAT_ERROR],
    ['1x', QUANTITY_FORMAT_ERROR],
    ['1 Gi', QUANTITY_FORMAT_ERROR],
    [' 1', QUANTITY_FORMAT_ERROR],
    ['1.2.3', QUANTITY_FORMAT_ERROR],
    ['1e3.5', QUANTITY_FORMAT_ERROR],
    ['1ki', QUANTITY_SUFFIX_ERROR],
    ['1e', QUANTITY_SUFFIX_ERROR],
    ['1-5', QUANTITY_SUFFIX_ERROR],
    ['1Mi3', QUANTITY_SUFFIX_ERROR],
    ['1e99999999999999999999', QUANTITY_SUFFIX_ERROR],
    ['Pi', QUANTITY_NUMBER_ERROR],
    ['-e-10', QUANTITY_NUMBER_ERROR],
  ])('%j is refused in the words of upstream', (text, message) => {
    expect(() => Quantity.parse(text)).toThrow(new QuantityError(message));
    expect(parseOrUndefined(text)).toBeUndefined();
  });

  test('is refused without being read when it is endless', () => {
    expect(parseOrUndefined('1'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('arithmetic of quantities', () => {
  test.each([
    ['1', '1000m', 0],
    ['1Ki', '1024', 0],
    ['1k', '1Ki', -1],
    ['-1', '1', -1],
    ['0', '-1n', 1],
    ['1e2147483647', '1e-2147483647', 1],
    ['-1e2147483647', '-1e-2147483647', -1],
  ])('%s compared with %s is %d', (a, b, order) => {
    expect(Math.sign(q(a).compare(q(b)))).toBe(order);
    expect(Math.sign(q(b).compare(q(a)))).toBe(order === 0 ? 0 : -order);
  });

  test.each([
    ['1', '500m', '1500m', '500m'],
    ['1Gi', '1Gi', '2Gi', '0'],
    ['1Gi', '1', '1073741825', '1073741823'],
    ['0', '1Gi', '1Gi', '-1Gi'],
    ['1.5', '1Ki', '1025500m', '-1022500m'],
    ['1e3', '1', '1001', '999'],
  ])('%s and %s: sum %s, difference %s', (a, b, sum, difference) => {
    expect(q(a).add(q(b)).toString()).toBe(sum);
    expect(q(a).sub(q(b)).toString()).toBe(difference);
  });

  test('values round away from zero', () => {
    expect(q('1500m').value()).toBe(2n);
    expect(q('-1500m').value()).toBe(-2n);
    expect(q('1n').milliValue()).toBe(1n);
    expect(q('1Ki').milliValue()).toBe(1_024_000n);
    expect(q('1.0005').roundedToMilli().toString()).toBe('1001m');
    expect(q('1.500').roundedToMilli().toString()).toBe('1.500');
  });

  test('are made from numbers', () => {
    expect(Quantity.ofNumber(2048, 'BinarySI').toString()).toBe('2Ki');
    expect(Quantity.ofNumber(2000).toString()).toBe('2k');
    expect(Quantity.ofMilli(1500).toString()).toBe('1500m');
    expect(q('1500m').toNumber()).toBe(1.5);
  });

  test('a power of ten without measure costs no memory', () => {
    const huge = q('1e2147483647');
    expect(huge.add(q('1n')).sign).toBe(1);
    expect(huge.value()).toBeGreaterThan(2n ** 63n);
    expect(q('1e-2147483647').toString()).toBe('1e-9');
  });
});
