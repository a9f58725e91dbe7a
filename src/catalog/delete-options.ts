import { bareError } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { DeleteOptions } from '../apimachinery/options.ts';
import type { Catalog } from './catalog.ts';
import type { BodyFormat } from './decode-body.ts';
import { DecodeError } from './decode-state.ts';
import { decodeTyped } from './decode-typed.ts';
import { JsonSyntaxError } from './json-exact.ts';
import { parseJson } from './json-source.ts';
import { decodeMessage } from './protobuf/decode.ts';
import { decodeEnvelope } from './protobuf/envelope.ts';
import { ProtobufError } from './protobuf/protobuf-error.ts';
import { parseYaml, YamlError } from './yaml.ts';

const TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const SCHEME = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';

/**
 * The body of a deletion. Unknown fields are ignored.
 * @throws a bare 500 with the decoder's text: upstream wraps these errors in nothing
 */
export function deleteOptionsOf(catalog: Catalog, body: Buffer, format: BodyFormat): DeleteOptions {
  const schema = catalog.schemas.get(TYPE);
  try {
    if (format === 'protobuf')
      return decodeMessage(schema, decodeEnvelope(body).raw) as DeleteOptions;
    const value = format === 'yaml' ? parseYaml(body).value : parseJson(body).value;
    checkKind(value);
    return decodeTyped(schema, value ?? {}).object as DeleteOptions;
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw bareError(`couldn't get version/kind; json parse error: ${error.message}`);
    }
    if (
      error instanceof DecodeError ||
      error instanceof ProtobufError ||
      error instanceof YamlError
    ) {
      throw bareError(error.message);
    }
    throw error;
  }
}

function checkKind(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  if (kind === undefined || kind === '' || kind === 'DeleteOptions' || typeof kind !== 'string')
    return;
  const version = typeof apiVersion === 'string' ? apiVersion : '';
  throw bareError(
    `no kind ${quote(kind)} is registered for version ${quote(version)} in scheme ${quote(SCHEME)}`,
  );
}
