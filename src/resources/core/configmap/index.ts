import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isConfigMapKey } from '../../../apimachinery/names.ts';
import type { ConfigMap } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { base64Bytes, DATA_BYTES_MAX, immutableErrors } from './data.ts';

export const configMap = defineBehaviour<ConfigMap>('v1/ConfigMap', {
  strategy: {
    validate,
    validateUpdate: (next, previous) => [
      ...immutableErrors(withData(next), withData(previous), ['data', 'binaryData']),
      ...validate(next),
    ],
  },
});

/** Upstream sets empty data where there is none, also in what it reads. */
function withData(configMap: ConfigMap): ConfigMap {
  return { ...configMap, data: configMap.data ?? {} };
}

function validate({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    const path = FieldPath.of('data').key(key);
    for (const message of isConfigMapKey(key)) errors.push(fieldError.invalid(path, key, message));
    if (Object.hasOwn(binaryData, key)) {
      errors.push(fieldError.invalid(path, key, 'duplicate of key present in binaryData'));
    }
    bytes += Buffer.byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    const path = FieldPath.of('binaryData').key(key);
    for (const message of isConfigMapKey(key)) errors.push(fieldError.invalid(path, key, message));
    bytes += base64Bytes(value);
  }
  // Upstream names the whole object by an empty path.
  if (bytes > DATA_BYTES_MAX) errors.push(fieldError.tooLong('[]', DATA_BYTES_MAX));
  return errors;
}
