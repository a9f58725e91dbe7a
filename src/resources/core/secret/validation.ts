import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isConfigMapKey } from '../../../apimachinery/names.ts';
import type { Secret } from '../../../apimachinery/types.generated.ts';
import { JsonSyntaxError } from '../../../catalog/json-exact.ts';
import { parseJson } from '../../../catalog/json-source.ts';
import { base64Bytes, DATA_BYTES_MAX } from '../configmap/data.ts';

const DATA = FieldPath.of('data');
const ACCOUNT = 'kubernetes.io/service-account.name';

export function validate(secret: Secret): FieldError[] {
  const { data = {} } = secret;
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const message of isConfigMapKey(key)) {
      errors.push(fieldError.invalid(DATA.key(key), key, message));
    }
    bytes += base64Bytes(value);
  }
  if (bytes > DATA_BYTES_MAX) errors.push(fieldError.tooLong(DATA, DATA_BYTES_MAX));
  return [...errors, ...typeErrors(secret, data)];
}

/** Keys that the well-known types must have. */
function typeErrors(
  { type, metadata }: Secret,
  data: Readonly<Record<string, string>>,
): FieldError[] {
  const missing = (...keys: readonly string[]): FieldError[] =>
    keys
      .filter((key) => !Object.hasOwn(data, key))
      .map((key) => fieldError.required(DATA.key(key)));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      if (metadata.annotations?.[ACCOUNT]) return [];
      return [fieldError.required(FieldPath.of('metadata', 'annotations').key(ACCOUNT))];
    case 'kubernetes.io/dockercfg':
      return dockerErrors(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return dockerErrors(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      // Either may be missing, and both may be empty.
      const errors = missing('username', 'password');
      return errors.length === 2 ? errors : [];
    }
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [fieldError.required(DATA.key('ssh-privatekey'))];
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key');
    case undefined:
    default:
      return [];
  }
}

const REDACTED = '<secret contents redacted>';

function dockerErrors(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const path = DATA.key(key);
  const text = data[key];
  if (text === undefined) return [fieldError.required(path)];
  try {
    const { value } = parseJson(Buffer.from(text, 'base64'));
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return [];
    const found = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
    const detail = `json: cannot unmarshal ${found} into Go value of type map[string]interface {}`;
    return [fieldError.invalid(path, REDACTED, detail)];
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return [fieldError.invalid(path, REDACTED, error.message)];
  }
}
