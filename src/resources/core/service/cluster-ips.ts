import { AllocationError } from '../../../allocators/claim-pool.ts';
import type { Write } from '../../../allocators/claims.ts';
import type { IpAllocator, IpFamily, IpRange } from '../../../allocators/ip-allocator.ts';
import { dryRunCheck, dryRunNext } from '../../../allocators/ip-allocator.ts';
import { internalError, invalid } from '../../../apimachinery/errors.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { canonicalAddress } from './addresses.ts';
import { ipAddressOf } from './ip-address-object.ts';
import { keepsPreferredFamilies } from './ip-families.ts';
import type { ObjectWriter } from './object-writer.ts';
import { HEADLESS, needsClusterIp } from './service-type.ts';

const IP_ADDRESS = 'networking.k8s.io/v1/IPAddress';

export interface ClusterIpDependencies {
  readonly addresses: IpAllocator;
  readonly ranges: () => Promise<readonly IpRange[]>;
  readonly writer: ObjectWriter;
}

/** An address at one place of `clusterIPs`; the text is empty where one shall be chosen. */
interface Wanted {
  readonly at: number;
  readonly family: IpFamily;
}

export async function claimClusterIps(
  next: Service,
  dependencies: ClusterIpDependencies,
  context: StrategyContext,
): Promise<Write[]> {
  const { spec } = next;
  if (!needsClusterIp(next) || spec.clusterIPs?.[0] === HEADLESS) return [];
  const wanted = (spec.ipFamilies ?? []).map((family, at) => ({ at, family: family as IpFamily }));
  return claim(next, wanted, dependencies, context);
}

/**
 * On update only the ways in and out of ExternalName and the ways to and from a second address
 * move addresses; every other change of them is left for validation to refuse.
 */
export async function claimClusterIpChanges(
  next: Service,
  previous: Service,
  dependencies: ClusterIpDependencies,
  context: StrategyContext,
): Promise<Write[]> {
  if (keepsPreferredFamilies(next, previous)) return [];
  if (!needsClusterIp(previous) && needsClusterIp(next)) {
    return claimClusterIps(next, dependencies, context);
  }
  const old = previous.spec;
  if (old.clusterIPs?.[0] === HEADLESS) return [];
  if (needsClusterIp(previous) && !needsClusterIp(next)) {
    return release(old.clusterIPs ?? [], dependencies);
  }
  const [before, after] = [old.ipFamilies?.length ?? 0, next.spec.ipFamilies?.length ?? 0];
  const second = next.spec.ipFamilies?.[1];
  if (before === 1 && after === 2 && second !== undefined) {
    return claim(next, [{ at: 1, family: second as IpFamily }], dependencies, context);
  }
  if (before === 2 && after === 1) {
    return release((old.clusterIPs ?? []).slice(1), dependencies);
  }
  return [];
}

/** The addresses of a service that is gone. */
export function releaseClusterIps(
  { spec }: Service,
  dependencies: Pick<ClusterIpDependencies, 'writer'>,
): Write[] {
  if (spec.type === 'ExternalName' || spec.clusterIPs?.[0] === HEADLESS) return [];
  return release(spec.clusterIPs ?? [], dependencies);
}

function release(
  clusterIps: readonly string[],
  { writer }: Pick<ClusterIpDependencies, 'writer'>,
): Write[] {
  const names = new Set(clusterIps.flatMap((address) => canonicalAddress(address) ?? []));
  return [...names].map((name) => writer.remove(IP_ADDRESS, undefined, name, undefined));
}

async function claim(
  next: Service,
  wanted: readonly Wanted[],
  { addresses, ranges, writer }: ClusterIpDependencies,
  context: StrategyContext,
): Promise<Write[]> {
  const { spec } = next;
  const writes: Write[] = [];
  const all = await ranges();
  // A list of its own: what came with the request may be shared with the stored object.
  const clusterIps = [...(spec.clusterIPs ?? [])];
  spec.clusterIPs = clusterIps;
  for (const { at, family } of wanted) {
    const own = all.filter((range) => range.family === family);
    const asked = clusterIps[at] ?? '';
    const name =
      asked === ''
        ? await choose(addresses, own, context.dryRun)
        : await take(next, asked, own, { addresses, dryRun: context.dryRun });
    clusterIps[at] = asked === '' ? name : asked;
    if (at === 0) spec.clusterIP = clusterIps[at];
    writes.push(writer.write(IP_ADDRESS, ipAddressOf(name, family, next, context), 0));
  }
  return context.dryRun ? [] : writes;
}

async function choose(
  addresses: IpAllocator,
  ranges: readonly IpRange[],
  dryRun: boolean,
): Promise<string> {
  try {
    return dryRun ? dryRunNext(ranges) : await addresses.next(ranges);
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    throw internalError(`failed to allocate a serviceIP: ${error.message}`);
  }
}

/** The canonical form of an address that the client asked for. */
async function take(
  service: Service,
  asked: string,
  ranges: readonly IpRange[],
  { addresses, dryRun }: { addresses: IpAllocator; dryRun: boolean },
): Promise<string> {
  const address = canonicalAddress(asked);
  if (address === undefined)
    throw internalError(`failed to parse service IP ${JSON.stringify(asked)}`);
  try {
    if (dryRun) dryRunCheck(ranges, address);
    else await addresses.check(ranges, address);
    return address;
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    const detail = `failed to allocate IP ${asked}: ${error.message}`;
    throw invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', [
      fieldError.invalid(FieldPath.of('spec', 'clusterIPs'), shown(service), detail),
    ]);
  }
}

/** Places that have no address yet show as empty texts. */
function shown({ spec }: Service): string[] {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const missing = Math.max(0, ipFamilies.length - clusterIPs.length);
  return [...clusterIPs, ...Array.from({ length: missing }, () => '')];
}
