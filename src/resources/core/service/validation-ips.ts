import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isValidIpForLegacyField } from '../../../apimachinery/ip.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { familyOf } from './addresses.ts';
import {
  HEADLESS,
  isHeadless,
  needsClusterIp,
  PREFER_DUAL_STACK,
  REQUIRE_DUAL_STACK,
  SINGLE_STACK,
} from './service-type.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = [PREFER_DUAL_STACK, REQUIRE_DUAL_STACK, SINGLE_STACK];

const POLICY = FieldPath.of('spec', 'ipFamilyPolicy');
const IP_FAMILIES = FieldPath.of('spec', 'ipFamilies');
const CLUSTER_IPS = FieldPath.of('spec', 'clusterIPs');

/**
 * What must hold between clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy whatever the cluster
 * has. Runs twice: before the allocation, and with the rest of validation.
 */
export function validateClusterIps(service: Service, previous: Service | undefined): FieldError[] {
  if (!needsClusterIp(service)) return [];
  const { spec } = service;
  const clusterIps = spec.clusterIPs ?? [];
  const errors = [...validateSingular(service), ...validateFamilies(service)];

  const addresses = validateAddresses(clusterIps, previous?.spec.clusterIPs ?? []);
  errors.push(...addresses);
  if (clusterIps.length > 2) {
    errors.push(fieldError.invalid(CLUSTER_IPS, clusterIps, 'may only hold up to 2 values'));
  }
  // What follows would only speak of addresses that are none.
  if (addresses.length > 0) return errors;

  if (clusterIps.length > 1 && new Set(clusterIps.map(familyOf)).size < 2) {
    const detail = 'may specify no more than one IP for each IP family';
    errors.push(fieldError.invalid(CLUSTER_IPS, clusterIps, detail));
  }
  if (!isHeadless(service)) {
    for (const [i, address] of clusterIps.entries()) {
      const family = spec.ipFamilies?.[i];
      if ((family !== 'IPv4' && family !== 'IPv6') || family === (familyOf(address) ?? 'IPv4')) {
        continue;
      }
      const detail = `expected an ${family} value as indicated by \`ipFamilies[${i}]\``;
      errors.push(fieldError.invalid(CLUSTER_IPS.index(i), address, detail));
    }
  }
  return errors;
}

function validateSingular({ spec }: Service): FieldError[] {
  const { clusterIP, clusterIPs = [] } = spec;
  if (!clusterIP) {
    if (clusterIPs.length === 0) return [];
    const detail = 'must be empty when `clusterIP` is not specified';
    return [fieldError.invalid(CLUSTER_IPS, clusterIPs, detail)];
  }
  if (clusterIPs.length === 0) return [fieldError.required(CLUSTER_IPS)];
  if (clusterIPs[0] === clusterIP) return [];
  return [fieldError.invalid(CLUSTER_IPS, clusterIPs, 'first value must match `clusterIP`')];
}

function validateFamilies({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, family] of (spec.ipFamilies ?? []).entries()) {
    const path = IP_FAMILIES.index(i);
    if (!FAMILIES.includes(family)) errors.push(fieldError.notSupported(path, family, FAMILIES));
    if (seen.has(family)) errors.push(fieldError.duplicate(path, family));
    seen.add(family);
  }
  const policy = spec.ipFamilyPolicy;
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported(POLICY, policy, POLICIES));
  }
  return errors;
}

function validateAddresses(
  clusterIps: readonly string[],
  existing: readonly string[],
): FieldError[] {
  return clusterIps.flatMap((address, i) => {
    if (i > 0 || address !== HEADLESS) {
      return isValidIpForLegacyField(CLUSTER_IPS.index(i), address, existing);
    }
    if (clusterIps.length === 1) return [];
    const detail = "'None' must be the first and only value";
    return [fieldError.invalid(CLUSTER_IPS, clusterIps, detail)];
  });
}

/** Addresses and families stay what they are, except on the way through ExternalName. */
export function validateClusterIpUpdate(service: Service, previous: Service): FieldError[] {
  if (!needsClusterIp(service) || !needsClusterIp(previous)) return [];
  const [headless, wasHeadless] = [isHeadless(service), isHeadless(previous)];
  return [
    ...(headless && wasHeadless ? [] : addressChanges(service, previous)),
    ...(headless || wasHeadless ? [] : familyChanges(service, previous)),
  ];
}

function addressChanges({ spec }: Service, { spec: old }: Service): FieldError[] {
  const [after, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
  const changed = (i: number) =>
    fieldError.invalid(CLUSTER_IPS.index(i), spec.clusterIPs, 'may not change once set');
  if (after.length === before.length) {
    return before.flatMap((address, i) => (address === after[i] ? [] : [changed(i)]));
  }
  const errors: FieldError[] = [];
  if (after.length === 0) {
    const detail = 'primary clusterIP can not be unset';
    errors.push(fieldError.invalid(CLUSTER_IPS.index(0), spec.clusterIPs, detail));
  }
  if (after.length > 0 && before.length > 0 && after[0] !== before[0]) errors.push(changed(0));
  if (after.length < before.length && after.length === 1) {
    errors.push(...mustBeSingleStack(spec.ipFamilyPolicy, 'clusterIP'));
  }
  return errors;
}

function familyChanges({ spec }: Service, { spec: old }: Service): FieldError[] {
  const [after, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
  if (after.length === before.length) {
    return before.flatMap((family, i) =>
      family === after[i] ? [] : [familyChanged(spec.ipFamilies)],
    );
  }
  const errors: FieldError[] = [];
  if (after.length < before.length && (spec.clusterIPs?.length ?? 0) === 0) {
    const detail = 'primary ipFamily can not be unset';
    errors.push(fieldError.invalid(IP_FAMILIES.index(0), spec.ipFamilies, detail));
  }
  if (after.length > 0 && before.length > 0 && after[0] !== before[0]) {
    // Upstream shows the addresses here.
    errors.push(familyChanged(spec.clusterIPs));
  }
  if (after.length < before.length && after.length === 1) {
    errors.push(...mustBeSingleStack(spec.ipFamilyPolicy, 'ipFamily'));
  }
  return errors;
}

function familyChanged(shown: readonly string[] | undefined): FieldError {
  return fieldError.invalid(IP_FAMILIES.index(0), shown, 'may not change once set');
}

function mustBeSingleStack(policy: string | undefined, what: string): FieldError[] {
  if (policy === SINGLE_STACK) return [];
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  return [fieldError.invalid(POLICY, policy, detail)];
}
