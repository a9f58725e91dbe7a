import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1035Label } from '../../../apimachinery/names.ts';
import type { CustomResourceDefinitionNames } from '../../../apimachinery/types.generated.ts';

export function validateNames(names: CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { plural, singular = '', kind, listKind = '' } = names;
  const label = (place: FieldPath, value: string): void => {
    const wrong = isDns1035Label(value);
    if (wrong.length > 0) errors.push(fieldError.invalid(place, value, wrong.join(',')));
  };
  const mixed = (place: FieldPath, value: string): void => {
    const wrong = value === '' ? [] : isDns1035Label(value.toLowerCase());
    if (wrong.length === 0) return;
    const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
    errors.push(fieldError.invalid(place, value, detail));
  };
  if (plural !== '') label(path.child('plural'), plural);
  if (singular !== '') label(path.child('singular'), singular);
  mixed(path.child('kind'), kind);
  mixed(path.child('listKind'), listKind);
  names.shortNames?.forEach((name, i) => label(path.child('shortNames').index(i), name));
  if (kind !== '' && kind === listKind) {
    const detail = 'kind and listKind may not be the same';
    errors.push(fieldError.invalid(path.child('listKind'), listKind, detail));
  }
  names.categories?.forEach((name, i) => label(path.child('categories').index(i), name));
  return errors;
}
