import type { AnyObject } from '../meta.ts';
import type { Amounts } from '../pod-resources.ts';
import { Quantity } from '../quantity.ts';
import type {
  DeviceRequest,
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceV1ResourceClaim as ResourceClaim,
} from '../types.generated.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { countName, ONE } from './evaluator.ts';

const COUNT = countName('resource.k8s.io', 'resourceclaims');
const DEVICES_OF_CLASS = '.deviceclass.resource.k8s.io/devices';
/** Who wants all devices may get so many. */
const DEVICES_MAX = 32;

/** Claims count, and what they may get at most of each class of devices. */
export const deviceClaimEvaluator: QuotaEvaluator = {
  counts: (name) => name === COUNT || name.endsWith(DEVICES_OF_CLASS),
  usage(object: AnyObject) {
    const used: Amounts = new Map([[COUNT, ONE]]);
    for (const request of (object as unknown as ResourceClaim).spec.devices.requests ?? []) {
      for (const [name, count] of mostOf(request)) {
        const amount = Quantity.ofNumber(count);
        used.set(name, used.get(name)?.add(amount) ?? amount);
      }
    }
    return used;
  },
  inScope: () => false,
  concerns: ({ operation, subresource }) =>
    subresource === undefined && (operation === 'CREATE' || operation === 'UPDATE'),
};

/** Of the alternatives of a request, the most that one of them wants of each class. */
function mostOf({ exactly, firstAvailable }: DeviceRequest): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const each of firstAvailable ?? []) {
    const name = each.deviceClassName + DEVICES_OF_CLASS;
    const count = countOf(each);
    if (count > (most.get(name) ?? 0)) most.set(name, count);
  }
  if ((firstAvailable ?? []).length > 0 || exactly === undefined) return most;
  return most.set(exactly.deviceClassName + DEVICES_OF_CLASS, countOf(exactly));
}

function countOf({ allocationMode, count = 0 }: DeviceSubRequest | ExactDeviceRequest): number {
  if (allocationMode === 'All') return DEVICES_MAX;
  return allocationMode === 'ExactCount' ? count : 0;
}
