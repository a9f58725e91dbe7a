import { describe, expect, test } from 'vitest';
import { FieldPath } from './field-error.ts';
import {
  cidrContains,
  formatCidr,
  formatIp,
  getWarningsForCidr,
  getWarningsForIp,
  isIpv6,
  isValidCidr,
  isValidCidrForLegacyField,
  isValidInterfaceAddress,
  isValidIp,
  isValidIpForLegacyField,
  parseCidrSloppy,
  parseIpSloppy,
} from './ip.ts';

const path = FieldPath.of('spec', 'ip');
const bodies = (errors: readonly { body: string }[]): string[] => errors.map(({ body }) => body);

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.0.001', '10.0.0.1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
    ['00001:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is %s', (text, canonical) => {
    const ip = parseIpSloppy(text);

    expect(ip && formatIp(ip)).toBe(canonical);
    expect(isIpv6(text)).toBe(canonical.includes(':'));
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    ':::',
    '1::2::3',
    ':1::2',
    'g::',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3',
    ':'.repeat(1_000_000),
    `${'0'.repeat(1_000_000)}x`,
  ])('%.20s is none', (text) => {
    expect(parseIpSloppy(text)).toBeUndefined();
  });
});

describe('address fields', () => {
  test('of old kinds take leading zeros and mapped addresses, with a warning', () => {
    expect(isValidIpForLegacyField(path, '010.0.0.1', [])).toEqual([]);
    expect(getWarningsForIp(path, '010.0.0.1')).toEqual([
      'spec.ip: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ]);
    expect(getWarningsForIp(path, '::ffff:1.2.3.4')).toEqual([
      'spec.ip: non-standard IP address "::ffff:1.2.3.4" will be considered invalid in a future Kubernetes release: use "1.2.3.4"',
    ]);
    expect(getWarningsForIp(path, '2001:DB8::0')).toEqual([
      'spec.ip: IPv6 address "2001:DB8::0" should be in RFC 5952 canonical format ("2001:db8::")',
    ]);
    expect(getWarningsForIp(path, '10.0.0.1')).toEqual([]);
  });

  test('do not look at what the object has already', () => {
    expect(isValidIpForLegacyField(path, 'x', ['x'])).toEqual([]);
    expect(bodies(isValidIpForLegacyField(path, 'x', []))).toEqual([
      'Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]);
  });

  test.each([
    ['10.0.0.1', []],
    ['2001:db8::1', []],
    ['x', ['Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['01.2.3.4', ['Invalid value: "01.2.3.4": must not have leading 0s']],
    ['::ffff:01.2.3.4', ['Invalid value: "::ffff:01.2.3.4": must not have leading 0s']],
    [
      '::ffff:1.2.3.4',
      ['Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address'],
    ],
    ['2001:DB8::1', ['Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")']],
  ])('of new kinds take canonical addresses only: %s', (text, messages) => {
    expect(bodies(isValidIp(path, text))).toEqual(messages);
  });
});

describe('ranges', () => {
  test.each([
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['10.0.0.0/08', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['::/0', '::/0'],
    ['::ffff:10.0.0.1/104', '10.0.0.0/8'],
    ['::ffff:10.0.0.1/64', '::/64'],
    ['::ffff:10.0.0.1/88', '::ff00:0:0/88'],
  ])('%s is %s', (text, canonical) => {
    const cidr = parseCidrSloppy(text);

    expect(cidr && formatCidr(cidr)).toBe(canonical);
  });

  test.each(['', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '::/129', '10.0.0.0/8/8'])(
    '%s is none',
    (text) => {
      expect(parseCidrSloppy(text)).toBeUndefined();
    },
  );

  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
    ['2001:db8::/64', '2001:db8::ffff', true],
    ['2001:db8::/64', '10.0.0.1', false],
    ['0.0.0.0/0', '255.255.255.255', true],
  ])('%s and %s: %s', (range, address, expected) => {
    const cidr = parseCidrSloppy(range);
    const ip = parseIpSloppy(address);

    expect(cidr !== undefined && ip !== undefined && cidrContains(cidr, ip)).toBe(expected);
  });

  test('fields of old kinds warn', () => {
    expect(isValidCidrForLegacyField(path, '10.0.0.1/8', [])).toEqual([]);
    expect(bodies(isValidCidrForLegacyField(path, '10.0.0.1', []))).toEqual([
      'Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ]);
    expect(getWarningsForCidr(path, '10.0.0.1/08')).toEqual([
      'spec.ip: CIDR value "10.0.0.1/08" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
      'spec.ip: non-standard CIDR value "10.0.0.1/08" will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"',
    ]);
    expect(getWarningsForCidr(path, '2001:DB8::/64')).toEqual([
      'spec.ip: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")',
    ]);
  });

  test.each([
    ['10.0.0.0/8', []],
    ['10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
    ['::ffff:10.0.0.0/104', ['must not have an IPv4-mapped IPv6 address']],
    ['10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    ['2001:DB8::/64', ['must be in canonical form ("2001:db8::/64")']],
  ])('fields of new kinds are strict: %s', (text, details) => {
    const expected = details.map((detail) => `Invalid value: "${text}": ${detail}`);
    expect(bodies(isValidCidr(path, text))).toEqual(expected);
  });

  test('addresses of interfaces keep their host bits', () => {
    expect(isValidInterfaceAddress(path, '10.0.0.1/8')).toEqual([]);
    expect(bodies(isValidInterfaceAddress(path, '::ffff:10.0.0.1/104'))).toEqual([
      'Invalid value: "::ffff:10.0.0.1/104": must be in canonical form ("10.0.0.1/8")',
    ]);
    expect(bodies(isValidInterfaceAddress(path, '10.0.0.1'))).toEqual([
      'Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
    ]);
  });
});
