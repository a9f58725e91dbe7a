import type { IpFamily, IpRange } from '../../../allocators/ip-allocator.ts';
import { formatCidr, formatIp, parseCidrSloppy, parseIpSloppy } from '../../../apimachinery/ip.ts';

/** Undefined: no address. */
export function familyOf(address: string): IpFamily | undefined {
  return nameOf(parseIpSloppy(address)?.family);
}

export function familyOfCidr(cidr: string): IpFamily | undefined {
  return nameOf(parseCidrSloppy(cidr)?.network.family);
}

function nameOf(family: 4 | 6 | undefined): IpFamily | undefined {
  if (family === undefined) return undefined;
  return family === 4 ? 'IPv4' : 'IPv6';
}

/** As an IPAddress is named. Undefined: no address. */
export function canonicalAddress(address: string): string | undefined {
  const ip = parseIpSloppy(address);
  return ip === undefined ? undefined : formatIp(ip);
}

/** The range of a CIDR, for the allocator. Undefined: no CIDR. */
export function rangeOf(cidr: string): IpRange | undefined {
  const parsed = parseCidrSloppy(cidr);
  if (parsed === undefined) return undefined;
  const { network, prefix } = parsed;
  const { family, value: first } = network;
  const hostBits = (family === 4 ? 32 : 128) - prefix;
  const size = 1n << BigInt(hostBits);
  return {
    text: formatCidr(parsed),
    family: family === 4 ? 'IPv4' : 'IPv6',
    hostBits,
    addressAt: (offset) => formatIp({ family, value: first + offset }),
    offsetOf(address) {
      const ip = parseIpSloppy(address);
      if (ip === undefined || ip.family !== family) return undefined;
      const offset = ip.value - first;
      return offset >= 0n && offset < size ? offset : undefined;
    },
  };
}

/** The address that the service of the API server itself gets. */
export function firstAddressOf(cidr: string): string | undefined {
  return rangeOf(cidr)?.addressAt(1n);
}
