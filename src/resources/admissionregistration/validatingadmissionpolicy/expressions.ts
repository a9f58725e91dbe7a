import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type {
  AuditAnnotation,
  Validation,
  Variable,
} from '../../../apimachinery/types.generated.ts';
import { Composition } from '../../../cel/admission/composition.ts';
import type { Compiled } from '../../../cel/admission/conditions.ts';
import { compileFieldError, tryCompile } from '../../../cel/admission/conditions.ts';
import { admissionEnvironment } from '../../../cel/admission/environment.ts';
import type { Environment } from '../../../cel/environment.ts';
import { isCelIdentifier } from '../../../cel/identifiers.ts';
import { CompileError } from '../../../cel/program.ts';
import type { CelType } from '../../../cel/types/type.ts';
import { BOOL, NULL, STRING } from '../../../cel/types/type.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const ANNOTATIONS_MAX = 20;
const VALUE_EXPRESSION_BYTES_MAX = 5 * 1024;

/** Compiles the expressions of one policy in their order: each may name the variables before it. */
export class PolicyExpressions {
  readonly #composition = new Composition();
  /** With the authorizer, for all but messages. */
  readonly #environment: Environment;
  readonly #messages: Environment;

  constructor(hasParams: boolean, hasVariables: boolean) {
    const full = admissionEnvironment({ hasParams, hasAuthorizer: true });
    const messages = admissionEnvironment({ hasParams, hasAuthorizer: false });
    this.#environment = hasVariables ? this.#composition.extend(full) : full;
    this.#messages = hasVariables ? this.#composition.extend(messages) : messages;
  }

  validateVariable({ name, expression }: Variable, path: FieldPath): FieldError[] {
    const errors: FieldError[] = [];
    const place = path.child('name');
    if (name.trim() === '') errors.push(fieldError.required(place, 'name is not specified'));
    else if (!isCelIdentifier(name)) {
      errors.push(fieldError.invalid(place, name, 'must be a valid CEL identifier'));
    }
    const inExpression = path.child('expression');
    if (expression.trim() === '') {
      return [...errors, fieldError.required(inExpression, 'expression is not specified')];
    }
    const compiled = this.#composition.add(name, expression, this.#environment);
    return [...errors, ...problems(compiled, inExpression)];
  }

  validateValidation(validation: Validation, path: FieldPath): FieldError[] {
    const { expression, message = '', messageExpression = '', reason } = validation;
    const errors: FieldError[] = [];
    const inExpression = path.child('expression');
    if (expression.trim() === '') {
      errors.push(fieldError.required(inExpression, 'expression is not specified'));
    } else {
      errors.push(...this.#compile(expression, [BOOL], inExpression));
    }
    const inMessage = path.child('messageExpression');
    const isEmpty = 'must be non-empty if specified';
    if (messageExpression !== '' && messageExpression.trim() === '') {
      errors.push(fieldError.invalid(inMessage, messageExpression, isEmpty));
    } else if (messageExpression !== '') {
      const compiled = tryCompile(messageExpression, this.#messages, { types: [STRING] });
      errors.push(...problems(compiled, inMessage));
    }
    if (message !== '' && message.trim() === '') {
      errors.push(fieldError.invalid(path.child('message'), message, isEmpty));
    } else if (/[\n\r]/.test(message.trim())) {
      const detail = 'must not contain line breaks';
      errors.push(fieldError.invalid(path.child('message'), message, detail));
    }
    if (reason !== undefined && !REASONS.includes(reason)) {
      errors.push(fieldError.notSupported(path.child('reason'), reason, REASONS));
    }
    return errors;
  }

  validateAnnotations(
    policy: string,
    annotations: readonly AuditAnnotation[],
    path: FieldPath,
  ): FieldError[] {
    const errors: FieldError[] = [];
    if (annotations.length > ANNOTATIONS_MAX) {
      const detail = `must not have more than ${ANNOTATIONS_MAX} auditAnnotations`;
      // Upstream shows its internal type, whose members have no names in JSON.
      const shown = annotations.map(({ key, valueExpression }) => ({
        Key: key,
        ValueExpression: valueExpression,
      }));
      errors.push(fieldError.invalid(path, shown, detail));
    }
    const seen = new Set<string>();
    annotations.forEach(({ key, valueExpression }, index) => {
      const place = path.index(index);
      const name = `${policy}/${key}`;
      errors.push(...invalidEach(place.child('key'), name, isQualifiedName(name)));
      errors.push(...this.#validateValue(valueExpression, place.child('valueExpression')));
      if (seen.has(key)) errors.push(fieldError.duplicate(place.child('key'), key));
      seen.add(key);
    });
    return errors;
  }

  #validateValue(expression: string, path: FieldPath): FieldError[] {
    const trimmed = expression.trim();
    if (trimmed === '') return [fieldError.required(path, 'valueExpression is not specified')];
    if (Buffer.byteLength(trimmed) > VALUE_EXPRESSION_BYTES_MAX) {
      const detail = `must not exceed ${VALUE_EXPRESSION_BYTES_MAX} bytes in length`;
      return [fieldError.required(path, detail)];
    }
    return this.#compile(trimmed, [STRING, NULL], path);
  }

  #compile(expression: string, types: readonly CelType[], path: FieldPath): FieldError[] {
    return problems(tryCompile(expression, this.#environment, { types }), path);
  }
}

function problems({ expression, program }: Compiled, path: FieldPath): FieldError[] {
  return program instanceof CompileError ? [compileFieldError(path, expression, program)] : [];
}
