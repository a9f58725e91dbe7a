import { ApiError, badRequest } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Catalog } from './catalog.ts';
import { DecodeError } from './decode-state.ts';
import type { TypedObject } from './decode-typed.ts';
import { decodeParsed, decodeTyped } from './decode-typed.ts';
import { JsonSyntaxError } from './json-exact.ts';
import type { ParsedJson } from './json-source.ts';
import { parseJson } from './json-source.ts';
import { decodeMessage } from './protobuf/decode.ts';
import { decodeEnvelope } from './protobuf/envelope.ts';
import { ProtobufError, summarize } from './protobuf/protobuf-error.ts';
import { parseYaml, YamlError, yamlErrors } from './yaml.ts';

export type BodyFormat = 'json' | 'yaml' | 'protobuf';

/** What a path wants as its body. */
export interface Expected {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: StructSchema;
}

export interface BodyOptions {
  readonly format: BodyFormat;
  readonly expected: Expected;
  /** Unknown and repeated fields: refused, reported, or not looked for. */
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

export interface DecodedBody {
  /** Canonical, without apiVersion and kind. */
  readonly object: Record<string, unknown>;
  readonly warnings: readonly string[];
}

/** The scheme's name in messages of upstream, a place in its source. */
const SCHEME = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';
const TYPE_META_STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * Decodes the body of a create or an update.
 * @throws ApiError 400 in upstream's words
 */
export function decodeBody(catalog: Catalog, body: Buffer, options: BodyOptions): DecodedBody {
  const { expected, fieldValidation } = options;
  const source = readBody(body, options);
  const found = typeMetaOf(source.typeMeta, expected, body);
  checkKind(catalog, found, expected);
  const what = `${found.kind} in version ${quote(found.version)} cannot be handled as a ${expected.kind}`;
  let typed: TypedObject;
  try {
    typed = source.decode();
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ProtobufError) {
      throw badRequest(`${what}: ${error.message}`);
    }
    throw error;
  }
  const { apiVersion: _apiVersion, kind: _kind, ...object } = typed.object;
  const violations = [...source.violations, ...typed.violations];
  if (violations.length === 0 || fieldValidation === 'Ignore') return { object, warnings: [] };
  if (fieldValidation === 'Warn') return { object, warnings: violations };
  const texts = source.violations.length > 0 ? [yamlErrors(source.violations)] : [];
  const all = [...texts, ...typed.violations].join(', ');
  throw badRequest(`${what}: strict decoding error: ${all}`);
}

interface BodySource {
  /** What the body says of its type; anything but an object or null was refused. */
  readonly typeMeta: unknown;
  /** Found before the type was known: repeated keys of YAML. */
  readonly violations: readonly string[];
  decode(): TypedObject;
}

function readBody(body: Buffer, { format, expected }: BodyOptions): BodySource {
  const refuse = (why: string): ApiError =>
    badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${why} (${summarize(body)})`,
    );
  if (format === 'json') return readJson(body, expected, refuse);
  if (format === 'yaml') return readYaml(body, expected, refuse);
  try {
    const { apiVersion, kind, raw } = decodeEnvelope(body);
    return {
      typeMeta: { apiVersion, kind },
      violations: [],
      decode: () => ({ object: decodeMessage(expected.schema, raw), violations: [] }),
    };
  } catch (error) {
    if (error instanceof ProtobufError) throw refuse(error.message);
    throw error;
  }
}

type Refuse = (why: string) => ApiError;

function readJson(body: Buffer, { schema }: Expected, refuse: Refuse): BodySource {
  const parsed = parseBody(body, refuse);
  const value = requireObject(parsed.value, refuse);
  return { typeMeta: value, violations: [], decode: () => decodeParsed(schema, parsed) };
}

function parseBody(body: Buffer, refuse: Refuse): ParsedJson {
  try {
    const parsed = parseJson(body);
    // Text that JSON.parse refuses is read when its value is first asked for.
    void parsed.value;
    return parsed;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw refuse(`couldn't get version/kind; json parse error: ${error.message}`);
  }
}

function readYaml(body: Buffer, { schema }: Expected, refuse: Refuse): BodySource {
  try {
    const { value, duplicates } = parseYaml(body);
    const object = requireObject(value, refuse);
    return { typeMeta: object, violations: duplicates, decode: () => decodeTyped(schema, object) };
  } catch (error) {
    if (error instanceof YamlError) throw refuse(error.message);
    throw error;
  }
}

function requireObject(value: unknown, refuse: Refuse): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuse(
    "couldn't get version/kind; json parse error: json: cannot unmarshal " +
      `${jsonType(value)} into Go value of type ${TYPE_META_STRUCT}`,
  );
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'object' : typeof value;
}

type Found = GroupVersionKind;

/** What the body says it is; what it leaves out is taken from the path. */
function typeMetaOf(typeMeta: unknown, expected: Expected, body: Buffer): Found {
  const { apiVersion, kind } = typeMeta as { apiVersion?: unknown; kind?: unknown };
  const refuse = (why: string): ApiError =>
    badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${why} (${summarize(body)})`,
    );
  for (const [name, value] of Object.entries({ apiVersion, kind })) {
    if (value === undefined || value === null || typeof value === 'string') continue;
    throw refuse(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} ` +
        `into Go struct field .${name} of type string`,
    );
  }
  const parts = typeof apiVersion === 'string' ? apiVersion.split('/') : [];
  if (parts.length > 2) throw refuse(`unexpected GroupVersion string: ${String(apiVersion)}`);
  const [group, version] = parts.length === 2 ? parts : ['', parts[0]];
  const said = typeof apiVersion === 'string' && apiVersion !== '';
  return {
    group: said ? (group ?? '') : expected.group,
    version: said ? (version ?? '') : expected.version,
    kind: typeof kind === 'string' && kind !== '' ? kind : expected.kind,
  };
}

/** Versions that upstream still knows but does not serve; their bodies get a friendlier refusal. */
const KNOWN_VERSIONS = new Set([
  'extensions/v1beta1',
  'apps/v1beta1',
  'apps/v1beta2',
  'autoscaling/v2beta1',
  'autoscaling/v2beta2',
  'batch/v1beta1',
  'policy/v1beta1',
  'networking.k8s.io/v1beta1',
  'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1alpha1',
  'storage.k8s.io/v1beta1',
  'coordination.k8s.io/v1beta1',
  'scheduling.k8s.io/v1beta1',
  'admissionregistration.k8s.io/v1beta1',
]);

function checkKind(catalog: Catalog, found: Found, expected: Expected): void {
  const { group, version, kind } = found;
  const said = groupVersion(group, version);
  const wanted = groupVersion(expected.group, expected.version);
  if (kind === expected.kind) {
    if (said === wanted) return;
    if (isRegistered(catalog, found) || KNOWN_VERSIONS.has(said)) {
      throw badRequest(
        `the API version in the data (${said}) does not match the expected API version (${wanted})`,
      );
    }
  }
  const what = `${kind} in version ${quote(version)} cannot be handled as a ${expected.kind}`;
  if (!isRegistered(catalog, found)) {
    throw badRequest(`${what}: ${notRegistered(found)}`);
  }
  throw badRequest(`${what}: ${unknownConversion(found, expected)}`);
}

export function notRegistered({ group, version, kind }: GroupVersionKind): string {
  const said = quote(groupVersion(group, version));
  return `no kind ${quote(kind)} is registered for version ${said} in scheme ${quote(SCHEME)}`;
}

/** Upstream names the Go package of the version that was sent, and of its own internal one. */
export function unknownConversion(found: GroupVersionKind, expected: GroupVersionKind): string {
  const internal = expected.group === '' ? 'core' : (expected.group.split('.')[0] ?? '');
  return `converting (${found.version}.${found.kind}) to (${internal}.${expected.kind}): unknown conversion`;
}

function isRegistered(catalog: Catalog, { group, version, kind }: Found): boolean {
  if (catalog.schemaOf(group, version, kind) !== undefined) return true;
  if (!kind.endsWith('List')) return false;
  return kind === 'List' || catalog.findKind(group, version, kind.slice(0, -4)) !== undefined;
}
