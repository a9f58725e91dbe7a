import { parseCidrSloppy, parseIpSloppy } from '../../apimachinery/ip.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names.ts';
import type { JsonSchema } from './json-schema.ts';

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID3 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID4 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const UUID5 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/;
const GO_DURATION =
  /^[+-]?(?:0|(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*)$/;
const WORD_DURATION =
  /^\s*(\d+)\s*(?:ns|nano|nanosecond|nanoseconds|us|µs|micro|microsecond|microseconds|ms|milli|millisecond|milliseconds|s|sec|second|seconds|m|min|minute|minutes|h|hr|hour|hours|d|day|days|w|wk|week|weeks)\s*$/i;
const MAC =
  /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\2){6}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?:\.[0-9a-f]{4})?)$/i;
const HOST_LABEL = /^[a-z0-9\p{S}\p{L}](?:[a-z0-9\-\p{S}\p{L}]{0,61}[a-z0-9\p{S}\p{L}])?$/iu;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const RGB =
  /^rgb\(\s*(?:(?:25[0-5]|2[0-4]\d|1\d\d|\d{1,2})\s*,\s*){2}(?:25[0-5]|2[0-4]\d|1\d\d|\d{1,2})\s*\)$/;
const CREDIT_CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** Formats that are checked, without the dashes that names may be written with. */
const CHECKS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', (text) => /^[0-9a-f]{24}$/i.test(text)],
  ['uri', isUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && parseIpSloppy(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseIpSloppy(text) !== undefined],
  ['cidr', (text) => parseCidrSloppy(text) !== undefined],
  ['mac', (text) => MAC.test(text)],
  ['uuid', (text) => UUID.test(text)],
  ['uuid3', (text) => UUID3.test(text)],
  ['uuid4', (text) => UUID4.test(text)],
  ['uuid5', (text) => UUID5.test(text)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', (text) => CREDIT_CARD.test(text.replaceAll(/[^0-9]+/g, ''))],
  ['ssn', (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)],
  ['rgbcolor', (text) => RGB.test(text)],
  ['byte', (text) => BASE64.test(text)],
  ['password', () => true],
  ['date', isDate],
  ['duration', (text) => GO_DURATION.test(text) || WORD_DURATION.test(text)],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => isDns1123Label(text).length === 0],
  ['k8slongname', (text) => isDns1123Subdomain(text).length === 0],
]);

/** Longer texts are no value of any format that is checked by a pattern. */
const CHECKED_LENGTH_MAX = 64 * 1024;

/** Checked in defaults alone, until all versions of Kubernetes that a cluster may go back to do. */
const NEW: ReadonlySet<string> = new Set(['k8sshortname', 'k8slongname']);

/** The format of a schema if it is one that is checked in objects; all others say nothing. */
export function knownFormat({ format }: JsonSchema): string | undefined {
  if (format === undefined || format === '') return undefined;
  const normal = normalFormat(format);
  return CHECKS.has(normal) && !NEW.has(normal) ? normal : undefined;
}

/** There is something to check. */
export function formatIsKnown(format: string): boolean {
  return CHECKS.has(normalFormat(format));
}

/** Formats that nobody knows are those of all texts. */
export function formatIsValid(format: string, text: string): boolean {
  const normal = normalFormat(format);
  const check = CHECKS.get(normal);
  if (check === undefined) return true;
  if (normal !== 'byte' && normal !== 'password' && text.length > CHECKED_LENGTH_MAX) return false;
  return check(text);
}

function normalFormat(format: string): string {
  return format.replaceAll('-', '');
}

function isUri(text: string): boolean {
  if (!/^[!-~\u0080-\uffff]+$/.test(text)) return false;
  if (text.startsWith('/')) return true;
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) && URL.canParse(text);
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const address = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim();
  const split = address.lastIndexOf('@');
  if (at <= 0 || split <= 0) return false;
  const [local, domain] = [address.slice(0, split), address.slice(split + 1)];
  return /^[^\s@<>(),;:\\"[\]]+$/.test(local) && /^[^\s@<>(),;:\\"]+$/.test(domain);
}

function isHostname(text: string): boolean {
  const labels = text.split('.');
  if (text.length > 255 || labels.some((label) => label.length > 63)) return false;
  if (!labels.every((label) => HOST_LABEL.test(label))) return false;
  return labels.length === 1 || /^[a-z\p{L}]{2,63}$/iu.test(labels.at(-1) ?? '');
}

function isDate(text: string): boolean {
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

function isDateTime(text: string): boolean {
  const [, date = '', hours, minutes, seconds] = DATE_TIME.exec(text) ?? [];
  if (!isDate(date)) return false;
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (i + 1) * Number(digits[i]);
  sum += 10 * (digits[9] === 'X' ? 10 : Number(digits[9]));
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(digits[i]);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}
