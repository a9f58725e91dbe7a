import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isDns1123Label, nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type {
  Device,
  DeviceAttribute,
  ResourcePool,
  ResourceSlice,
  ResourceSliceSpec,
} from '../../../apimachinery/types.generated.ts';
import { checkNodeSelector } from '../../core/pod/spec-validation-affinity.ts';
import { DEVICE_TYPES } from '../internal-types.ts';
import { BY_NAME, validateSet } from '../lists.ts';
import { driverNameErrors, poolNameErrors, qualifiedNameErrors, shownKey } from '../names.ts';

const SPEC = FieldPath.of('spec');
const POOL = SPEC.child('pool');
const NODE_NAME = SPEC.child('nodeName');
const DEVICES_MAX = 128;
const ENTRIES_MAX = 32;
const VALUE_BYTES_MAX = 64;

const NUMBER = String.raw`(0|[1-9]\d*)`;
const BEFORE_RELEASE = String.raw`(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)`;
const BUILD = '[0-9a-zA-Z-]+';
const VERSION = new RegExp(
  String.raw`^${NUMBER}\.${NUMBER}\.${NUMBER}` +
    String.raw`(-${BEFORE_RELEASE}(\.${BEFORE_RELEASE})*)?(\+${BUILD}(\.${BUILD})*)?$`,
);

export function validate({ spec }: ResourceSlice): FieldError[] {
  return [...identityErrors(spec), ...contentErrors(spec)];
}

export function validateUpdate({ spec }: ResourceSlice, previous: ResourceSlice): FieldError[] {
  const { pool, driver, nodeName } = previous.spec;
  return [
    ...identityErrors(spec),
    ...validateImmutableField(spec.pool.name, pool.name, POOL.child('name')),
    ...validateImmutableField(spec.driver, driver, SPEC.child('driver')),
    ...validateImmutableField(spec.nodeName, nodeName, NODE_NAME),
    ...contentErrors(spec),
  ];
}

function identityErrors({ driver, pool }: ResourceSliceSpec): FieldError[] {
  return [...driverNameErrors(driver, SPEC.child('driver')), ...poolErrors(pool)];
}

function poolErrors({ name, resourceSliceCount, generation }: ResourcePool): FieldError[] {
  const errors = poolNameErrors(name, POOL.child('name'));
  if (resourceSliceCount <= 0) {
    const path = POOL.child('resourceSliceCount');
    errors.push(fieldError.invalid(path, resourceSliceCount, 'must be greater than zero'));
  }
  if (generation < 0) {
    const detail = 'must be greater than or equal to zero';
    errors.push(fieldError.invalid(POOL.child('generation'), generation, detail));
  }
  return errors;
}

function contentErrors(spec: ResourceSliceSpec): FieldError[] {
  return [
    ...nodeErrors(spec),
    ...validateSet(spec.devices, DEVICES_MAX, deviceErrors, BY_NAME, SPEC.child('devices')),
  ];
}

/** Where the devices are is said in one of several ways. */
function nodeErrors({ nodeName, nodeSelector, allNodes }: ResourceSliceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const ways: string[] = [];
  if (nodeName === '') {
    const detail = 'must be either unset or set to a non-empty string';
    errors.push(fieldError.invalid(NODE_NAME, nodeName, detail));
  } else if (nodeName !== undefined) {
    ways.push('`nodeName`');
    errors.push(...invalidEach(NODE_NAME, nodeName, nameIsDnsSubdomain(nodeName, false)));
  }
  if (nodeSelector !== undefined) {
    ways.push('`nodeSelector`');
    const path = SPEC.child('nodeSelector');
    checkNodeSelector(nodeSelector, path, errors);
    const { nodeSelectorTerms: terms } = nodeSelector;
    if ((terms ?? []).length !== 1) {
      const shown = DEVICE_TYPES.listText('NodeSelectorTerm', terms);
      const detail = 'must have exactly one node selector term';
      errors.push(fieldError.invalid(path.child('nodeSelectorTerms'), shown, detail));
    }
  }
  if (allNodes === false) {
    const detail = 'must be either unset or set to true';
    errors.push(fieldError.invalid(SPEC.child('allNodes'), allNodes, detail));
  } else if (allNodes === true) ways.push('`allNodes`');

  const rule =
    'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (ways.length === 0) errors.push(fieldError.required(SPEC, rule));
  if (ways.length > 1) {
    const detail = `${rule}, but multiple fields are set`;
    errors.push(fieldError.invalid(SPEC, `{${ways.join(', ')}}`, detail));
  }
  return errors;
}

function deviceErrors({ name, attributes = {}, capacity = {} }: Device, path: FieldPath) {
  const errors = invalidEach(path.child('name'), name, isDns1123Label(name));
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  if (count > ENTRIES_MAX) {
    const detail = `the total number of attributes and capacities must not exceed ${ENTRIES_MAX}`;
    errors.push(fieldError.invalid(path, count, detail));
  }
  for (const [key, attribute] of Object.entries(attributes)) {
    const place = path.child('attributes').key(shownKey(key));
    errors.push(...qualifiedNameErrors(key, place), ...attributeErrors(attribute, place));
  }
  for (const key of Object.keys(capacity)) {
    errors.push(...qualifiedNameErrors(key, path.child('capacity').key(shownKey(key))));
  }
  return errors;
}

function attributeErrors(attribute: DeviceAttribute, path: FieldPath): FieldError[] {
  const { bool, int, string, version } = attribute;
  const errors: FieldError[] = [];
  if (string !== undefined && Buffer.byteLength(string) > VALUE_BYTES_MAX) {
    errors.push(fieldError.tooLong(path.child('string'), VALUE_BYTES_MAX));
  }
  if (version !== undefined) errors.push(...versionErrors(version, path.child('version')));
  const count = [bool, int, string, version].filter((value) => value !== undefined).length;
  const rule = 'exactly one value must be specified';
  if (count === 0) errors.push(fieldError.required(path, rule));
  if (count > 1) {
    errors.push(fieldError.invalid(path, DEVICE_TYPES.text('DeviceAttribute', attribute), rule));
  }
  return errors;
}

function versionErrors(version: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!VERSION.test(version)) {
    const detail = 'must be a string compatible with semver.org spec 2.0.0';
    errors.push(fieldError.invalid(path, version, detail));
  }
  if (Buffer.byteLength(version) > VALUE_BYTES_MAX) {
    errors.push(fieldError.tooLong(path, VALUE_BYTES_MAX));
  }
  return errors;
}
