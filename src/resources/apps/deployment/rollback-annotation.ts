import { badRequest } from '../../../apimachinery/errors.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Deployment } from '../../../apimachinery/types.generated.ts';
import { annotationNumber, NumberError } from '../annotation-number.ts';

/** The revision to go back to was a field of early versions of the API. */
const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
const VERSION = FieldPath.of('spec', 'rollback', 'version');

/** Brings the annotation into its normal form. @throws 400 for what is no number */
export function settleRollback({ metadata }: Deployment): void {
  const { [ROLLBACK_TO]: text, ...others } = metadata.annotations ?? {};
  if (text === undefined) return;
  try {
    const number = text === '' ? undefined : String(annotationNumber(text));
    metadata.annotations = number === undefined ? others : { ...others, [ROLLBACK_TO]: number };
  } catch (error) {
    if (!(error instanceof NumberError)) throw error;
    throw badRequest(
      'Deployment in version "v1" cannot be handled as a Deployment: failed to parse ' +
        `annotation[${ROLLBACK_TO}]=${text} as int64: ${error.message}`,
    );
  }
}

export function validateRollback({ metadata }: Deployment): FieldError[] {
  const text = metadata.annotations?.[ROLLBACK_TO];
  if (text?.startsWith('-') !== true) return [];
  return [fieldError.invalid(VERSION, Number(text), 'must be greater than or equal to 0')];
}
