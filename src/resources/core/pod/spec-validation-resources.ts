import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { sortedByBytes } from '../../../apimachinery/go-format.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type { Quantity } from '../../../apimachinery/quantity.ts';
import { parseOrUndefined } from '../../../apimachinery/quantity.ts';
import type {
  PodSpec,
  ResourceClaim,
  ResourceRequirements,
} from '../../../apimachinery/types.generated.ts';
import { checkDnsLabel, pushInvalid } from './field-checks.ts';
import {
  aggregate,
  isHugePages,
  isNativeResource,
  isOvercommitAllowed,
  isPodLevelResource,
  isWhole,
  quantityOf,
} from './resource-lists.ts';

type CheckName = (name: string, path: FieldPath, errors: FieldError[]) => void;

/** Requests, limits and claims of one container. @param claims names that the pod declares */
export function checkContainerResources(
  requirements: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { limits, requests } = requirements;
  if (limits === undefined && requests === undefined && requirements.claims === undefined) return;
  checkRequirements(requirements, checkContainerResourceName, path, errors);
  checkClaims(requirements.claims ?? [], claims, path.child('claims'), errors);
}

function checkRequirements(
  { limits = {}, requests = {} }: ResourceRequirements,
  checkName: CheckName,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, text] of Object.entries(limits)) {
    const place = path.child('limits').key(name);
    checkName(name, place, errors);
    checkResourceQuantity(name, text, place, errors);
    checkPageSize(name, text, place, errors);
  }
  for (const [name, text] of Object.entries(requests)) {
    const place = path.child('requests').key(name);
    checkName(name, place, errors);
    checkResourceQuantity(name, text, place, errors);
    const limit = limits[name];
    const overcommit = isOvercommitAllowed(name);
    if (limit !== undefined) {
      const order = quantityOf(text).compare(quantityOf(limit));
      if (order !== 0 && !overcommit) {
        const detail = `must be equal to ${name} limit of ${limit}`;
        errors.push(fieldError.invalid(path.child('requests'), text, detail));
      } else if (order > 0) {
        const detail = `must be less than or equal to ${name} limit of ${limit}`;
        errors.push(fieldError.invalid(path.child('requests'), text, detail));
      }
    } else if (!overcommit) {
      const detail = 'Limit must be set for non overcommitable resources';
      errors.push(fieldError.required(path.child('limits'), detail));
    }
    checkPageSize(name, text, place, errors);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(fieldError.forbidden(path, 'HugePages require cpu or memory'));
  }
}

/** Not negative, and whole where parts make no sense. */
export function checkResourceQuantity(
  name: string,
  text: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const quantity = quantityOf(text);
  if (quantity.sign < 0) {
    errors.push(fieldError.invalid(path, text, 'must be greater than or equal to 0'));
  }
  if (isIntegerResource(name) && !isWhole(quantity)) {
    errors.push(fieldError.invalid(path, text, 'must be an integer'));
  }
}

function checkPageSize(name: string, text: string, path: FieldPath, errors: FieldError[]): void {
  if (!isHugePages(name) || isDivisible(quantityOf(text), name)) return;
  const detail = `${text} is not positive integer multiple of ${name}`;
  errors.push(fieldError.invalid(path, text, detail));
}

function isDivisible(quantity: Quantity, name: string): boolean {
  const size = parseOrUndefined(name.slice('hugepages-'.length));
  if (size === undefined || size.sign <= 0 || !isWhole(size)) return false;
  return quantity.value() % size.value() === 0n;
}

const STANDARD_CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
const INTEGER_RESOURCES = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const STANDARD_RESOURCES = new Set([
  ...STANDARD_CONTAINER_RESOURCES,
  ...INTEGER_RESOURCES,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
]);

function isIntegerResource(name: string): boolean {
  return INTEGER_RESOURCES.has(name) || isExtendedResource(name);
}

/** A name outside of the kubernetes.io namespace that still fits behind `requests.` in a quota. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

export function checkContainerResourceName(
  name: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkResourceName(name, path, errors);
  if (!name.includes('/')) {
    if (!STANDARD_CONTAINER_RESOURCES.has(name) && !isHugePages(name)) {
      errors.push(fieldError.invalid(path, name, 'must be a standard resource for containers'));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    const detail = "doesn't follow extended resource name standard";
    errors.push(fieldError.invalid(path, name, detail));
  }
}

export function checkResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  if (STANDARD_CONTAINER_RESOURCES.has(name)) return;
  const messages = isQualifiedName(name);
  pushInvalid(errors, messages, path, name);
  if (messages.length > 0 || name.includes('/') || STANDARD_RESOURCES.has(name)) return;
  if (isHugePages(name) || name.startsWith('requests.hugepages-')) return;
  const detail = 'must be a standard resource type or fully qualified';
  errors.push(fieldError.invalid(path, name, detail));
}

function checkClaims(
  claims: readonly ResourceClaim[],
  declared: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  /** How many single requests of a claim were referenced so far; names are cut at their first `/`. */
  const parts = new Map<string, number>();
  let known: string | undefined;
  for (const [index, { name, request }] of claims.entries()) {
    const place = path.index(index);
    if (name === '') {
      errors.push(fieldError.required(place));
      continue;
    }
    if (names.has(name)) errors.push(fieldError.duplicate(place, name));
    else {
      if (request) checkDnsLabel(request, place.child('request'), errors);
      const key = request ? `${name}/${request}` : name;
      if (names.has(key)) errors.push(fieldError.duplicate(place, key));
      else if (request === undefined || request === '') {
        for (let i = parts.get(name) ?? 0; i > 0; i--)
          errors.push(fieldError.duplicate(place, name));
      }
      if (!names.has(key) && key.includes('/')) {
        const claim = key.slice(0, key.indexOf('/'));
        parts.set(claim, (parts.get(claim) ?? 0) + 1);
      }
      names.add(key);
    }
    if (declared.has(name)) continue;
    known ??= knownClaims(declared);
    const missing = fieldError.notFound(place, name);
    const detail = `must be one of the names in pod.spec.resourceClaims${known}`;
    errors.push({ ...missing, body: `${missing.body}: ${detail}` });
  }
}

/** The claims that containers of a pod may name. */
export function claimNames({ resourceClaims = [] }: PodSpec): ReadonlySet<string> {
  return new Set(resourceClaims.map(({ name }) => name).filter((name) => name !== ''));
}

/** One message per missing claim repeats this, so it must not grow with the pod. */
const KNOWN_CLAIMS_LENGTH_MAX = 2_000;

function knownClaims(declared: ReadonlySet<string>): string {
  if (declared.size === 0) return ' which is empty';
  return `: ${sortedByBytes([...declared])
    .join(', ')
    .slice(0, KNOWN_CLAIMS_LENGTH_MAX)}`;
}

/** The resources of the pod as a whole. @param path of the spec */
export function checkPodResources(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const { resources } = spec;
  if (resources === undefined) return;
  const place = path.child('resources');
  if (spec.os?.name === 'windows') {
    errors.push(fieldError.forbidden(place, 'may not be set for a windows pod'));
    return;
  }
  if (resources.claims !== undefined) {
    const detail = 'claims may not be set for Resources at pod-level';
    errors.push(fieldError.forbidden(place.child('claims'), detail));
  }
  checkRequirements(resources, checkPodResourceName, place, errors);
  checkClaims(resources.claims ?? [], claimNames(spec), place.child('claims'), errors);
  checkAgainstContainers(spec, resources, place, errors);
}

function checkPodResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  const before = errors.length;
  checkResourceName(name, path, errors);
  if (errors.length > before || isPodLevelResource(name)) return;
  errors.push(fieldError.notSupported(path, name, ['cpu', 'hugepages-', 'memory']));
}

function checkAgainstContainers(
  spec: PodSpec,
  { requests = {}, limits = {} }: ResourceRequirements,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, total] of aggregate(spec, 'requests')) {
    const request = requests[name];
    if (request === undefined || total.compare(quantityOf(request)) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${total.toString()}`;
    errors.push(fieldError.invalid(path.child('requests').key(name), request, detail));
  }
  for (const [name, total] of aggregate(spec, 'limits')) {
    const limit = limits[name];
    if (!isHugePages(name) || limit === undefined) continue;
    if (total.compare(quantityOf(limit)) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container limits of ${total.toString()}`;
    errors.push(fieldError.invalid(path.child('limits').key(name), limit, detail));
  }
  for (const [index, container] of (spec.containers ?? []).entries()) {
    for (const [name, text] of Object.entries(container.resources.limits ?? {})) {
      const limit = limits[name];
      if (limit === undefined || quantityOf(text).compare(quantityOf(limit)) <= 0) continue;
      const place = path.child('containers').index(index).key(name).child('limits');
      const detail = `must be less than or equal to pod limits of ${limit}`;
      errors.push(fieldError.invalid(place, text, detail));
    }
  }
}
