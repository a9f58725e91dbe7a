import { bareError } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { DeleteOptions } from '../apimachinery/options.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Catalog } from './catalog.ts';
import type { BodyFormat } from './decode-body.ts';
import { DecodeError } from './decode-state.ts';
import { missingVersion, namedKindOf, unreadable, withDefaults } from './decode-type-meta.ts';
import { decodeParsed, decodeTyped } from './decode-typed.ts';
import { JsonSyntaxError } from './json-exact.ts';
import { parseJson } from './json-source.ts';
import { decodeMessage } from './protobuf/decode.ts';
import { decodeEnvelope } from './protobuf/envelope.ts';
import { ProtobufError } from './protobuf/protobuf-error.ts';
import { parseYaml, YamlError } from './yaml.ts';

const TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const SCHEME = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';
const WANTED: GroupVersionKind = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' };

/** The other kinds that upstream's decoder of options knows, by group version. */
const OTHER_KINDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['v1', new Set(['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'Status'])],
  [
    'meta.k8s.io/v1',
    new Set([
      'CreateOptions',
      'GetOptions',
      'ListOptions',
      'PartialObjectMetadata',
      'PartialObjectMetadataList',
      'PatchOptions',
      'Table',
      'TableOptions',
      'UpdateOptions',
    ]),
  ],
]);

/**
 * The body of a deletion. Unknown fields are ignored, and so is the version of DeleteOptions.
 * @throws ApiError a bare 500 with the decoder's text: upstream wraps these errors in nothing
 */
export function deleteOptionsOf(catalog: Catalog, body: Buffer, format: BodyFormat): DeleteOptions {
  try {
    return decode(catalog.schemas.get(TYPE), body, format);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw bareError(unreadable(error).message);
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

function decode(schema: StructSchema, body: Buffer, format: BodyFormat): DeleteOptions {
  if (format === 'protobuf') {
    const { apiVersion, kind, raw } = decodeEnvelope(body);
    checkKind({ apiVersion, kind }, body);
    return decodeMessage(schema, raw);
  }
  if (format === 'yaml') {
    const { value } = parseYaml(body);
    checkKind(value, body);
    return decodeTyped(schema, value).object;
  }
  const parsed = parseJson(body);
  checkKind(parsed.value, body);
  return decodeParsed(schema, parsed).object;
}

/** @throws DecodeError */
function checkKind(value: unknown, body: Buffer): void {
  const found = withDefaults(namedKindOf(value), WANTED);
  if (found.version === '') throw missingVersion(body);
  if (found.kind === WANTED.kind) return;
  const said = groupVersion(found.group, found.version);
  if (OTHER_KINDS.get(said)?.has(found.kind) === true) {
    throw new DecodeError(
      `converting (v1.${found.kind}) to (v1.DeleteOptions): unknown conversion`,
    );
  }
  throw new DecodeError(
    `no kind ${quote(found.kind)} is registered for version ${quote(said)} in scheme ${quote(SCHEME)}`,
  );
}
