import type { EndpointSubset } from '../../apimachinery/types.generated.ts';

/** More addresses than this are never written into one Endpoints object. */
const ADDRESSES_MAX = 1000;

export function isOverCapacity(subsets: readonly EndpointSubset[]): boolean {
  const { ready, notReady } = count(subsets);
  return ready + notReady > ADDRESSES_MAX;
}

/**
 * Cuts subsets to the limit: ready addresses stay as long as they fit, and what does not fit is cut
 * in proportion to the size of each subset.
 */
export function truncate(subsets: EndpointSubset[]): EndpointSubset[] {
  const { ready, notReady } = count(subsets);
  if (ready + notReady <= ADDRESSES_MAX) return subsets;
  const cutReady = ready > ADDRESSES_MAX;
  const room = cutReady ? ADDRESSES_MAX : ADDRESSES_MAX - ready;
  const total = cutReady ? ready : notReady;
  let left = room;
  return subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const cut = cutReady ? addresses : notReadyAddresses;
    const share = Math.min(left, Math.ceil((cut.length / total) * room));
    const kept = cut.slice(0, share);
    left -= kept.length;
    return subset(cutReady ? kept : addresses, cutReady ? [] : kept, ports);
  });
}

function subset(
  addresses: NonNullable<EndpointSubset['addresses']>,
  notReadyAddresses: NonNullable<EndpointSubset['addresses']>,
  ports: EndpointSubset['ports'],
): EndpointSubset {
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports === undefined ? {} : { ports }),
  };
}

function count(subsets: readonly EndpointSubset[]): { ready: number; notReady: number } {
  let ready = 0;
  let notReady = 0;
  for (const { addresses = [], notReadyAddresses = [] } of subsets) {
    ready += addresses.length;
    notReady += notReadyAddresses.length;
  }
  return { ready, notReady };
}
