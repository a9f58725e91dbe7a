import { parseCidrSloppy, parseIpSloppy } from '../../apimachinery/ip.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names.ts';
import { isRequestUri } from '../../cel/kubernetes/go-url.ts';
import { isEmail, isHostname } from './format-addresses.ts';
import { isDate, isDateTime, isDuration } from './format-times.ts';
import type { JsonSchema } from './json-schema.ts';

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID3 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const UUID4 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const UUID5 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
/** Of six, eight or twenty bytes. */
const MAC =
  /^(?:(?:[0-9a-f]{2}:){5}(?:(?:[0-9a-f]{2}:){2}(?:(?:[0-9a-f]{2}:){12})?)?[0-9a-f]{2}|(?:[0-9a-f]{2}-){5}(?:(?:[0-9a-f]{2}-){2}(?:(?:[0-9a-f]{2}-){12})?)?[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}(?:[0-9a-f]{4}\.(?:(?:[0-9a-f]{4}\.){6})?)?[0-9a-f]{4})$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const BYTE = String.raw`\s*(?:0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
const RGB = new RegExp(String.raw`^rgb\(${BYTE},${BYTE},${BYTE}\)$`);
const CREDIT_CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** Formats that are checked, without the dashes that names may be written with. */
const CHECKS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', (text) => /^[0-9a-f]{24}$/i.test(text)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => text.includes('.') && parseIpSloppy(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseIpSloppy(text)?.leadingZeros === false],
  ['cidr', (text) => parseCidrSloppy(text) !== undefined],
  ['mac', (text) => MAC.test(text)],
  ['uuid', (text) => UUID.test(text)],
  ['uuid3', (text) => UUID3.test(text)],
  ['uuid4', (text) => UUID4.test(text)],
  ['uuid5', (text) => UUID5.test(text)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', (text) => /^\d{3}[- ]\d{2}[- ]\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)],
  ['rgbcolor', (text) => RGB.test(text)],
  ['byte', (text) => BASE64.test(text)],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
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

/** The last digit is such that the sum is a multiple of ten. */
function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]+/g, '');
  if (!CREDIT_CARD.test(digits)) return false;
  let sum = 0;
  Array.from(digits)
    .toReversed()
    .forEach((digit, index) => {
      const times = Number(digit) * (index % 2 === 0 ? 1 : 2);
      sum += times >= 10 ? times - 9 : times;
    });
  return sum % 10 === 0;
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
