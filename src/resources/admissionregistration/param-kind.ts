import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names.ts';
import { validateLabelSelector } from '../../apimachinery/selectors/labels.ts';
import type { ParamKind, ParamRef } from '../../apimachinery/types.generated.ts';

const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];

/** The kind of the parameters of a policy. */
export function validateParamKind(
  { apiVersion = '', kind = '' }: ParamKind,
  path: FieldPath,
): FieldError[] {
  const errors = validateApiVersion(apiVersion, path.child('apiVersion'));
  const place = path.child('kind');
  if (kind === '') return [...errors, fieldError.required(place)];
  const wrong = isDns1035Label(kind.toLowerCase());
  if (wrong.length > 0) {
    const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
    errors.push(fieldError.invalid(place, kind, detail));
  }
  return errors;
}

function validateApiVersion(apiVersion: string, path: FieldPath): FieldError[] {
  if (apiVersion === '') return [fieldError.required(path)];
  const parts = apiVersion.split('/');
  if (parts.length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`;
    return [fieldError.invalid(path, apiVersion, detail)];
  }
  const version = parts.at(-1) ?? '';
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  const errors: FieldError[] = [];
  const wrongGroup = group === '' ? [] : isDns1123Subdomain(group);
  if (wrongGroup.length > 0) errors.push(fieldError.invalid(path, group, wrongGroup.join(',')));
  if (version === '') {
    return [...errors, fieldError.invalid(path, apiVersion, 'version must be specified')];
  }
  const wrong = isDns1035Label(version);
  if (wrong.length > 0) errors.push(fieldError.invalid(path, version, wrong.join(',')));
  return errors;
}

/** Which objects of that kind a binding chooses. */
export function validateParamRef(ref: ParamRef, path: FieldPath): FieldError[] {
  const { name = '', selector, parameterNotFoundAction: action = '' } = ref;
  const errors: FieldError[] = [];
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    errors.push(...invalidEach(path.child('name'), name, isPathSegmentName(name)));
    if (selector !== undefined) errors.push(fieldError.forbidden(path.child('name'), exclusive));
  }
  if (selector !== undefined) {
    errors.push(...validateLabelSelector(selector, path.child('selector')));
    if (name !== '') errors.push(fieldError.forbidden(path.child('selector'), exclusive));
  }
  if (name === '' && selector === undefined) {
    errors.push(fieldError.required(path, 'one of name or selector must be specified'));
  }
  const place = path.child('parameterNotFoundAction');
  if (action === '') errors.push(fieldError.required(place));
  else if (!NOT_FOUND_ACTIONS.includes(action)) {
    errors.push(fieldError.notSupported(place, action, NOT_FOUND_ACTIONS));
  }
  return errors;
}
