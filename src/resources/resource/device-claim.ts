import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names.ts';
import type {
  DeviceClaim,
  DeviceClaimConfiguration,
  DeviceConstraint,
  DeviceRequest,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
} from '../../apimachinery/types.generated.ts';
import { configurationErrors, selectorErrors, tolerationErrors } from './device-configuration.ts';
import { BY_ITSELF, BY_NAME, validateList, validateSet } from './lists.ts';
import { fullyQualifiedNameErrors } from './names.ts';

const REQUESTS_MAX = 32;
const CONSTRAINTS_MAX = 32;
export const CONFIGURATIONS_MAX = 32;
const ALTERNATIVES_MAX = 8;
const MODES = ['All', 'ExactCount'];

/** What is said of requests where something names one. */
const NO_REQUEST =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** The requests of a claim by name, each with the names of its alternatives. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

export function requestNamesOf({ requests }: DeviceClaim): RequestNames {
  return new Map(
    (requests ?? []).map(({ name, firstAvailable }) => [
      name,
      new Set((firstAvailable ?? []).map((alternative) => alternative.name)),
    ]),
  );
}

/** A toleration that names no operator wants the value to be equal. */
export function setTolerationDefaults(tolerations: DeviceToleration[] | undefined): void {
  for (const toleration of tolerations ?? []) toleration.operator ||= 'Equal';
}

/** A request that says nothing about the number of devices wants one. */
export function setClaimDefaults(devices: DeviceClaim | undefined): void {
  for (const { exactly, firstAvailable } of devices?.requests ?? []) {
    for (const request of [exactly, ...(firstAvailable ?? [])]) {
      if (request === undefined) continue;
      setTolerationDefaults(request.tolerations);
      request.allocationMode ||= 'ExactCount';
      if (request.allocationMode === 'ExactCount' && !request.count) request.count = 1;
    }
  }
}

/** @param isStored its expressions and parameters were accepted before */
export function deviceClaimErrors(
  claim: DeviceClaim,
  path: FieldPath,
  { isStored }: { readonly isStored: boolean },
): FieldError[] {
  const names = requestNamesOf(claim);
  return [
    ...validateSet(claim.requests, REQUESTS_MAX, requestErrors, BY_NAME, path.child('requests')),
    ...validateList(
      claim.constraints,
      CONSTRAINTS_MAX,
      (constraint, place) => constraintErrors(constraint, place, names),
      path.child('constraints'),
    ),
    ...validateList(
      claim.config,
      CONFIGURATIONS_MAX,
      (configuration, place) => claimConfigurationErrors(configuration, place, names, isStored),
      path.child('config'),
    ),
  ];
}

function requestErrors(request: DeviceRequest, path: FieldPath): FieldError[] {
  const { name, exactly, firstAvailable } = request;
  const errors = requestNameErrors(name, path.child('name'));
  const hasAlternatives = (firstAvailable ?? []).length > 0;
  errors.push(
    ...validateSet(
      firstAvailable,
      ALTERNATIVES_MAX,
      alternativeErrors,
      BY_NAME,
      path.child('firstAvailable'),
    ),
  );
  if (exactly !== undefined) errors.push(...wantedErrors(exactly, path.child('exactly')));
  const rule = 'exactly one of `exactly` or `firstAvailable` is required';
  if (exactly === undefined && !hasAlternatives) errors.push(fieldError.required(path, rule));
  if (exactly !== undefined && hasAlternatives) {
    errors.push(fieldError.invalid(path, undefined, `${rule}, but multiple fields are set`));
  }
  return errors;
}

function requestNameErrors(name: string, path: FieldPath): FieldError[] {
  return invalidEach(path, name, isDns1123Label(name));
}

function alternativeErrors(alternative: DeviceSubRequest, path: FieldPath): FieldError[] {
  return [
    ...requestNameErrors(alternative.name, path.child('name')),
    ...wantedErrors(alternative, path),
  ];
}

function wantedErrors(
  {
    deviceClassName,
    selectors,
    allocationMode,
    count,
    tolerations,
  }: ExactDeviceRequest | DeviceSubRequest,
  path: FieldPath,
): FieldError[] {
  return [
    ...classNameErrors(deviceClassName, path.child('deviceClassName')),
    ...selectorErrors(selectors, path.child('selectors')),
    ...allocationModeErrors(allocationMode, count, path),
    ...(tolerations ?? []).flatMap((toleration, index) =>
      tolerationErrors(toleration, path.child('tolerations').index(index)),
    ),
  ];
}

function classNameErrors(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  return invalidEach(path, name, isDns1123Subdomain(name));
}

function allocationModeErrors(mode = '', count = 0, path: FieldPath): FieldError[] {
  const inCount = path.child('count');
  if (mode === 'ExactCount') {
    return count > 0 ? [] : [fieldError.invalid(inCount, count, 'must be greater than zero')];
  }
  if (mode === 'All') {
    const detail = "must not be specified when allocationMode is 'All'";
    return count === 0 ? [] : [fieldError.invalid(inCount, count, detail)];
  }
  return [fieldError.notSupported(path.child('allocationMode'), mode, MODES)];
}

function constraintErrors(
  { requests, matchAttribute, distinctAttribute }: DeviceConstraint,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  const errors = requestReferencesErrors(requests, path.child('requests'), names);
  const inMatch = path.child('matchAttribute');
  if (matchAttribute !== undefined) {
    errors.push(...fullyQualifiedNameErrors(matchAttribute, inMatch));
  } else if (distinctAttribute !== undefined) {
    errors.push(...fullyQualifiedNameErrors(distinctAttribute, path.child('distinctAttribute')));
  } else {
    errors.push(fieldError.required(inMatch));
  }
  return errors;
}

function claimConfigurationErrors(
  configuration: DeviceClaimConfiguration,
  path: FieldPath,
  names: RequestNames,
  isStored: boolean,
): FieldError[] {
  return [
    ...requestReferencesErrors(configuration.requests, path.child('requests'), names),
    ...configurationErrors(configuration, path, { isStored }),
  ];
}

/** Names of requests, each once. */
export function requestReferencesErrors(
  references: readonly string[] | undefined,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  return validateSet(
    references,
    REQUESTS_MAX,
    (name, place) => requestReferenceErrors(name, place, names),
    BY_ITSELF,
    path,
  );
}

/** `request` or `request/alternative` */
export function requestReferenceErrors(
  name: string,
  path: FieldPath,
  names: RequestNames,
): FieldError[] {
  const [request = '', alternative, ...more] = name.split('/');
  if (more.length > 0) return [fieldError.invalid(path, name, NO_REQUEST)];
  const parts = alternative === undefined ? [request] : [request, alternative];
  const errors = parts.flatMap((part) => requestNameErrors(part, path));
  const alternatives = names.get(request);
  const isKnown =
    alternatives !== undefined && (alternative === undefined || alternatives.has(alternative));
  if (!isKnown) errors.push(fieldError.invalid(path, name, NO_REQUEST));
  return errors;
}
