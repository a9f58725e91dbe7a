import { checkConditions } from '../../../apimachinery/conditions.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { GoText } from '../../../apimachinery/go-print.ts';
import { isValidInterfaceAddress } from '../../../apimachinery/ip.ts';
import { isTerminating } from '../../../apimachinery/meta.ts';
import { isDns1123Label } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type {
  AllocatedDeviceStatus,
  NetworkDeviceData,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimConsumerReference,
  ResourceClaimStatus,
} from '../../../apimachinery/types.generated.ts';
import { requestNamesOf } from '../device-claim.ts';
import { opaqueErrors } from '../device-configuration.ts';
import { DEVICE_TYPES } from '../internal-types.ts';
import { BY_ITSELF, validateSet } from '../lists.ts';
import { driverNameErrors, poolNameErrors, shareIdErrors } from '../names.ts';
import { allocationErrors } from './allocation-validation.ts';
import { allocatedDevices, deviceKey } from './status.ts';

const STATUS = FieldPath.of('status');
const RESERVED_FOR = STATUS.child('reservedFor');
const RESERVED_MAX = 256;
const CONDITIONS_MAX = 8;
const ADDRESSES_MAX = 16;
const INTERFACE_BYTES_MAX = 256;
const HARDWARE_ADDRESS_BYTES_MAX = 128;
/** Go shows nothing of its interned strings. */
const SHOWN_DEVICE = new GoText('{"Driver":{},"Pool":{},"Device":{},"ShareID":{}}');

/** What may be wrong with a new status of a claim. */
export function statusErrors(next: ResourceClaim, previous: ResourceClaim): FieldError[] {
  const { status } = next;
  const { allocation } = status;
  const allocated = allocatedDevices(allocation);
  const inAllocation = STATUS.child('allocation');
  return [
    ...validateSet(
      status.reservedFor,
      RESERVED_MAX,
      consumerErrors,
      { of: ({ uid }) => uid, member: 'uid' },
      RESERVED_FOR,
    ),
    ...validateSet<AllocatedDeviceStatus>(
      status.devices,
      Number.POSITIVE_INFINITY,
      (device, path) => deviceErrors(device, path, allocated),
      { of: deviceKey, member: 'deviceID', shown: SHOWN_DEVICE },
      STATUS.child('devices'),
    ),
    ...reservationErrors(status, previous.status, isTerminating(next)),
    ...(allocation === undefined
      ? []
      : previous.status.allocation === undefined
        ? allocationErrors(allocation, inAllocation, requestNamesOf(next.spec.devices))
        : validateImmutableField(
            allocation,
            previous.status.allocation,
            inAllocation,
            DEVICE_TYPES.text('AllocationResult', allocation).text,
          )),
  ];
}

function consumerErrors(
  { resource, name, uid }: ResourceClaimConsumerReference,
  path: FieldPath,
): FieldError[] {
  return Object.entries({ resource, name, uid }).flatMap(([member, value]) =>
    value === '' ? [fieldError.required(path.child(member))] : [],
  );
}

function reservationErrors(
  { allocation, reservedFor = [] }: ResourceClaimStatus,
  { reservedFor: reservedBefore = [] }: ResourceClaimStatus,
  isDeleted: boolean,
): FieldError[] {
  if (reservedFor.length === 0) return [];
  if (allocation === undefined) {
    const detail = 'may not be specified when `allocated` is not set';
    return [fieldError.forbidden(RESERVED_FOR, detail)];
  }
  if (!isDeleted) return [];
  const known = new Set(reservedBefore.map(consumerKey));
  if (reservedFor.every((consumer) => known.has(consumerKey(consumer)))) return [];
  const detail =
    'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
  return [fieldError.forbidden(RESERVED_FOR, detail)];
}

function consumerKey(consumer: ResourceClaimConsumerReference): string {
  const { apiGroup = '', resource, name, uid } = consumer;
  return JSON.stringify([apiGroup, resource, name, uid]);
}

function deviceErrors(
  status: AllocatedDeviceStatus,
  path: FieldPath,
  allocated: ReadonlySet<string>,
): FieldError[] {
  const { driver, pool, device, shareID, conditions, data } = status;
  const errors = [
    ...driverNameErrors(driver, path.child('driver')),
    ...poolNameErrors(pool, path.child('pool')),
    ...invalidEach(path.child('device'), device, isDns1123Label(device)),
    ...(shareID === undefined ? [] : shareIdErrors(shareID, path.child('shareID'))),
  ];
  if (!allocated.has(deviceKey(status))) {
    errors.push(fieldError.invalid(path, SHOWN_DEVICE, 'must be an allocated device in the claim'));
  }
  const inConditions = path.child('conditions');
  const count = (conditions ?? []).length;
  if (count > CONDITIONS_MAX) errors.push(fieldError.tooMany(inConditions, count, CONDITIONS_MAX));
  checkConditions(conditions ?? [], inConditions, errors);
  if (data !== undefined && data !== null) {
    errors.push(...opaqueErrors(data, path.child('data'), { isStored: false }));
  }
  return [...errors, ...networkErrors(status.networkData, path.child('networkData'))];
}

function networkErrors(data: NetworkDeviceData | undefined, path: FieldPath): FieldError[] {
  const { interfaceName = '', hardwareAddress = '', ips } = data ?? {};
  const errors: FieldError[] = [];
  if (Buffer.byteLength(interfaceName) > INTERFACE_BYTES_MAX) {
    errors.push(fieldError.tooLong(path.child('interfaceName'), INTERFACE_BYTES_MAX));
  }
  if (Buffer.byteLength(hardwareAddress) > HARDWARE_ADDRESS_BYTES_MAX) {
    errors.push(fieldError.tooLong(path.child('hardwareAddress'), HARDWARE_ADDRESS_BYTES_MAX));
  }
  errors.push(...validateSet(ips, ADDRESSES_MAX, addressErrors, BY_ITSELF, path.child('ips')));
  return errors;
}

function addressErrors(address: string, path: FieldPath): FieldError[] {
  return isValidInterfaceAddress(path, address);
}
