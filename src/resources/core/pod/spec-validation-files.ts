import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type {
  DownwardAPIVolumeFile,
  DownwardAPIVolumeSource,
  KeyToPath,
} from '../../../apimachinery/types.generated.ts';
import { checkFileMode, checkRequired } from './field-checks.ts';
import { checkLocalPath } from './paths.ts';
import { checkFieldRef, checkResourceFieldRef } from './spec-validation-env.ts';

/** The files of a config map or a secret. */
export function checkFiles(
  { defaultMode, items }: { defaultMode?: number; items?: readonly KeyToPath[] },
  path: FieldPath,
  errors: FieldError[],
): void {
  checkFileMode(defaultMode, path, 'defaultMode', errors);
  for (const [index, item] of (items ?? []).entries()) {
    checkKeyToPath(item, path.child('items').index(index), errors);
  }
}

export function checkKeyToPath(
  { key, path: target, mode }: KeyToPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkRequired(key, path, 'key', errors);
  checkRequired(target, path, 'path', errors);
  checkLocalPath(target, path.child('path'), errors);
  checkFileMode(mode, path, 'mode', errors);
}

export function checkDownwardApi(
  { defaultMode, items }: DownwardAPIVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkFileMode(defaultMode, path, 'defaultMode', errors);
  // Upstream's paths do not say which file it is.
  for (const file of items ?? []) checkDownwardApiFile(file, path, errors);
}

const FILE_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

export function checkDownwardApiFile(
  { path: target, fieldRef, resourceFieldRef, mode }: DownwardAPIVolumeFile,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkRequired(target, path, 'path', errors);
  checkLocalPath(target, path.child('path'), errors);
  if (fieldRef !== undefined) {
    checkFieldRef(fieldRef, FILE_FIELDS, path.child('fieldRef'), errors);
    if (resourceFieldRef !== undefined) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(fieldError.invalid(path, 'resource', detail));
    }
  } else if (resourceFieldRef !== undefined) {
    const place = path.child('resourceFieldRef');
    checkResourceFieldRef(resourceFieldRef, place, { inVolume: true }, errors);
  } else {
    errors.push(fieldError.required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  checkFileMode(mode, path, 'mode', errors);
}
