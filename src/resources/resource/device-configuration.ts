import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isQualifiedName, isValidLabelValue } from '../../apimachinery/names.ts';
import type {
  DeviceConfiguration,
  DeviceSelector,
  DeviceToleration,
} from '../../apimachinery/types.generated.ts';
import { encodeJson } from '../../base/json.ts';
import { compileFieldError } from '../../cel/admission/conditions.ts';
import { compileDeviceSelector, deviceSelectorCostMax } from '../../cel/devices/selector.ts';
import type { Program } from '../../cel/program.ts';
import { CompileError } from '../../cel/program.ts';
import { validateList } from './lists.ts';
import { driverNameErrors } from './names.ts';

const SELECTORS_MAX = 32;
const EXPRESSION_BYTES_MAX = 10 * 1024;
const EXPRESSION_COST_MAX = 1_000_000;
/** Of what only a driver understands. */
const OPAQUE_BYTES_MAX = 10 * 1024;
const TAINT_EFFECTS = ['NoExecute', 'NoSchedule'];
const TOLERATION_OPERATORS = ['Equal', 'Exists'];

export function selectorErrors(
  selectors: readonly DeviceSelector[] | undefined,
  path: FieldPath,
): FieldError[] {
  return validateList(
    selectors,
    SELECTORS_MAX,
    ({ cel }, place) => {
      const inCel = place.child('cel');
      return cel === undefined
        ? [fieldError.required(inCel)]
        : expressionErrors(cel.expression, inCel.child('expression'));
    },
    path,
  );
}

function expressionErrors(expression: string, path: FieldPath): FieldError[] {
  if (Buffer.byteLength(expression) > EXPRESSION_BYTES_MAX) {
    return [fieldError.tooLong(path, EXPRESSION_BYTES_MAX)];
  }
  let program: Program;
  try {
    program = compileDeviceSelector(expression);
  } catch (error) {
    if (error instanceof CompileError) return [compileFieldError(path, expression, error)];
    throw error;
  }
  if (deviceSelectorCostMax(program) <= EXPRESSION_COST_MAX) return [];
  return [fieldError.forbidden(path, 'too complex, exceeds cost limit')];
}

/** @param isStored parameters that were accepted once may be as large as they are */
export function configurationErrors(
  { opaque }: DeviceConfiguration,
  path: FieldPath,
  { isStored }: { readonly isStored: boolean },
): FieldError[] {
  const place = path.child('opaque');
  if (opaque === undefined) return [fieldError.required(place)];
  return [
    ...driverNameErrors(opaque.driver, place.child('driver')),
    ...opaqueErrors(opaque.parameters, place.child('parameters'), { isStored }),
  ];
}

/** JSON that only a driver understands. */
export function opaqueErrors(
  value: unknown,
  path: FieldPath,
  { isStored }: { readonly isStored: boolean },
): FieldError[] {
  if (value === undefined || value === null) return [fieldError.required(path)];
  if (!isStored && Buffer.byteLength(encodeJson(value)) > OPAQUE_BYTES_MAX) {
    return [fieldError.tooLong(path, OPAQUE_BYTES_MAX)];
  }
  if (typeof value === 'object' && !Array.isArray(value)) return [];
  return [fieldError.invalid(path, '<value omitted>', 'must be a valid JSON object')];
}

export function tolerationErrors(
  { key = '', operator = '', value = '', effect = '' }: DeviceToleration,
  path: FieldPath,
): FieldError[] {
  const errors = key === '' ? [] : invalidEach(path.child('key'), key, isQualifiedName(key));
  const inOperator = path.child('operator');
  const inValue = path.child('value');
  if (operator === 'Equal') {
    errors.push(...invalidEach(inValue, value, isValidLabelValue(value)));
  } else if (operator === 'Exists') {
    const detail = 'must be empty for operator `Exists`';
    if (value !== '') errors.push(fieldError.invalid(inValue, value, detail));
  } else if (operator === '') {
    errors.push(fieldError.required(inOperator));
  } else {
    errors.push(fieldError.notSupported(inOperator, operator, TOLERATION_OPERATORS));
  }
  if (effect !== '' && !TAINT_EFFECTS.includes(effect)) {
    errors.push(fieldError.notSupported(path.child('effect'), effect, TAINT_EFFECTS));
  }
  return errors;
}
