import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { ParsedIp } from '../../../apimachinery/ip.ts';
import { parseIpSloppy } from '../../../apimachinery/ip.ts';

const LOOPBACK = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
const LINK_LOCAL = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
const LINK_LOCAL_MULTICAST =
  'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';

/**
 * Addresses that nobody can send traffic to: of endpoints, of slices and, for historical reasons,
 * external addresses of services.
 */
export function validateEndpointIp(address: string, path: FieldPath): FieldError[] {
  const ip = parseIpSloppy(address);
  if (ip === undefined) return [fieldError.invalid(path, address, 'must be a valid IP address')];
  if (ip.value === 0n) {
    return [fieldError.invalid(path, address, `may not be unspecified (${address})`)];
  }
  const detail = specialRange(ip);
  return detail === undefined ? [] : [fieldError.invalid(path, address, detail)];
}

function specialRange({ family, value }: ParsedIp): string | undefined {
  if (family === 4) {
    if (value >> 24n === 127n) return LOOPBACK;
    if (value >> 16n === 0xa9fen) return LINK_LOCAL;
    return value >> 8n === 0xe0_00_00n ? LINK_LOCAL_MULTICAST : undefined;
  }
  if (value === 1n) return LOOPBACK;
  if (value >> 118n === 0x3fan) return LINK_LOCAL;
  // Multicast addresses of link-local scope, whatever their flags.
  return value >> 120n === 0xffn && ((value >> 112n) & 0xfn) === 2n
    ? LINK_LOCAL_MULTICAST
    : undefined;
}
