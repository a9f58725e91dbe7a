import type { Entry, Store } from '../../../allocators/claims.ts';
import type { IpRange } from '../../../allocators/ip-allocator.ts';
import type { ServiceCIDR } from '../../../apimachinery/types.generated.ts';
import { rangeOf } from '../../core/service/addresses.ts';

/**
 * The ranges that addresses are given from: those the server was started with, and those of every
 * ServiceCIDR that is ready and not going away.
 * @param prefix of the keys of ServiceCIDR objects
 */
export function serviceRanges({
  store,
  prefix,
  cidrs,
}: {
  readonly store: Store;
  readonly prefix: string;
  readonly cidrs: readonly string[];
}): () => Promise<readonly IpRange[]> {
  const own = cidrs.flatMap((cidr) => rangeOf(cidr) ?? []);
  const known = new WeakMap<Entry, readonly IpRange[]>();
  return async () => {
    const { entries } = await store.list(prefix);
    const byText = new Map(own.map((range) => [range.text, range]));
    for (const entry of entries) {
      let ranges = known.get(entry);
      if (ranges === undefined) {
        ranges = rangesOf(JSON.parse(entry.value) as ServiceCIDR);
        known.set(entry, ranges);
      }
      for (const range of ranges) if (!byText.has(range.text)) byText.set(range.text, range);
    }
    return [...byText.values()];
  };
}

/** Without a condition a range counts as ready: there may be no controller that says so. */
function rangesOf({ metadata, spec, status }: ServiceCIDR): IpRange[] {
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready');
  if (metadata.deletionTimestamp !== undefined) return [];
  if (ready !== undefined && ready.status !== 'True') return [];
  return (spec.cidrs ?? []).flatMap((cidr) => rangeOf(cidr) ?? []);
}
