import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';

export function hasBackstep(path: string): boolean {
  return path.includes('..') && path.split('/').includes('..');
}

export function checkNoBacksteps(target: string, path: FieldPath, errors: FieldError[]): void {
  if (hasBackstep(target)) errors.push(fieldError.invalid(path, target, "must not contain '..'"));
}

/** A path below the one that it is relative to. */
export function checkDescendingPath(target: string, path: FieldPath, errors: FieldError[]): void {
  if (target.startsWith('/')) {
    errors.push(fieldError.invalid(path, target, 'must be a relative path'));
  }
  checkNoBacksteps(target, path, errors);
}

/** Names that start with two dots belong to the kubelet. */
export function checkLocalPath(target: string, path: FieldPath, errors: FieldError[]): void {
  checkDescendingPath(target, path, errors);
  if (target.startsWith('..') && !target.startsWith('../')) {
    errors.push(fieldError.invalid(path, target, "must not start with '..'"));
  }
}
