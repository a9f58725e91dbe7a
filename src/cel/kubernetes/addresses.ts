import { quote } from '../../apimachinery/go-print.ts';
import type { ParsedIp } from '../../apimachinery/ip.ts';
import { formatIp, parseIpSloppy } from '../../apimachinery/ip.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { noSuchOverload } from '../library/errors.ts';
import { opaque } from '../types/type.ts';
import type { Value } from '../values/value.ts';
import { CelError, CelOpaque } from '../values/value.ts';

type Address = Pick<ParsedIp, 'family' | 'value'>;

const bitsOf = ({ family }: Address): number => (family === 4 ? 32 : 128);

/** Addresses and ranges cost by their bytes. */
const sizeOf = (address: Address): number => Math.ceil(bitsOf(address) / 8);

class IpValue extends CelOpaque {
  readonly type = opaque('net.IP');
  readonly address: Address;

  constructor(address: Address) {
    super();
    this.address = address;
  }

  override equals(other: Value): boolean {
    return other instanceof IpValue && isSame(this.address, other.address);
  }

  override get size(): number {
    return sizeOf(this.address);
  }
}

class CidrValue extends CelOpaque {
  readonly type = opaque('net.CIDR');
  readonly address: Address;
  readonly prefix: number;

  constructor(address: Address, prefix: number) {
    super();
    this.address = address;
    this.prefix = prefix;
  }

  override equals(other: Value): boolean {
    if (!(other instanceof CidrValue)) return false;
    return this.prefix === other.prefix && isSame(this.address, other.address);
  }

  override get size(): number {
    return Math.ceil(this.prefix / 8);
  }

  get network(): Address {
    return masked(this.address, this.prefix);
  }
}

function isSame(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

function masked(address: Address, prefix: number): Address {
  const shift = BigInt(Math.max(bitsOf(address) - prefix, 0));
  return { family: address.family, value: (address.value >> shift) << shift };
}

/** Go's netip takes neither leading zeros nor what looks like neither family. */
function ipProblem(text: string): string | undefined {
  const failure = (problem: string): string => `ParseAddr(${quote(text)}): ${problem}`;
  const colon = text.indexOf(':');
  const dot = text.indexOf('.');
  const percent = text.indexOf('%');
  if (colon < 0 && dot < 0) {
    return failure(percent < 0 ? 'unable to parse IP' : 'missing IPv6 address');
  }
  if (dot >= 0 && (colon < 0 || dot < colon)) return ipv4Problem(text, failure);
  if (percent === text.length - 1 && percent >= 0) {
    return failure('zone must be a non-empty string');
  }
  const bare = percent < 0 ? text : text.slice(0, percent);
  return parseIpSloppy(bare) === undefined ? failure(ipv6Problem(bare)) : undefined;
}

function ipv4Problem(text: string, failure: (problem: string) => string): string | undefined {
  const parts = text.split('.');
  const after = (index: number): string => quote(parts.slice(index).join('.'));
  for (const [index, part] of parts.entries()) {
    if (index === 4) return failure('IPv4 address too long');
    if (part === '')
      return failure(
        `IPv4 field must have at least one digit (at ${quote(`.${parts.slice(index + 1).join('.')}`)})`,
      );
    if (!/^\d+$/.test(part)) return failure(`unexpected character (at ${after(index)})`);
    if (part.length > 1 && part.startsWith('0')) {
      return failure('IPv4 field has octet with leading zero');
    }
    if (Number(part) > 255) return failure('IPv4 field has value >255');
  }
  return parts.length < 4 ? failure('IPv4 address too short') : undefined;
}

function ipv6Problem(text: string): string {
  const group = text.split(':').find((part) => part.length > 4 && !part.includes('.'));
  if (group !== undefined && /^[0-9a-fA-F]+$/.test(group)) {
    return `each group must have 4 or less digits (at ${quote(text.slice(text.indexOf(group)))})`;
  }
  const bad = text.search(/[^0-9a-fA-F:.]/);
  if (bad >= 0) {
    const at = Math.max(text.lastIndexOf(':', bad) + 1, 0);
    const hasDigits = bad > at;
    const problem = hasDigits
      ? 'unexpected character, want colon'
      : 'each colon-separated field must have at least one digit';
    return `${problem} (at ${quote(text.slice(bad))})`;
  }
  if ((text.match(/::/g) ?? []).length > 1) return 'multiple :: in address';
  return 'address string too short';
}

function parseIp(text: string): Address {
  const problem = ipProblem(text);
  if (problem !== undefined) {
    throw new CelError(
      `IP Address ${quote(text)} parse error during conversion from string: ${problem}`,
    );
  }
  if (text.includes('%')) {
    throw new CelError(`IP address ${quote(text)} with zone value is not allowed`);
  }
  const found = parseIpSloppy(text);
  if (found === undefined) throw new CelError(`unable to parse IP ${quote(text)}`);
  if (found.mapped) {
    throw new CelError(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  }
  return { family: found.family, value: found.value };
}

function wrapped(problem: string): CelError {
  return new CelError(`network address parse error during conversion from string: ${problem}`);
}

function parseCidr(text: string): CidrValue {
  const failure = (problem: string): CelError =>
    wrapped(
      `network address parse error during conversion from string: netip.ParsePrefix(${quote(text)}): ${problem}`,
    );
  const slash = text.lastIndexOf('/');
  if (slash < 0) throw failure("no '/'");
  const [ipText, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const problem = ipProblem(ipText);
  if (problem !== undefined) throw failure(problem);
  if (ipText.includes('%')) throw failure('IPv6 zones cannot be present in a prefix');
  const found = parseIpSloppy(ipText);
  if (found === undefined) throw failure('unable to parse IP');
  if (!/^(0|[1-9]\d*)$/.test(length)) {
    throw failure(`bad bits after slash: ${quote(length)}`);
  }
  if (Number(length) > (found.mapped ? 128 : bitsOf(found))) {
    throw failure('prefix length out of range');
  }
  if (found.mapped) throw wrapped(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  return new CidrValue({ family: found.family, value: found.value }, Number(length));
}

function succeeds(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch (error) {
      if (error instanceof CelError) return false;
      throw error;
    }
  };
}

/** Upstream tells of ranges what is wrong with them, of addresses not. */
function ipOperand(text: string): Address {
  try {
    return parseIp(text);
  } catch (error) {
    if (error instanceof CelError) throw noSuchOverload();
    throw error;
  }
}

function containsIp(cidr: CidrValue, { address }: { readonly address: Address }): boolean {
  return isSame(masked(address, cidr.prefix), cidr.network);
}

function containsCidr(cidr: CidrValue, other: CidrValue): boolean {
  return cidr.prefix <= other.prefix && containsIp(cidr, other);
}

/** Whether the highest bits of an address are these. */
function startsWith({ family, value }: Address, of: 4 | 6, bits: number, prefix: bigint): boolean {
  return family === of && value >> BigInt((of === 4 ? 32 : 128) - bits) === prefix;
}

const isLoopback = (ip: Address): boolean =>
  startsWith(ip, 4, 8, 127n) || startsWith(ip, 6, 128, 1n);
const isMulticast = (ip: Address): boolean =>
  startsWith(ip, 4, 4, 0xen) || startsWith(ip, 6, 8, 0xffn);
const isLinkLocalMulticast = (ip: Address): boolean =>
  startsWith(ip, 4, 24, 0xe00000n) ||
  (startsWith(ip, 6, 8, 0xffn) && ((ip.value >> 112n) & 0xfn) === 2n);
const isLinkLocalUnicast = (ip: Address): boolean =>
  startsWith(ip, 4, 16, 0xa9fen) || startsWith(ip, 6, 10, 0x3fan);
const isGlobalUnicast = (ip: Address): boolean =>
  ip.value !== 0n &&
  !startsWith(ip, 4, 32, 0xffffffffn) &&
  !isLoopback(ip) &&
  !isMulticast(ip) &&
  !isLinkLocalUnicast(ip);

const test = (name: string, id: string, holds: (ip: Address) => boolean): FunctionDeclaration =>
  declare(name, [id, 'net.IP.(): bool', ({ address }: IpValue) => holds(address)]);

export const addresses: readonly FunctionDeclaration[] = [
  declare('ip', ['string_to_ip', '(string): net.IP', (text: string) => new IpValue(parseIp(text))]),
  declare('ip', [
    'cidr_ip',
    'net.CIDR.(): net.IP',
    ({ address }: CidrValue) => new IpValue(address),
  ]),
  declare('isIP', ['is_ip', '(string): bool', succeeds(parseIp)]),
  declare('ip.isCanonical', [
    'ip_is_canonical',
    '(string): bool',
    (text: string) => formatIp(parseIp(text)) === text,
  ]),
  declare('family', [
    'ip_family',
    'net.IP.(): int',
    ({ address }: IpValue) => BigInt(address.family),
  ]),
  test('isUnspecified', 'ip_is_unspecified', ({ value }) => value === 0n),
  test('isLoopback', 'ip_is_loopback', isLoopback),
  test('isLinkLocalMulticast', 'ip_is_link_local_multicast', isLinkLocalMulticast),
  test('isLinkLocalUnicast', 'ip_is_link_local_unicast', isLinkLocalUnicast),
  test('isGlobalUnicast', 'ip_is_global_unicast', isGlobalUnicast),
  declare(
    'string',
    ['ip_to_string', '(net.IP): string', ({ address }: IpValue) => formatIp(address)],
    [
      'cidr_to_string',
      '(net.CIDR): string',
      ({ address, prefix }: CidrValue) => `${formatIp(address)}/${prefix}`,
    ],
  ),
  declare('cidr', ['string_to_cidr', '(string): net.CIDR', parseCidr]),
  declare('isCIDR', ['is_cidr', '(string): bool', succeeds(parseCidr)]),
  declare(
    'containsIP',
    [
      'cidr_contains_ip_string',
      'net.CIDR.(string): bool',
      (cidr: CidrValue, text: string) => containsIp(cidr, { address: ipOperand(text) }),
    ],
    ['cidr_contains_ip_ip', 'net.CIDR.(net.IP): bool', containsIp],
  ),
  declare(
    'containsCIDR',
    [
      'cidr_contains_cidr_string',
      'net.CIDR.(string): bool',
      (cidr: CidrValue, text: string) => containsCidr(cidr, parseCidr(text)),
    ],
    ['cidr_contains_cidr', 'net.CIDR.(net.CIDR): bool', containsCidr],
  ),
  declare('prefixLength', [
    'cidr_prefix_length',
    'net.CIDR.(): int',
    ({ prefix }: CidrValue) => BigInt(prefix),
  ]),
  declare('masked', [
    'cidr_masked',
    'net.CIDR.(): net.CIDR',
    ({ network, prefix }: CidrValue) => new CidrValue(network, prefix),
  ]),
];
