import type { IpFamily } from '../../../allocators/ip-allocator.ts';
import { invalid } from '../../../apimachinery/errors.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { familyOf } from './addresses.ts';
import {
  HEADLESS,
  needsClusterIp,
  PREFER_DUAL_STACK,
  REQUIRE_DUAL_STACK,
  SINGLE_STACK,
  sameList,
} from './service-type.ts';
import { validateClusterIps } from './validation-ips.ts';

const POLICY = FieldPath.of('spec', 'ipFamilyPolicy');
const FAMILIES = FieldPath.of('spec', 'ipFamilies');
const CLUSTER_IPS = FieldPath.of('spec', 'clusterIPs');

/**
 * Settles `ipFamilyPolicy` and `ipFamilies` by what the request says and the cluster has, in the
 * order of kube-apiserver; its errors are reported before and without those of validation.
 * @param served the cluster's families, its default first
 */
export function settleIpFamilies(
  next: Service,
  previous: Service | undefined,
  served: readonly IpFamily[],
): void {
  if (!needsClusterIp(next)) return;
  if (previous !== undefined && keepsPreferredFamilies(next, previous)) return;

  const { spec } = next;
  const bare = spec.clusterIP === HEADLESS && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??=
    previous?.spec.ipFamilyPolicy ?? (bare ? REQUIRE_DUAL_STACK : SINGLE_STACK);
  refuse(next, validateClusterIps(next, previous));

  const errors = previous === undefined ? [] : reduceFamilies(next, previous);
  errors.push(...tooManyForSingleStack(next), ...inferFamilies(next, served));
  refuse(next, errors);

  // A headless service without selector may name families that the cluster does not have.
  if (!bare) refuse(next, unserved(next, served));
  spec.ipFamilies ??= [];
  const [first] = served;
  if (spec.ipFamilies.length === 0 && first !== undefined) spec.ipFamilies.push(first);
  const wantsBoth = spec.ipFamilyPolicy !== SINGLE_STACK && spec.ipFamilies.length === 1;
  if (wantsBoth && (bare || served.length === 2)) {
    spec.ipFamilies.push(spec.ipFamilies[0] === 'IPv4' ? 'IPv6' : 'IPv4');
  }
}

/** A service that prefers two families does not follow the cluster when that gains or loses one. */
export function keepsPreferredFamilies({ spec }: Service, { spec: old }: Service): boolean {
  return (
    spec.ipFamilyPolicy === PREFER_DUAL_STACK &&
    spec.type === old.type &&
    (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer') &&
    (old.ipFamilyPolicy === undefined || old.ipFamilyPolicy === PREFER_DUAL_STACK) &&
    sameList(spec.clusterIPs, old.clusterIPs) &&
    sameList(spec.ipFamilies, old.ipFamilies)
  );
}

/** SingleStack alone says that the second address goes; any other policy may not lose one. */
function reduceFamilies({ spec }: Service, { spec: old }: Service): FieldError[] {
  if (spec.ipFamilyPolicy === SINGLE_STACK) {
    if (sameList(spec.clusterIPs, old.clusterIPs)) spec.clusterIPs = spec.clusterIPs?.slice(0, 1);
    if (sameList(spec.ipFamilies, old.ipFamilies)) spec.ipFamilies = spec.ipFamilies?.slice(0, 1);
    return [];
  }
  const errors: FieldError[] = [];
  const refused = (what: string) =>
    errors.push(
      fieldError.invalid(
        POLICY,
        spec.ipFamilyPolicy,
        `must be 'SingleStack' to release the secondary ${what}`,
      ),
    );
  if (isReduced(spec.clusterIPs, old.clusterIPs)) refused('cluster IP');
  if (isReduced(spec.ipFamilies, old.ipFamilies)) refused('IP family');
  return errors;
}

function isReduced(after: readonly string[] = [], before: readonly string[] = []): boolean {
  return after.length > 0 && after.length < before.length;
}

function tooManyForSingleStack({ spec }: Service): FieldError[] {
  if (spec.ipFamilyPolicy !== SINGLE_STACK) return [];
  const error = (what: string) =>
    fieldError.invalid(
      POLICY,
      spec.ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    );
  return [
    ...(spec.clusterIPs?.length === 2 ? [error('cluster IPs')] : []),
    ...(spec.ipFamilies?.length === 2 ? [error('IP families')] : []),
  ];
}

/** Addresses without a family at their place name it. */
function inferFamilies({ spec }: Service, served: readonly IpFamily[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const [i, address] of (spec.clusterIPs ?? []).entries()) {
    if (address === HEADLESS) break;
    if (i < (spec.ipFamilies?.length ?? 0)) continue;
    const family = familyOf(address);
    if (family !== undefined && served.includes(family)) {
      spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    } else {
      errors.push(
        fieldError.invalid(
          CLUSTER_IPS.index(i),
          spec.clusterIPs,
          `${family ?? 'unknown'} is not configured on this cluster`,
        ),
      );
    }
  }
  return errors;
}

function unserved({ spec }: Service, served: readonly IpFamily[]): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === REQUIRE_DUAL_STACK && served.length < 2) {
    errors.push(
      fieldError.invalid(
        POLICY,
        spec.ipFamilyPolicy,
        'this cluster is not configured for dual-stack services',
      ),
    );
  }
  for (const [i, family] of (spec.ipFamilies ?? []).entries()) {
    if (served.some((each) => each === family)) continue;
    errors.push(fieldError.invalid(FAMILIES.index(i), family, 'not configured on this cluster'));
  }
  return errors;
}

function refuse(service: Service, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  throw invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors);
}
