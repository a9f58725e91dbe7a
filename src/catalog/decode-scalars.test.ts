import { describe, expect, test } from 'vitest';
import { canonicalDuration } from '../apimachinery/go-duration.ts';
import { canonicalBase64 } from './decode-base64.ts';
import { canonicalMicroTime, canonicalTime } from './decode-time.ts';

describe('a time', () => {
  test.each([
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05.999999999Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05,5Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T3:04:05Z', '2024-01-02T03:04:05Z'],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00Z'],
    ['2023-12-31T23:30:00-00:30', '2024-01-01T00:00:00Z'],
    ['1900-02-28T12:00:00+24:60', '1900-02-27T11:00:00Z'],
    ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z'],
    ['9999-12-31T23:59:59-00:01', '10000-01-01T00:00:59Z'],
    ['0000-01-01T00:00:00+00:01', '-0001-12-31T23:59:00Z'],
    ['0001-01-01T00:00:00Z', null],
    ['0001-01-01T01:00:00+01:00', null],
  ])('%s is shown as %s', (text, expected) => {
    expect(canonicalTime(text)).toBe(expected);
  });

  const layout = '"2006-01-02T15:04:05Z07:00"';
  test.each([
    ['', `parsing time "" as ${layout}: cannot parse "" as "2006"`],
    ['2024', `parsing time "2024" as ${layout}: cannot parse "" as "-"`],
    [
      '2024-1-02T03:04:05Z',
      `parsing time "2024-1-02T03:04:05Z" as ${layout}: cannot parse "1-02T03:04:05Z" as "01"`,
    ],
    ['2024-13-02T03:04:05Z', 'parsing time "2024-13-02T03:04:05Z": month out of range'],
    ['2023-02-29T03:04:05Z', 'parsing time "2023-02-29T03:04:05Z": day out of range'],
    ['2024-01-02T24:04:05Z', 'parsing time "2024-01-02T24:04:05Z": hour out of range'],
    ['2024-01-02T03:60:05Z', 'parsing time "2024-01-02T03:60:05Z": minute out of range'],
    ['2024-01-02T03:04:60Z', 'parsing time "2024-01-02T03:04:60Z": second out of range'],
    [
      '2024-01-02 03:04:05Z',
      `parsing time "2024-01-02 03:04:05Z" as ${layout}: cannot parse " 03:04:05Z" as "T"`,
    ],
    [
      '2024-01-02T03:04:05',
      `parsing time "2024-01-02T03:04:05" as ${layout}: cannot parse "" as "Z07:00"`,
    ],
    [
      '2024-01-02T03:04:05+0100',
      `parsing time "2024-01-02T03:04:05+0100" as ${layout}: cannot parse "+0100" as "Z07:00"`,
    ],
    [
      '2024-01-02T03:04:05+25:00',
      'parsing time "2024-01-02T03:04:05+25:00": time zone offset hour out of range',
    ],
    ['2024-01-02T03:04:05ZZ', 'parsing time "2024-01-02T03:04:05ZZ": extra text: "Z"'],
    ['é"', `parsing time "\\xc3\\xa9\\"" as ${layout}: cannot parse "\\xc3\\xa9\\"" as "2006"`],
  ])('%j is refused in the words of Go', (text, message) => {
    expect(() => canonicalTime(text)).toThrow(message);
  });

  test('with microseconds has exactly six digits of them, in and out', () => {
    expect(canonicalMicroTime('2024-01-02T05:04:05.000001+02:00')).toBe(
      '2024-01-02T03:04:05.000001Z',
    );
    expect(canonicalMicroTime('0001-01-01T00:00:00.000000Z')).toBeNull();
    for (const rest of ['Z', '.5Z', '.123Z']) {
      const text = `2020-01-02T03:04:07${rest}`;
      expect(() => canonicalMicroTime(text)).toThrow(
        `parsing time "${text}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${rest}" as ".000000"`,
      );
    }
  });
});

describe('base64', () => {
  test.each([
    ['', ''],
    ['aGk=', 'aGk='],
    ['aGl=', 'aGk='],
    ['aG\r\nk=\n', 'aGk='],
  ])('%j is shown as %j', (text, expected) => {
    expect(canonicalBase64(text)).toBe(expected);
  });

  test.each([
    ['***', 0],
    ['a', 0],
    ['aG', 0],
    ['aGkx!', 4],
    ['aGk==', 4],
    ['aG=k', 2],
    ['aG=', 3],
    ['aGk=x', 4],
    ['=', 0],
    ['a-b_', 1],
    ['aGkx aGkx', 4],
    ['é', 0],
  ])('%j is refused at byte %i', (text, offset) => {
    expect(() => canonicalBase64(text)).toThrow(`illegal base64 data at input byte ${offset}`);
  });
});

describe('a duration', () => {
  test.each([
    ['0', '0s'],
    ['1h', '1h0m0s'],
    ['90m', '1h30m0s'],
    ['1.5s', '1.5s'],
    ['-1m1.25s', '-1m1.25s'],
    ['1500ms', '1.5s'],
    ['1us', '1µs'],
    ['1500ns', '1.5µs'],
    ['12ns', '12ns'],
    ['.5h', '30m0s'],
  ])('%s is shown as %s', (text, expected) => {
    expect(canonicalDuration(text)).toBe(expected);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['1', 'time: missing unit in duration "1"'],
    ['x', 'time: invalid duration "x"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1constructor', 'time: unknown unit "constructor" in duration "1constructor"'],
    ['99999999999999999999d', 'time: invalid duration "99999999999999999999d"'],
    ['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['.s', 'time: invalid duration ".s"'],
    ['99999999h', 'time: invalid duration "99999999h"'],
  ])('%j is refused in the words of Go', (text, message) => {
    expect(() => canonicalDuration(text)).toThrow(message);
  });
});
