import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import {
  isConfigMapKey,
  isRelaxedEnvVarName,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '../../../apimachinery/types.generated.ts';
import { checkQualifiedName, checkSupported, pushInvalid } from './field-checks.ts';
import { quantityOf } from './resource-lists.ts';

export function checkEnv(
  env: readonly EnvVar[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, variable] of (env ?? []).entries()) {
    const { name, value, valueFrom } = variable;
    if (name === '') errors.push(fieldError.required(path.index(index).child('name')));
    else {
      const messages = isRelaxedEnvVarName(name);
      if (messages.length > 0) pushInvalid(errors, messages, path.index(index).child('name'), name);
    }
    if (valueFrom !== undefined) {
      checkValueFrom(valueFrom, value ?? '', path.index(index).child('valueFrom'), errors);
    }
  }
}

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function checkValueFrom(
  source: EnvVarSource,
  value: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  let count = 0;
  if (fieldRef !== undefined) {
    count++;
    checkFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef'), errors);
  }
  if (resourceFieldRef !== undefined) {
    count++;
    const place = path.child('resourceFieldRef');
    checkResourceFieldRef(resourceFieldRef, place, { inVolume: false }, errors);
  }
  for (const [member, selector] of [
    ['configMapKeyRef', configMapKeyRef],
    ['secretKeyRef', secretKeyRef],
  ] as const) {
    if (selector === undefined) continue;
    count++;
    checkKeySelector(selector, path.child(member), errors);
  }
  if (count === 0) {
    const detail =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(fieldError.invalid(path, '', detail));
  } else if (value !== '') {
    errors.push(fieldError.invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    const detail = 'may not have more than one field specified at a time';
    errors.push(fieldError.invalid(path, '', detail));
  }
}

/** What the downward API of pods converts; only some of it is allowed at each place. */
const POD_FIELDS = new Set([
  ...ENV_FIELDS,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

export function checkFieldRef(
  { apiVersion = '', fieldPath }: ObjectFieldSelector,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (apiVersion === '') {
    errors.push(fieldError.required(path.child('apiVersion')));
    return;
  }
  if (fieldPath === '') {
    errors.push(fieldError.required(path.child('fieldPath')));
    return;
  }
  const subscripted = splitSubscript(fieldPath);
  const wrong = conversionError(apiVersion, fieldPath, subscripted?.path);
  if (wrong !== undefined) {
    const detail = `error converting fieldPath: ${wrong}`;
    errors.push(fieldError.invalid(path.child('fieldPath'), fieldPath, detail));
    return;
  }
  if (subscripted !== undefined) {
    const isAnnotation = subscripted.path === 'metadata.annotations';
    const { key } = subscripted;
    checkQualifiedName(isAnnotation ? key.toLowerCase() : key, path, errors);
    return;
  }
  const field = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  checkSupported(field, supported, path.child('fieldPath'), errors);
}

function conversionError(
  version: string,
  field: string,
  subscripted: string | undefined,
): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (subscripted === undefined) {
    return POD_FIELDS.has(field) || field === 'spec.host'
      ? undefined
      : `field label not supported: ${field}`;
  }
  return subscripted === 'metadata.annotations' || subscripted === 'metadata.labels'
    ? undefined
    : `field label does not support subscript: ${field}`;
}

/** `metadata.labels['key']` */
function splitSubscript(text: string): { path: string; key: string } | undefined {
  const at = text.indexOf("['");
  if (!text.endsWith("']") || at <= 0 || at + 2 > text.length - 2) return undefined;
  return { path: text.slice(0, at), key: text.slice(at + 2, -2) };
}

const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = /^(?:requests|limits)\.hugepages-/;

export function checkResourceFieldRef(
  { containerName, resource, divisor }: ResourceFieldSelector,
  path: FieldPath,
  { inVolume }: { inVolume: boolean },
  errors: FieldError[],
): void {
  if (inVolume && !containerName) errors.push(fieldError.required(path.child('containerName')));
  else if (resource === '') errors.push(fieldError.required(path.child('resource')));
  else if (!HUGE_PAGES.test(resource)) {
    checkSupported(resource, RESOURCE_FIELDS, path.child('resource'), errors);
  }
  checkDivisor(resource, divisor ?? '0', path, errors);
}

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function checkDivisor(
  resource: string,
  divisor: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (quantityOf(divisor).isZero) return;
  const name = resource.replace(/^(?:limits|requests)\./, '');
  if (name === resource) return;
  const sizes = `only divisor's values ${SIZES.join(', ')} are supported with the`;
  const refused = (detail: string): void => {
    errors.push(fieldError.invalid(path.child('divisor'), resource, detail));
  };
  if (name === 'cpu') {
    if (divisor !== '1m' && divisor !== '1') {
      refused("only divisor's values 1m and 1 are supported with the cpu resource");
    }
  } else if (SIZES.includes(divisor)) return;
  else if (name === 'memory') refused(`${sizes} memory resource`);
  else if (name === 'ephemeral-storage') refused(`${sizes} local ephemeral storage resource`);
  else if (name.startsWith('hugepages-')) refused(`${sizes} hugepages resource`);
}

/** A key of a config map or of a secret: both have the rules of secrets. */
function checkKeySelector(
  { name = '', key }: { name?: string; key: string },
  path: FieldPath,
  errors: FieldError[],
): void {
  pushInvalid(errors, nameIsDnsSubdomain(name, false), path.child('name'), name);
  if (key === '') errors.push(fieldError.required(path.child('key')));
  else pushInvalid(errors, isConfigMapKey(key), path.child('key'), key);
}

export function checkEnvFrom(
  sources: readonly EnvFromSource[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, { prefix, configMapRef, secretRef }] of (sources ?? []).entries()) {
    const place = path.index(index);
    if (prefix) pushInvalid(errors, isRelaxedEnvVarName(prefix), place.child('prefix'), prefix);
    if (configMapRef !== undefined) checkSource(configMapRef, place.child('configMapRef'), errors);
    if (secretRef !== undefined) checkSource(secretRef, place.child('secretRef'), errors);
    // Upstream reports these two at the list.
    if (configMapRef === undefined && secretRef === undefined) {
      const detail = 'must specify one of: `configMapRef` or `secretRef`';
      errors.push(fieldError.invalid(path, '', detail));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      const detail = 'may not have more than one field specified at a time';
      errors.push(fieldError.invalid(path, '', detail));
    }
  }
}

function checkSource({ name }: { name?: string }, path: FieldPath, errors: FieldError[]): void {
  if (!name) errors.push(fieldError.required(path.child('name')));
  else pushInvalid(errors, nameIsDnsSubdomain(name, true), path.child('name'), name);
}
