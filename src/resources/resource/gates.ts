import type {
  AllocatedDeviceStatus,
  AllocationResult,
  DeviceClaim,
} from '../../apimachinery/types.generated.ts';

/** What a claim shows of DRAConsumableCapacity, which is closed by default. */
interface Consumer {
  readonly devices: DeviceClaim;
  readonly allocation?: AllocationResult | undefined;
  readonly statuses?: readonly AllocatedDeviceStatus[] | undefined;
}

/**
 * Takes away what a closed gate hides, unless the previous object has some of it. Upstream forgets
 * `distinctAttribute`, so that such objects exist.
 */
export function dropConsumedCapacity(next: Consumer, previous: Consumer | undefined): void {
  if (previous !== undefined && consumes(previous)) return;
  for (const { exactly, firstAvailable } of next.devices.requests ?? []) {
    delete exactly?.capacity;
    for (const alternative of firstAvailable ?? []) delete alternative.capacity;
  }
  for (const result of next.allocation?.devices.results ?? []) {
    delete result.shareID;
    delete result.consumedCapacity;
  }
  for (const status of next.statuses ?? []) delete status.shareID;
}

function consumes({ devices, allocation, statuses }: Consumer): boolean {
  return (
    (devices.constraints ?? []).some((each) => each.distinctAttribute !== undefined) ||
    (devices.requests ?? []).some(
      ({ exactly, firstAvailable }) =>
        exactly?.capacity !== undefined ||
        (firstAvailable ?? []).some(({ capacity }) => capacity !== undefined),
    ) ||
    (allocation?.devices.results ?? []).some(
      ({ shareID, consumedCapacity }) => shareID !== undefined || consumedCapacity !== undefined,
    ) ||
    (statuses ?? []).some(({ shareID }) => shareID !== undefined)
  );
}
