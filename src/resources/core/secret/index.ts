import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { Secret } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { immutableErrors } from '../configmap/data.ts';
import { validate } from './validation.ts';

export const secret = defineBehaviour<Secret>('v1/Secret', {
  strategy: {
    defaults(next) {
      next.type ||= 'Opaque';
      foldStringData(next);
    },
    validate,
    validateUpdate: (next, previous) => [
      ...validateImmutableField(next.type, previous.type, FieldPath.of('type')),
      ...immutableErrors(next, previous, ['data']),
      ...validate(next),
    ],
  },
});

/** `stringData` is only a way to write `data`; it wins over it and is never stored. */
function foldStringData(next: Secret): void {
  if (next.stringData === undefined) return;
  const data = { ...next.data };
  for (const [key, value] of Object.entries(next.stringData)) {
    data[key] = Buffer.from(value).toString('base64');
  }
  next.data = data;
  delete next.stringData;
}
