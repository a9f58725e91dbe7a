import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { goJson } from '../../../apimachinery/go-print.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { ControllerRevision } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';

const REVISION = FieldPath.of('revision');
const DATA = FieldPath.of('data');

export const controllerRevision = defineBehaviour<ControllerRevision>(
  'apps/v1/ControllerRevision',
  {
    strategy: {
      validate: (next) => [...revisionErrors(next), ...dataErrors(next)],
      validateUpdate: (next, previous) => [
        ...revisionErrors(next),
        ...validateImmutableField(
          goJson(next.data),
          goJson(previous.data),
          DATA,
          goJson(next.data),
        ),
      ],
    },
  },
);

function revisionErrors({ revision }: ControllerRevision): FieldError[] {
  if (revision >= 0) return [];
  return [fieldError.invalid(REVISION, revision, 'must be greater than or equal to 0')];
}

function dataErrors({ data }: ControllerRevision): FieldError[] {
  if (data === undefined || data === null) {
    return [fieldError.required(DATA, 'data is mandatory')];
  }
  if (typeof data === 'object' && !Array.isArray(data)) return [];
  return [fieldError.required(DATA, 'data must be a valid JSON object')];
}
