import { durationOf } from '../../apimachinery/go-duration.ts';

/** `2006-01-02` */
export function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (found === null) return false;
  const [year, month, day] = found.slice(1).map(Number);
  if (month === undefined || day === undefined || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysOf(year ?? 0, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const TIME = /^(\d\d):(\d\d):(\d\d)(?:[^\n]\d+)?(?:z|[+-]\d\d:\d\d)$/;

/** A date, `T` and a time with its zone. Nobody looks behind another `T`. */
export function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t', 2);
  if (!isDate(date)) return false;
  const [, hours, minutes, seconds] = TIME.exec(time) ?? [];
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

/** The names of units; what begins with the last of each is one as well. */
const UNITS: readonly (readonly string[])[] = [
  ['ns', 'nano'],
  ['us', 'µs', 'micro'],
  ['ms', 'milli'],
  ['s', 'sec'],
  ['m', 'min'],
  ['h', 'hr', 'hour'],
  ['d', 'day'],
  ['w', 'wk', 'week'],
];
const NUMBER_MAX = 2n ** 63n - 1n;

/** `1h30m` as Go has it, or a text that speaks of `3 days` somewhere. */
export function isDuration(text: string): boolean {
  if (durationOf(text) !== undefined) return true;
  let isOne = false;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)) {
    if (number.length > 19 || BigInt(number) > NUMBER_MAX) return false;
    isOne ||= isUnit(unit.toLowerCase());
  }
  return isOne;
}

function isUnit(unit: string): boolean {
  return UNITS.some((names) => names.includes(unit) || unit.startsWith(names.at(-1) ?? unit));
}
