import { describe, expect, test } from 'vitest';
import { mediaTypeOf } from './media-type.ts';

describe('a Content-Type', () => {
  test.each([
    ['application/json', 'application/json'],
    ['APPLICATION/Json', 'application/json'],
    [' application/json ; charset=utf-8', 'application/json'],
    ['application/json;', 'application/json'],
    ['application/json; a="x;y\\""; b=c', 'application/json'],
    ['nonsense', 'nonsense'],
  ])('%j names %s', (header, type) => {
    expect(mediaTypeOf(header)).toBe(type);
  });

  test.each([
    [''],
    [';;'],
    ['application/json; charset'],
    ['application/json; charset='],
    ['application/json; a=1; A=2'],
    ['application/json;;'],
    ['application/json; a="x'],
    ['application/json/yaml'],
    ['application json'],
    [`application/json; a="${'\\'.repeat(10_000)}`],
  ])('%j is none', (header) => {
    expect(mediaTypeOf(header)).toBeUndefined();
  });
});
