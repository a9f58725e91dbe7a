import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { quote } from './go-print.ts';

/** An address as a number. IPv4-mapped IPv6 addresses are IPv4, as Go's net.IP has them. */
export interface ParsedIp {
  readonly family: 4 | 6;
  readonly value: bigint;
  /** Written in a way that a strict parser refuses: leading zeros, or an IPv4-mapped IPv6 address. */
  readonly sloppy: boolean;
}

export interface ParsedCidr {
  readonly ip: ParsedIp;
  /** The first address of the range. */
  readonly network: ParsedIp;
  readonly prefix: number;
  /** The prefix length or the address was written in a way that a strict parser refuses. */
  readonly sloppy: boolean;
}

const MAPPED_PREFIX = 0xffffn << 32n;
const MAPPED_END = MAPPED_PREFIX + (1n << 32n);
const TEXT_LENGTH_MAX = 64;

/** Go's old parser, which lets leading zeros pass. Undefined: no address. */
export function parseIpSloppy(text: string): ParsedIp | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  if (text.includes(':')) return parseIpv6(text);
  return parseIpv4(text);
}

function parseIpv4(text: string): ParsedIp | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  let sloppy = false;
  for (const part of parts) {
    if (!/^\d+$/.test(part) || Number(part) > 255) return undefined;
    if (part.length > 1 && part.startsWith('0')) sloppy = true;
    value = (value << 8n) | BigInt(Number(part));
  }
  return { family: 4, value, sloppy };
}

function parseIpv6(text: string): ParsedIp | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  let sloppy = false;
  const tail = last?.at(-1);
  if (last !== undefined && tail?.includes('.')) {
    const embedded = parseIpv4(tail);
    if (embedded === undefined) return undefined;
    sloppy = embedded.sloppy;
    last.splice(
      -1,
      1,
      (embedded.value >> 16n).toString(16),
      (embedded.value & 0xffffn).toString(16),
    );
  }
  const [head = [], rest = []] = groups;
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill('0'), ...rest]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(Number.parseInt(group, 16));
  }
  if (value >= MAPPED_PREFIX && value < MAPPED_END) {
    return { family: 4, value: value - MAPPED_PREFIX, sloppy: true };
  }
  return { family: 6, value, sloppy };
}

/** Dotted quads, and RFC 5952 for IPv6. */
export function formatIp({ family, value }: Pick<ParsedIp, 'family' | 'value'>): string {
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number((value >> BigInt(112 - 16 * i)) & 0xffffn),
  );
  const { start, length } = longestZeroRun(groups);
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (length < 2) return text(0, 8);
  return `${text(0, start)}::${text(start + length, 8)}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let at = 0; at <= groups.length; at++) {
    if (groups[at] === 0) continue;
    if (at - start > best.length) best = { start, length: at - start };
    start = at + 1;
  }
  return best;
}

export function isIpv6(text: string): boolean {
  return parseIpSloppy(text)?.family === 6;
}

/** Undefined: no CIDR. */
export function parseCidrSloppy(text: string): ParsedCidr | undefined {
  const at = text.indexOf('/');
  if (at === -1) return undefined;
  const ip = parseIpSloppy(text.slice(0, at));
  const length = text.slice(at + 1);
  if (ip === undefined || !/^\d{1,8}$/.test(length)) return undefined;
  const mapped = ip.family === 4 && text.includes(':');
  const prefix = Number(length) - (mapped ? 96 : 0);
  const bits = ip.family === 4 ? 32 : 128;
  if (prefix < 0 || prefix > bits) return undefined;
  const host = BigInt(bits - prefix);
  const network = { family: ip.family, value: (ip.value >> host) << host, sloppy: false };
  const sloppy = ip.sloppy || (length.length > 1 && length.startsWith('0'));
  return { ip, network, prefix, sloppy };
}

export function formatCidr({ network, prefix }: Pick<ParsedCidr, 'network' | 'prefix'>): string {
  return `${formatIp(network)}/${prefix}`;
}

export function cidrContains(cidr: ParsedCidr, ip: Pick<ParsedIp, 'family' | 'value'>): boolean {
  if (cidr.network.family !== ip.family) return false;
  const host = BigInt((ip.family === 4 ? 32 : 128) - cidr.prefix);
  return ip.value >> host === cidr.network.value >> host;
}

const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** Fields that have always taken sloppy addresses; those an object already has are not looked at. */
export function isValidIpForLegacyField(
  path: FieldPath,
  value: string,
  existing: readonly string[],
): FieldError[] {
  if (existing.includes(value) || parseIpSloppy(value) !== undefined) return [];
  return [fieldError.invalid(path, value, IP_TEXT)];
}

/** Canonical addresses only. */
export function isValidIp(path: FieldPath, value: string): FieldError[] {
  const ip = parseIpSloppy(value);
  if (ip === undefined) return [fieldError.invalid(path, value, IP_TEXT)];
  const errors: FieldError[] = [];
  if (hasLeadingZeros(value))
    errors.push(fieldError.invalid(path, value, 'must not have leading 0s'));
  if (isMapped(ip, value)) {
    errors.push(fieldError.invalid(path, value, 'must not be an IPv4-mapped IPv6 address'));
  }
  if (errors.length > 0) return errors;
  const canonical = formatIp(ip);
  if (value === canonical) return [];
  return [fieldError.invalid(path, value, `must be in canonical form (${quote(canonical)})`)];
}

function hasLeadingZeros(value: string): boolean {
  const quad = value.slice(value.lastIndexOf(':') + 1);
  return (
    quad.includes('.') && quad.split('.').some((part) => part.length > 1 && part.startsWith('0'))
  );
}

function isMapped(ip: ParsedIp, value: string): boolean {
  return ip.family === 4 && value.includes(':');
}

export function isValidCidrForLegacyField(
  path: FieldPath,
  value: string,
  existing: readonly string[],
): FieldError[] {
  if (existing.includes(value) || parseCidrSloppy(value) !== undefined) return [];
  return [fieldError.invalid(path, value, CIDR_TEXT)];
}

/** Canonical ranges only. */
export function isValidCidr(path: FieldPath, value: string): FieldError[] {
  const cidr = parseCidrSloppy(value);
  if (cidr === undefined) return [fieldError.invalid(path, value, CIDR_TEXT)];
  if (isMapped(cidr.ip, value)) {
    return [fieldError.invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  }
  if (cidr.sloppy) {
    return [fieldError.invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  }
  if (cidr.ip.value !== cidr.network.value) {
    return [fieldError.invalid(path, value, 'must not have bits set beyond the prefix length')];
  }
  const canonical = formatCidr(cidr);
  if (value === canonical) return [];
  return [fieldError.invalid(path, value, `must be in canonical form (${quote(canonical)})`)];
}

export function getWarningsForIp(path: FieldPath, value: string): string[] {
  const ip = parseIpSloppy(value);
  if (ip === undefined) return [];
  const canonical = formatIp(ip);
  if (ip.sloppy) {
    return [
      `${path}: non-standard IP address ${quote(value)} will be considered invalid in a future ` +
        `Kubernetes release: use ${quote(canonical)}`,
    ];
  }
  if (ip.family === 6 && value !== canonical) {
    return [
      `${path}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`,
    ];
  }
  return [];
}

export function getWarningsForCidr(path: FieldPath, value: string): string[] {
  const cidr = parseCidrSloppy(value);
  if (cidr === undefined) return [];
  const warnings: string[] = [];
  const range = formatCidr(cidr);
  if (cidr.ip.value !== cidr.network.value) {
    const single = `${formatIp(cidr.ip)}/${cidr.ip.family === 4 ? 32 : 128}`;
    warnings.push(
      `${path}: CIDR value ${quote(value)} is ambiguous in this context (should be ${quote(range)} or ${quote(single)}?)`,
    );
  }
  if (cidr.sloppy) {
    warnings.push(
      `${path}: non-standard CIDR value ${quote(value)} will be considered invalid in a future ` +
        `Kubernetes release: use ${quote(range)}`,
    );
  }
  if (warnings.length === 0 && cidr.ip.family === 6 && value !== range) {
    warnings.push(
      `${path}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format (${quote(range)})`,
    );
  }
  return warnings;
}
