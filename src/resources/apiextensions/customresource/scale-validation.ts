import type { FieldError } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { CustomType } from '../../../catalog/custom/custom-type.ts';
import { goTypeOf, goValueOf } from './go-values.ts';

const INT32_MAX = 2 ** 31 - 1;

export function validateScaleSpec({ scale }: CustomType, object: AnyObject): FieldError[] {
  return scale === undefined ? [] : validateReplicas(object, scale.specReplicasPath);
}

export function validateScaleStatus({ scale }: CustomType, object: AnyObject): FieldError[] {
  if (scale === undefined) return [];
  const errors = validateReplicas(object, scale.statusReplicasPath);
  const { labelSelectorPath } = scale;
  if (labelSelectorPath === undefined) return errors;
  const found = valueAt(object, labelSelectorPath);
  if (found.error !== undefined) {
    errors.push(fieldError.invalid(labelSelectorPath, '', found.error));
  } else if (found.value !== undefined && typeof found.value !== 'string') {
    const detail = accessorError(labelSelectorPath, found.value, 'string');
    errors.push(fieldError.invalid(labelSelectorPath, '', detail));
  }
  return errors;
}

function validateReplicas(object: AnyObject, path: string): FieldError[] {
  const { value, error } = valueAt(object, path);
  if (error !== undefined) return [fieldError.invalid(path, 0, error)];
  if (value === undefined) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return [fieldError.invalid(path, 0, accessorError(path, value, 'int64'))];
  }
  if (value < 0) return [fieldError.invalid(path, value, 'should be a non-negative integer')];
  if (value > INT32_MAX) {
    const detail = `should be less than or equal to ${INT32_MAX}`;
    return [fieldError.invalid(path, value, detail)];
  }
  return [];
}

function valueAt(
  object: AnyObject,
  path: string,
): { readonly value?: unknown; readonly error?: string } {
  const parts = path.replace(/^\./, '').split('.');
  let value: unknown = object;
  for (const [index, part] of parts.entries()) {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      const place = parts.slice(0, index).join('.');
      return { error: accessorError(`.${place}`, value, 'map[string]interface {}') };
    }
    value = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  return { value };
}

function accessorError(path: string, value: unknown, wanted: string): string {
  const place = path.startsWith('.') ? path : `.${path}`;
  return `${place} accessor error: ${goValueOf(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`;
}
