import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { quote } from './go-print.ts';

/** An address as a number. IPv4-mapped IPv6 addresses are IPv4, as Go's net.IP has them. */
export interface ParsedIp {
  readonly family: 4 | 6;
  readonly value: bigint;
  /** Written with leading zeros, which a strict parser refuses. */
  readonly leadingZeros: boolean;
  /** Written as an IPv4-mapped IPv6 address. */
  readonly mapped: boolean;
}

type Address = Pick<ParsedIp, 'family' | 'value'>;

export interface ParsedCidr {
  readonly ip: ParsedIp;
  /** The first address of the range. */
  readonly network: Address;
  readonly prefix: number;
  /** The prefix length or the address has leading zeros. */
  readonly leadingZeros: boolean;
}

const MAPPED_PREFIX = 0xffffn << 32n;
const MAPPED_END = MAPPED_PREFIX + (1n << 32n);
/** Bits of an IPv4-mapped address in front of the IPv4 address. */
const MAPPED_BITS = 96;

const GROUPS = 8;
const GROUP = /^0*([0-9a-fA-F]{1,4})$/;

/** Go's old parser, which lets leading zeros pass. Undefined: no address. */
export function parseIpSloppy(text: string): ParsedIp | undefined {
  if (text.includes(':')) return parseIpv6(text);
  const quad = parseQuad(text);
  if (quad === undefined) return undefined;
  // Member by member: a spread in front of others is slow.
  return { family: 4, value: quad.value, leadingZeros: quad.leadingZeros, mapped: false };
}

/** Digit by digit: addresses of services are read several times in every write of one. */
function parseQuad(text: string): { value: bigint; leadingZeros: boolean } | undefined {
  let value = 0;
  let leadingZeros = false;
  let dots = 0;
  let octet = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : DOT;
    if (code === DOT) {
      if (digits === 0 || dots === 4) return undefined;
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      dots++;
      continue;
    }
    if (code < ZERO || code > NINE) return undefined;
    if (digits > 0 && octet === 0) leadingZeros = true;
    octet = octet * 10 + code - ZERO;
    if (octet > 255) return undefined;
    digits++;
  }
  return dots === 4 ? { value: BigInt(value), leadingZeros } : undefined;
}

const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

function parseIpv6(text: string): ParsedIp | undefined {
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  // One more than there may be is enough to be refused.
  const groups = halves.map((half) => (half === '' ? [] : half.split(':', GROUPS + 1)));
  let leadingZeros = false;
  const last = groups.at(-1);
  const tail = last?.at(-1);
  if (last !== undefined && tail?.includes('.')) {
    const quad = parseQuad(tail);
    if (quad === undefined) return undefined;
    leadingZeros = quad.leadingZeros;
    last.splice(-1, 1, (quad.value >> 16n).toString(16), (quad.value & 0xffffn).toString(16));
  }
  const [head = [], rest = []] = groups;
  const missing = GROUPS - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill('0'), ...rest]) {
    const digits = GROUP.exec(group)?.[1];
    if (digits === undefined) return undefined;
    if (group.length > 4) leadingZeros = true;
    value = (value << 16n) | BigInt(Number.parseInt(digits, 16));
  }
  const mapped = isMapped(value);
  return {
    family: mapped ? 4 : 6,
    value: mapped ? value - MAPPED_PREFIX : value,
    leadingZeros,
    mapped,
  };
}

function isMapped(value: bigint): boolean {
  return value >= MAPPED_PREFIX && value < MAPPED_END;
}

/** Dotted quads, and RFC 5952 for IPv6. */
export function formatIp({ family, value }: Address): string {
  if (family === 4) {
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 0xff}.${(bits >>> 8) & 0xff}.${bits & 0xff}`;
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

/** Go's IsGlobalUnicast: no loopback, link-local, multicast, broadcast or unspecified address. */
export function isGlobalUnicast(text: string): boolean {
  const ip = parseIpSloppy(text);
  if (ip === undefined || ip.value === 0n) return false;
  if (ip.family === 4) {
    const first = Number(ip.value >> 24n);
    const isLinkLocal = ip.value >> 16n === 0xa9fen;
    const isMulticast = first >= 224 && first < 240;
    return first !== 127 && !isLinkLocal && !isMulticast && ip.value !== 0xffffffffn;
  }
  const isLinkLocal = ip.value >> 118n === 0x3fan;
  const isMulticast = ip.value >> 120n === 0xffn;
  return ip.value !== 1n && !isLinkLocal && !isMulticast;
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
  const digits = /^0*(\d{1,3})$/.exec(length)?.[1];
  if (ip === undefined || digits === undefined) return undefined;
  const bits = ip.family === 4 && !ip.mapped ? 32 : 128;
  const prefix = Number(digits);
  if (prefix > bits) return undefined;
  const leadingZeros = ip.leadingZeros || (length.length > 1 && length.startsWith('0'));
  return { ip, ...networkOf(ip, prefix), leadingZeros };
}

/** A prefix that cuts into the mapping makes a range of IPv6 addresses. */
function networkOf(ip: ParsedIp, prefix: number): Pick<ParsedCidr, 'network' | 'prefix'> {
  if (ip.mapped && prefix < MAPPED_BITS) {
    const value = cut(ip.value + MAPPED_PREFIX, 128 - prefix);
    return { network: { family: 6, value }, prefix };
  }
  const own = ip.mapped ? prefix - MAPPED_BITS : prefix;
  const value = cut(ip.value, bitsOf(ip.family) - own);
  return { network: { family: ip.family, value }, prefix: own };
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function cut(value: bigint, hostBits: number): bigint {
  return (value >> BigInt(hostBits)) << BigInt(hostBits);
}

export function formatCidr({ network, prefix }: Pick<ParsedCidr, 'network' | 'prefix'>): string {
  return `${formatIp(network)}/${prefix}`;
}

export function cidrContains({ network, prefix }: ParsedCidr, ip: Address): boolean {
  if (network.family !== ip.family) return false;
  return cut(ip.value, bitsOf(ip.family) - prefix) === network.value;
}

const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const INTERFACE_TEXT = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';

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
  if (ip.leadingZeros) return [fieldError.invalid(path, value, 'must not have leading 0s')];
  if (ip.mapped) {
    return [fieldError.invalid(path, value, 'must not be an IPv4-mapped IPv6 address')];
  }
  return mustBe(formatIp(ip), path, value);
}

function mustBe(canonical: string, path: FieldPath, value: string): FieldError[] {
  if (value === canonical) return [];
  return [fieldError.invalid(path, value, `must be in canonical form (${quote(canonical)})`)];
}

/** Fields that have always taken sloppy ranges; those an object already has are not looked at. */
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
  if (cidr.leadingZeros) {
    return [fieldError.invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  }
  if (cidr.ip.mapped) {
    return [fieldError.invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  }
  if (cidr.ip.value !== cidr.network.value) {
    return [fieldError.invalid(path, value, 'must not have bits set beyond the prefix length')];
  }
  return mustBe(formatCidr(cidr), path, value);
}

/** The address of an interface and the size of its network, as `ip addr` shows them; canonical. */
export function isValidInterfaceAddress(path: FieldPath, value: string): FieldError[] {
  const cidr = parseCidrSloppy(value);
  if (cidr === undefined) return [fieldError.invalid(path, value, INTERFACE_TEXT)];
  const { ip, network, prefix } = cidr;
  const isShown = ip.family === network.family || prefix <= 32;
  return mustBe(`${formatIp(ip)}/${isShown ? prefix : prefix - MAPPED_BITS}`, path, value);
}

export function getWarningsForIp(path: FieldPath, value: string): string[] {
  const at = path.toString();
  const ip = parseIpSloppy(value);
  if (ip === undefined) return [];
  if (ip.family === 4 && !ip.leadingZeros && !ip.mapped) return [];
  const canonical = formatIp(ip);
  if (ip.leadingZeros || ip.mapped) {
    return [
      `${at}: non-standard IP address ${quote(value)} will be considered invalid in a future ` +
        `Kubernetes release: use ${quote(canonical)}`,
    ];
  }
  if (ip.family === 6 && value !== canonical) {
    return [
      `${at}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`,
    ];
  }
  return [];
}

export function getWarningsForCidr(path: FieldPath, value: string): string[] {
  const at = path.toString();
  const cidr = parseCidrSloppy(value);
  if (cidr === undefined) return [];
  const { ip, network, leadingZeros } = cidr;
  const warnings: string[] = [];
  const range = formatCidr(cidr);
  if (ip.family !== network.family || ip.value !== network.value) {
    const single = `${formatIp(ip)}/${ip.family === 4 && !ip.mapped ? 32 : 128}`;
    warnings.push(
      `${at}: CIDR value ${quote(value)} is ambiguous in this context (should be ${quote(range)} or ${quote(single)}?)`,
    );
  }
  if (leadingZeros || ip.mapped) {
    warnings.push(
      `${at}: non-standard CIDR value ${quote(value)} will be considered invalid in a future ` +
        `Kubernetes release: use ${quote(range)}`,
    );
  }
  if (warnings.length === 0 && ip.family === 6 && value !== range) {
    warnings.push(
      `${at}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format (${quote(range)})`,
    );
  }
  return warnings;
}
