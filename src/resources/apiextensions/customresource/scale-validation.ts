import type { FieldError } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import { nestedInteger, nestedString } from '../../../apimachinery/nested-field.ts';
import type { CustomType } from '../../../catalog/custom/custom-type.ts';

const INT32_MAX = 2 ** 31 - 1;

export function validateScaleSpec({ scale }: CustomType, object: AnyObject): FieldError[] {
  return scale === undefined ? [] : validateReplicas(object, scale.specReplicasPath);
}

export function validateScaleStatus({ scale }: CustomType, object: AnyObject): FieldError[] {
  if (scale === undefined) return [];
  const errors = validateReplicas(object, scale.statusReplicasPath);
  const { labelSelectorPath } = scale;
  if (labelSelectorPath === undefined) return errors;
  const { error } = nestedString(object, labelSelectorPath);
  if (error !== undefined) errors.push(fieldError.invalid(labelSelectorPath, '', error));
  return errors;
}

function validateReplicas(object: AnyObject, path: string): FieldError[] {
  const { value, error } = nestedInteger(object, path);
  if (error !== undefined) return [fieldError.invalid(path, 0, error)];
  if (value === undefined) return [];
  if (value < 0) return [fieldError.invalid(path, value, 'should be a non-negative integer')];
  if (value > INT32_MAX) {
    const detail = `should be less than or equal to ${INT32_MAX}`;
    return [fieldError.invalid(path, value, detail)];
  }
  return [];
}
