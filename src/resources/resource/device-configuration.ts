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
  const verdict = verdictOn(expression);
  if (verdict === 'fine') return [];
  if (verdict === 'costly') return [fieldError.forbidden(path, 'too complex, exceeds cost limit')];
  return [compileFieldError(path, expression, verdict)];
}

type Verdict = 'fine' | 'costly' | CompileError;

/** The latest last: the claims of one template have the same selectors, all of them. */
const verdicts = new Map<string, Verdict>();
const VERDICTS_MAX = 256;

function verdictOn(expression: string): Verdict {
  const known = verdicts.get(expression);
  if (known !== undefined) return known;
  const verdict = judge(expression);
  verdicts.set(expression, verdict);
  const [oldest] = verdicts.keys();
  if (verdicts.size > VERDICTS_MAX && oldest !== undefined) verdicts.delete(oldest);
  return verdict;
}

function judge(expression: string): Verdict {
  try {
    const cost = deviceSelectorCostMax(compileDeviceSelector(expression));
    return cost <= EXPRESSION_COST_MAX ? 'fine' : 'costly';
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
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
