import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isValidIp } from '../../../apimachinery/ip.ts';

const NAME = FieldPath.of('metadata', 'name');

/** The name of an IPAddress is the address itself, in canonical form. */
export function isIpAddressName(name: string): string[] {
  const shown = fieldError.invalid(NAME, name, '').body.length + ': '.length;
  return isValidIp(NAME, name).map(({ body }) => body.slice(shown));
}
