import type {
  AllocationResult,
  ResourceClaimStatus,
} from '../../../apimachinery/types.generated.ts';

export interface SharedDevice {
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly shareID?: string;
}

/** What one allocated device is known by. */
export function deviceKey({ driver, pool, device, shareID = '' }: SharedDevice): string {
  return JSON.stringify([driver, pool, device, shareID]);
}

export function allocatedDevices(allocation: AllocationResult | undefined): Set<string> {
  return new Set((allocation?.devices.results ?? []).map(deviceKey));
}

/** What drivers said of devices goes with their allocation. */
export function dropDeallocatedDevices(
  next: ResourceClaimStatus,
  previous: ResourceClaimStatus,
): void {
  const kept = allocatedDevices(next.allocation);
  const before = allocatedDevices(previous.allocation);
  const devices = (next.devices ?? []).filter((device) => {
    const key = deviceKey(device);
    return kept.has(key) || !before.has(key);
  });
  if (devices.length > 0) next.devices = devices;
  else delete next.devices;
}

/** Behind DRADeviceBindingConditions, which is closed by default. */
export function dropBindingConditions(status: ResourceClaimStatus | undefined): void {
  const allocation = status?.allocation;
  if (allocation === undefined) return;
  delete allocation.allocationTimestamp;
  for (const result of allocation.devices.results ?? []) {
    delete result.bindingConditions;
    delete result.bindingFailureConditions;
  }
}
