import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type {
  ConfigMapProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
} from '../../../apimachinery/types.generated.ts';
import { checkFileMode, checkRequired } from './field-checks.ts';
import { checkLocalPath } from './paths.ts';
import { checkDownwardApiFile, checkKeyToPath } from './spec-validation-files.ts';

const TOKEN_SECONDS_MIN = 600;
const TOKEN_SECONDS_MAX = 2 ** 32;

export function checkProjected(
  { defaultMode, sources }: ProjectedVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkFileMode(defaultMode, path, 'defaultMode', errors);
  const used = new Set<string>();
  for (const [index, source] of (sources ?? []).entries()) {
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    const place = path.child('sources').index(index);
    const use = (target: string, shown: string): void => {
      if (target === '') return;
      if (used.has(target)) {
        errors.push(fieldError.invalid(path, shown, 'conflicting duplicate paths'));
      }
      used.add(target);
    };
    if (secret !== undefined) checkItems(secret, place.child('secret'), use, errors);
    if (configMap !== undefined) checkItems(configMap, place.child('configMap'), use, errors);
    for (const file of downwardAPI?.items ?? []) {
      checkDownwardApiFile(file, place.child('downwardAPI'), errors);
      use(file.path, file.path);
    }
    if (serviceAccountToken !== undefined) {
      checkToken(serviceAccountToken, place.child('serviceAccountToken'), path, errors);
    }
    if (Object.keys(source).length > 1) {
      const detail = 'may not specify more than 1 volume type per source';
      errors.push(fieldError.forbidden(place, detail));
    }
  }
}

function checkItems(
  { name = '', items }: ConfigMapProjection,
  path: FieldPath,
  use: (target: string, shown: string) => void,
  errors: FieldError[],
): void {
  checkRequired(name, path, 'name', errors);
  for (const [index, item] of (items ?? []).entries()) {
    checkKeyToPath(item, path.child('items').index(index), errors);
    use(item.path, name);
  }
}

/** @param volume where upstream reports what is wrong with the token's own path */
function checkToken(
  { expirationSeconds = 0, path: target }: ServiceAccountTokenProjection,
  path: FieldPath,
  volume: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('expirationSeconds');
  if (expirationSeconds < TOKEN_SECONDS_MIN) {
    const detail = 'may not specify a duration less than 10 minutes';
    errors.push(fieldError.invalid(place, expirationSeconds, detail));
  }
  if (expirationSeconds > TOKEN_SECONDS_MAX) {
    const detail = 'may not specify a duration larger than 2^32 seconds';
    errors.push(fieldError.invalid(place, expirationSeconds, detail));
  }
  if (target === '') errors.push(fieldError.required(volume.child('path')));
  else checkLocalPath(target, volume.child('path'), errors);
}
