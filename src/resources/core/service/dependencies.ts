import type { Store } from '../../../allocators/claims.ts';
import type { IpFamily } from '../../../allocators/ip-allocator.ts';
import { IpAllocator } from '../../../allocators/ip-allocator.ts';
import type { PortRange } from '../../../allocators/port-allocator.ts';
import { PortAllocator } from '../../../allocators/port-allocator.ts';
import type { Rng } from '../../../base/rng.ts';
import { serviceRanges } from '../../networking/servicecidr/ranges.ts';
import { familyOfCidr } from './addresses.ts';
import type { ServiceDependencies } from './claims.ts';
import type { ObjectWriter } from './object-writer.ts';

/**
 * All that services need of a cluster.
 * @param cidrs the cluster's ranges, the default first; one or one of each family
 */
export function serviceDependencies({
  store,
  rng,
  writer,
  cidrs,
  nodePorts,
  prefixes,
}: {
  readonly store: Store;
  readonly rng: Rng;
  readonly writer: ObjectWriter;
  readonly cidrs: readonly string[];
  readonly nodePorts: PortRange;
  /** Where the objects of the two kinds stand in the store. */
  readonly prefixes: { readonly ipAddresses: string; readonly serviceCidrs: string };
}): ServiceDependencies {
  return {
    addresses: new IpAllocator({ store, rng, prefix: prefixes.ipAddresses }),
    nodePorts: new PortAllocator({ store, rng, range: nodePorts }),
    families: cidrs.map(familyOrThrow),
    ranges: serviceRanges({ store, prefix: prefixes.serviceCidrs, cidrs }),
    writer,
  };
}

function familyOrThrow(cidr: string): IpFamily {
  const family = familyOfCidr(cidr);
  if (family === undefined) throw new Error(`not a CIDR: ${cidr}`);
  return family;
}
