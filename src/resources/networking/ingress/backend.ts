import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import {
  isValidPortName,
  isValidPortNum,
  nameIsDns1035Label,
  nameIsDnsLabel,
} from '../../../apimachinery/names.ts';
import type {
  IngressBackend,
  IngressServiceBackend,
} from '../../../apimachinery/types.generated.ts';
import { validateTypedReference } from '../ingressclass/typed-reference.ts';

/** @param relaxedNames service names may begin with a digit */
export function validateBackend(
  { service, resource }: IngressBackend,
  path: FieldPath,
  relaxedNames: boolean,
): FieldError[] {
  if (resource !== undefined && service !== undefined) {
    return [fieldError.invalid(path, '', 'cannot set both resource and service backends')];
  }
  if (resource !== undefined) return validateTypedReference(resource, path.child('resource'));
  if (service !== undefined) return validateService(service, path, relaxedNames);
  return [fieldError.invalid(path, '', 'resource or service backend is required')];
}

function validateService(
  service: IngressServiceBackend,
  path: FieldPath,
  relaxedNames: boolean,
): FieldError[] {
  const at = path.child('service', 'name');
  const errors: FieldError[] = [];
  if (!service.name) errors.push(fieldError.required(at));
  else {
    const check = relaxedNames ? nameIsDnsLabel : nameIsDns1035Label;
    errors.push(...invalidEach(at, service.name, check(service.name, false)));
  }

  const { name, number } = service.port;
  const port = path.child('service', 'port');
  if (name && number) {
    errors.push(fieldError.invalid(path, '', 'cannot set both port name & port number'));
  } else if (name) {
    errors.push(...invalidEach(port.child('name'), name, isValidPortName(name)));
  } else if (number) {
    errors.push(...invalidEach(port.child('number'), number, isValidPortNum(number)));
  } else {
    errors.push(fieldError.required(path, 'port name or number is required'));
  }
  return errors;
}
