import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import {
  getWarningsForIp,
  isValidIpForLegacyField,
  parseIpSloppy,
} from '../../../apimachinery/ip.ts';
import { isDns1123Subdomain } from '../../../apimachinery/names.ts';
import type { LoadBalancerIngress, Service } from '../../../apimachinery/types.generated.ts';
import type { SubresourceStrategy } from '../../../registry/definition.ts';
import { isLoadBalancer } from './service-type.ts';

const INGRESS = FieldPath.of('status', 'loadBalancer', 'ingress');
const IP_MODES = ['Proxy', 'VIP'];

export const status: SubresourceStrategy<Service> = {
  prepareForUpdate(next, previous) {
    next.spec = previous.spec;
  },

  validateUpdate(next, previous) {
    const entries = next.status.loadBalancer.ingress ?? [];
    if (!isLoadBalancer(next) && entries.length > 0) {
      return [fieldError.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'")];
    }
    const existing = (previous.status.loadBalancer.ingress ?? []).flatMap(({ ip }) => ip || []);
    return entries.flatMap((entry, i) => [
      ...validateIngressIp(entry, INGRESS.index(i), existing),
      ...validateIpMode(entry, INGRESS.index(i).child('ipMode')),
      ...validateIngressHostname(entry, INGRESS.index(i)),
    ]);
  },

  warningsOnUpdate(next) {
    return ingressIpWarnings(next.status.loadBalancer.ingress ?? []);
  },
};

/** @param existing addresses that the stored status has */
export function validateIngressIp(
  { ip }: { readonly ip?: string },
  path: FieldPath,
  existing: readonly string[],
): FieldError[] {
  return ip ? isValidIpForLegacyField(path.child('ip'), ip, existing) : [];
}

export function validateIngressHostname(
  { hostname }: { readonly hostname?: string },
  path: FieldPath,
): FieldError[] {
  if (!hostname) return [];
  const at = path.child('hostname');
  const errors = invalidEach(at, hostname, isDns1123Subdomain(hostname));
  if (parseIpSloppy(hostname) !== undefined) {
    errors.push(fieldError.invalid(at, hostname, 'must be a DNS name, not an IP address'));
  }
  return errors;
}

/** The paths of these warnings end at the entry. */
export function ingressIpWarnings(entries: readonly { readonly ip?: string }[]): string[] {
  return entries.flatMap(({ ip }, i) => (ip ? getWarningsForIp(INGRESS.index(i), ip) : []));
}

function validateIpMode({ ip, ipMode }: LoadBalancerIngress, path: FieldPath): FieldError[] {
  if (ipMode === undefined) {
    return ip ? [fieldError.required(path, 'must be specified when `ip` is set')] : [];
  }
  if (!ip) return [fieldError.forbidden(path, 'may not be specified when `ip` is not set')];
  return IP_MODES.includes(ipMode) ? [] : [fieldError.notSupported(path, ipMode, IP_MODES)];
}
