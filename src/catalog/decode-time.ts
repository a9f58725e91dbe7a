import { dayAt, daysSinceEpoch } from '../apimachinery/calendar.ts';
import { quoteBytes, TimeError } from '../apimachinery/go-time-error.ts';

/** Seconds since 1970, and the nanoseconds of the second begun. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** Go's zero time, 0001-01-01T00:00:00Z, which JSON shows as null. */
const ZERO_SECONDS = -62_135_596_800;
const DAY_SECONDS = 86_400;
const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';
/** What almost every client sends, and already what the server answers. */
const CANONICAL_TIME =
  /^(?!0001)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

/**
 * metav1.Time as the server shows it: UTC, whole seconds; null for Go's zero time.
 * @throws TimeError
 */
export function canonicalTime(text: string): string | null {
  if (CANONICAL_TIME.test(text)) return text;
  const { seconds, nanos } = new TimeParser(text, RFC3339, false).parse();
  return seconds === ZERO_SECONDS && nanos === 0 ? null : `${civil(seconds)}Z`;
}

/**
 * metav1.MicroTime: UTC, exactly six digits of fraction, which the input must have as well.
 * @throws TimeError
 */
export function canonicalMicroTime(text: string): string | null {
  const { seconds, nanos } = new TimeParser(text, RFC3339_MICRO, true).parse();
  if (seconds === ZERO_SECONDS && nanos === 0) return null;
  return `${civil(seconds)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

/** Go's time.Parse for the two layouts of Kubernetes, with its texts for what does not fit. */
class TimeParser {
  readonly #original: string;
  readonly #layout: string;
  readonly #fraction: boolean;
  /** What is left to read, a character a byte: Go counts bytes. */
  #rest: string;

  constructor(text: string, layout: string, fraction: boolean) {
    this.#original = Buffer.from(text).toString('latin1');
    this.#rest = this.#original;
    this.#layout = layout;
    this.#fraction = fraction;
  }

  parse(): Instant {
    const year = this.#year();
    this.#literal('-');
    const month = this.#number('01', 2);
    if (month < 1 || month > 12) this.#outOfRange('month');
    this.#literal('-');
    const day = this.#number('02', 2);
    this.#literal('T');
    const hour = this.#number('15', 1);
    if (hour > 23) this.#outOfRange('hour');
    this.#literal(':');
    const minute = this.#number('04', 2);
    if (minute > 59) this.#outOfRange('minute');
    this.#literal(':');
    const second = this.#number('05', 2);
    if (second > 59) this.#outOfRange('second');
    const nanos = this.#nanos();
    const offset = this.#zone();
    if (this.#rest !== '') this.#fail(`: extra text: ${quoteBytes(this.#rest)}`);
    if (day < 1 || day > daysIn(year, month)) this.#outOfRange('day');
    const seconds =
      daysSinceEpoch(year, month - 1, day) * DAY_SECONDS +
      hour * 3600 +
      minute * 60 +
      second -
      offset;
    return { seconds, nanos };
  }

  #year(): number {
    const text = this.#rest.slice(0, 4);
    if (!/^[0-9]{4}$/.test(text)) this.#cannotParse('2006');
    this.#rest = this.#rest.slice(4);
    return Number(text);
  }

  #number(element: string, digitsMin: number): number {
    const digits = /^[0-9]{1,2}/.exec(this.#rest)?.[0] ?? '';
    if (digits.length < digitsMin) this.#cannotParse(element);
    this.#rest = this.#rest.slice(digits.length);
    return Number(digits);
  }

  #literal(char: string): void {
    if (!this.#rest.startsWith(char)) this.#cannotParse(char);
    this.#rest = this.#rest.slice(1);
  }

  #nanos(): number {
    // A layout with a fraction wants exactly its digits; one without takes any number of them.
    const digits = (this.#fraction ? /^[.,]([0-9]{6})/ : /^[.,]([0-9]+)/).exec(this.#rest);
    if (digits === null) {
      if (this.#fraction) this.#cannotParse('.000000');
      return 0;
    }
    this.#rest = this.#rest.slice(digits[0].length);
    return Number((digits[1] ?? '').slice(0, 9).padEnd(9, '0'));
  }

  #zone(): number {
    if (this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1);
      return 0;
    }
    if (this.#rest.length < 6 || this.#rest[3] !== ':') this.#cannotParse('Z07:00');
    const before = this.#rest;
    this.#rest = before.slice(6);
    const hours = /^[0-9]{2}$/.test(before.slice(1, 3)) ? Number(before.slice(1, 3)) : undefined;
    const minutes = /^[0-9]{2}$/.test(before.slice(4, 6)) ? Number(before.slice(4, 6)) : undefined;
    // Go allows offsets of 24 hours and of 60 minutes, and looks at the sign last.
    if (hours !== undefined && hours > 24) this.#outOfRange('time zone offset hour');
    if (hours !== undefined && minutes !== undefined && minutes > 60) {
      this.#outOfRange('time zone offset minute');
    }
    const sign = before[0] === '+' ? 1 : before[0] === '-' ? -1 : undefined;
    if (hours === undefined || minutes === undefined || sign === undefined) {
      this.#rest = before;
      this.#cannotParse('Z07:00');
    }
    return (sign ?? 1) * ((hours ?? 0) * 3600 + (minutes ?? 0) * 60);
  }

  #cannotParse(element: string): never {
    return this.#fail(
      ` as ${quoteBytes(this.#layout)}: cannot parse ${quoteBytes(this.#rest)} as ${quoteBytes(element)}`,
    );
  }

  #outOfRange(what: string): never {
    return this.#fail(`: ${what} out of range`);
  }

  #fail(why: string): never {
    throw new TimeError(`parsing time ${quoteBytes(this.#original)}${why}`);
  }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `2006-01-02T15:04:05`, without a zone. */
function civil(seconds: number): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const { year, month, date } = dayAt(days);
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(twoDigits);
  return `${yearText(year)}-${twoDigits(month + 1)}-${twoDigits(date)}T${clock.join(':')}`;
}

/** An offset can move a time out of the years that it could be written with. */
function yearText(year: number): string {
  return year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
