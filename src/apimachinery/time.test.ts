import { describe, expect, test } from 'vitest';
import { humanDuration } from './time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

describe('an age as kubectl shows it', () => {
  test.each([
    [Number.NaN, '<unknown>'],
    [-2 * SECOND, '<invalid>'],
    [-1999, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [9 * MINUTE + 59 * SECOND, '9m59s'],
    [10 * MINUTE + 59 * SECOND, '10m'],
    [3 * HOUR - SECOND, '179m'],
    [3 * HOUR, '3h'],
    [7 * HOUR + 59 * MINUTE, '7h59m'],
    [8 * HOUR + 59 * MINUTE, '8h'],
    [2 * DAY - SECOND, '47h'],
    [2 * DAY, '2d'],
    [7 * DAY + 23 * HOUR, '7d23h'],
    [8 * DAY + 23 * HOUR, '8d'],
    [2 * YEAR - SECOND, '729d'],
    [2 * YEAR, '2y'],
    [7 * YEAR + 364 * DAY, '7y364d'],
    [8 * YEAR + DAY, '8y'],
  ])('%d ms: %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text);
  });
});
