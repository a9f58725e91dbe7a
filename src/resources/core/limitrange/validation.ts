import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type { LimitRange, LimitRangeItem } from '../../../apimachinery/types.generated.ts';
import type { ResourceList } from '../pod/resource-lists.ts';
import {
  isHugePages,
  isNativeResource,
  isOvercommitAllowed,
  quantityOf,
} from '../pod/resource-lists.ts';
import { checkResourceName, isExtendedResource } from '../pod/spec-validation-resources.ts';
import { checkOrder } from './order.ts';

const STANDARD_TYPES = new Set(['Pod', 'Container', 'PersistentVolumeClaim']);
const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** From here on upstream compares whole units, because thousandths would overflow. */
const MILLI_VALUE_MAX = (2n ** 63n - 1n) / 1000n;
const MILLI = 1000;

export function validate({ spec }: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  const types = new Set<string>();
  for (const [i, item] of (spec.limits ?? []).entries()) {
    const path = FieldPath.of('spec', 'limits').index(i);
    errors.push(...typeErrors(item.type, path.child('type')));
    if (types.has(item.type)) errors.push(fieldError.duplicate(path.child('type'), item.type));
    types.add(item.type);
    errors.push(...nameErrors(item, path));
    errors.push(...amountErrors(item, path));
  }
  return errors;
}

function typeErrors(type: string, path: FieldPath): FieldError[] {
  const messages = isQualifiedName(type);
  if (messages.length > 0) return invalidEach(path, type, messages);
  if (type.includes('/') || STANDARD_TYPES.has(type)) return [];
  const detail = 'must be a standard limit type or fully qualified';
  return [fieldError.invalid(path, type, detail)];
}

function nameErrors(item: LimitRangeItem, path: FieldPath): FieldError[] {
  const { type, max = {}, min = {} } = item;
  const errors: FieldError[] = [];
  const checkNames = (name: 'max' | 'min' | 'default' | 'defaultRequest'): void => {
    for (const resource of Object.keys(item[name] ?? {})) {
      checkName(type, resource, path.child(name).key(resource), errors);
    }
  };
  checkNames('max');
  checkNames('min');
  for (const name of ['default', 'defaultRequest'] as const) {
    if (type !== 'Pod') checkNames(name);
    else if (Object.keys(item[name] ?? {}).length > 0) {
      const detail = "may not be specified when `type` is 'Pod'";
      errors.push(fieldError.forbidden(path.child(name), detail));
    }
  }
  const hasStorage = min['storage'] !== undefined || max['storage'] !== undefined;
  if (type === 'PersistentVolumeClaim' && !hasStorage) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    errors.push(fieldError.required(path.child('limits'), detail));
  }
  for (const resource of Object.keys(item.maxLimitRequestRatio ?? {})) {
    checkName(type, resource, path.child('maxLimitRequestRatio').key(resource), errors);
  }
  return errors;
}

function amountErrors(item: LimitRangeItem, path: FieldPath): FieldError[] {
  const { type, max = {}, min = {}, maxLimitRequestRatio = {} } = item;
  const errors: FieldError[] = [];
  const lists = {
    max,
    min,
    default: type === 'Pod' ? {} : (item.default ?? {}),
    defaultRequest: type === 'Pod' ? {} : (item.defaultRequest ?? {}),
  };
  const all: readonly ResourceList[] = [...Object.values(lists), maxLimitRequestRatio];
  const names = new Set(all.flatMap((list) => Object.keys(list)));
  for (const name of [...names].toSorted()) {
    checkOrder(name, lists, path, errors);
    checkRatio(name, item, path, errors);
    checkOvercommit(name, lists, path, errors);
  }
  return errors;
}

function checkName(type: string, name: string, path: FieldPath, errors: FieldError[]): void {
  checkResourceName(name, path, errors);
  if (type !== 'Pod' && type !== 'Container') return;
  if (!name.includes('/')) {
    if (CONTAINER_RESOURCES.has(name) || isHugePages(name)) return;
    errors.push(fieldError.invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    const detail = "doesn't follow extended resource name standard";
    errors.push(fieldError.invalid(path, name, detail));
  }
}

function checkRatio(
  name: string,
  { max = {}, min = {}, maxLimitRequestRatio = {} }: LimitRangeItem,
  path: FieldPath,
  errors: FieldError[],
): void {
  const ratio = maxLimitRequestRatio[name];
  if (ratio === undefined) return;
  const place = path.child('maxLimitRequestRatio').key(name);
  if (quantityOf(ratio).compare(quantityOf('1')) < 0) {
    errors.push(fieldError.invalid(place, ratio, `ratio ${ratio} is less than 1`));
  }
  const [low, high] = [min[name], max[name]];
  if (low === undefined || high === undefined) return;
  const all = [ratio, low, high].map(quantityOf);
  const inMilli = all.every((quantity) => quantity.value() < MILLI_VALUE_MAX);
  const [wanted = 0, least = 0, most = 0] = all.map((quantity) =>
    Number(inMilli ? quantity.milliValue() : quantity.value()),
  );
  const limit = most / least;
  if ((inMilli ? wanted / MILLI : wanted) > limit) {
    const detail = `ratio ${ratio} is greater than max/min = ${limit.toFixed(6)}`;
    errors.push(fieldError.invalid(place, ratio, detail));
  }
}

function checkOvercommit(
  name: string,
  lists: { readonly default: ResourceList; readonly defaultRequest: ResourceList },
  path: FieldPath,
  errors: FieldError[],
): void {
  const limit = lists.default[name];
  const request = lists.defaultRequest[name];
  if (limit === undefined || request === undefined || isOvercommitAllowed(name)) return;
  if (quantityOf(limit).compare(quantityOf(request)) === 0) return;
  const detail = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`;
  errors.push(fieldError.invalid(path.child('defaultRequest').key(name), request, detail));
}
