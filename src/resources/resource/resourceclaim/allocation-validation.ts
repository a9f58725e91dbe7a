import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isDns1123Label } from '../../../apimachinery/names.ts';
import type {
  AllocationResult,
  DeviceAllocationConfiguration,
  DeviceRequestAllocationResult,
} from '../../../apimachinery/types.generated.ts';
import { checkNodeSelector } from '../../core/pod/spec-validation-affinity.ts';
import type { RequestNames } from '../device-claim.ts';
import {
  CONFIGURATIONS_MAX,
  requestReferenceErrors,
  requestReferencesErrors,
} from '../device-claim.ts';
import { configurationErrors } from '../device-configuration.ts';
import { validateList } from '../lists.ts';
import { driverNameErrors, poolNameErrors, shareIdErrors } from '../names.ts';

const RESULTS_MAX = 32;
const SOURCES = ['FromClaim', 'FromClass'];

/** A first allocation; one that stands is never judged again. */
export function allocationErrors(
  { devices, nodeSelector }: AllocationResult,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  const place = path.child('devices');
  const errors = [
    ...validateList(
      devices.results,
      RESULTS_MAX,
      (result, at) => resultErrors(result, at, names),
      place.child('results'),
    ),
    // Those of the class and those of the claim.
    ...validateList(
      devices.config,
      2 * CONFIGURATIONS_MAX,
      (configuration, at) => allocationConfigurationErrors(configuration, at, names),
      place.child('config'),
    ),
  ];
  if (nodeSelector !== undefined) {
    checkNodeSelector(nodeSelector, path.child('nodeSelector'), errors);
  }
  return errors;
}

function resultErrors(
  { request, driver, pool, device, shareID }: DeviceRequestAllocationResult,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  return [
    ...requestReferenceErrors(request, path.child('request'), names),
    ...driverNameErrors(driver, path.child('driver')),
    ...poolNameErrors(pool, path.child('pool')),
    ...invalidEach(path.child('device'), device, isDns1123Label(device)),
    ...(shareID === undefined ? [] : shareIdErrors(shareID, path.child('shareID'))),
  ];
}

function allocationConfigurationErrors(
  configuration: DeviceAllocationConfiguration,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  const { source, requests } = configuration;
  const inSource = path.child('source');
  return [
    ...(source === ''
      ? [fieldError.required(inSource)]
      : SOURCES.includes(source)
        ? []
        : [fieldError.notSupported(inSource, source, SOURCES)]),
    ...requestReferencesErrors(requests, path.child('requests'), names),
    ...configurationErrors(configuration, path, { isStored: false }),
  ];
}
