import { FieldPath } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { Secret } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { immutableErrors } from '../configmap/data.ts';
import { keyPairError } from './key-pair.ts';
import { validate } from './validation.ts';

export const secret = defineBehaviour<Secret>('v1/Secret', {
  strategy: {
    defaults(next) {
      next.type ||= 'Opaque';
      foldStringData(next);
    },
    validate,
    warningsOnCreate: pairWarnings,
    warningsOnUpdate: pairWarnings,
    validateUpdate: (next, previous) => [
      ...validateImmutableField(next.type, previous.type, FieldPath.of('type')),
      ...immutableErrors(next, previous, ['data']),
      ...validate(next),
    ],
  },
});

/** `stringData` is only a way to write `data`; it wins over it and is never stored. */
function foldStringData(next: Secret): void {
  if (Object.keys(next.stringData ?? {}).length === 0) {
    delete next.stringData;
    return;
  }
  const data = { ...next.data };
  for (const [key, value] of Object.entries(next.stringData ?? {})) {
    data[key] = Buffer.from(value).toString('base64');
  }
  next.data = data;
  delete next.stringData;
}

/** A certificate and a key that are no pair are stored all the same. */
function pairWarnings({ type, data }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const bytes = (key: string): Buffer => Buffer.from(data?.[key] ?? '', 'base64');
  const warning = keyPairError(bytes('tls.crt'), bytes('tls.key'));
  return warning === undefined ? [] : [warning];
}
