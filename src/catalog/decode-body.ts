import type { ApiError } from '../apimachinery/errors.ts';
import { badRequest } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Catalog } from './catalog.ts';
import type { RegisteredKind } from './decode-kinds.ts';
import { internalTypeOf, RegisteredKinds, schemeName } from './decode-kinds.ts';
import { DecodeError, isObject } from './decode-state.ts';
import type { NamedKind } from './decode-type-meta.ts';
import { missingVersion, namedKindOf, unreadable, withDefaults } from './decode-type-meta.ts';
import type { TypedObject } from './decode-typed.ts';
import { decodeParsed, decodeTyped } from './decode-typed.ts';
import { JsonSyntaxError, setMember } from './json-exact.ts';
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

/** Other versions of a kind that a path takes as well. */
const ALSO_ACCEPTED: Readonly<Record<string, string>> = {
  'policy/v1 Eviction': 'policy/v1beta1',
};

/**
 * Decodes the body of a create or an update.
 * @throws ApiError 400 in upstream's words
 */
export function decodeBody(catalog: Catalog, body: Buffer, options: BodyOptions): DecodedBody {
  const { expected, fieldValidation } = options;
  const source = readSource(body, options);
  const found = withDefaults(source.named, expected);
  const refuse = (why: string): ApiError =>
    badRequest(
      `${found.kind} in version ${quote(found.version)} cannot be handled as a ${expected.kind}: ${why}`,
    );
  if (found.version === '') throw refuse(missingVersion(body).message);
  const registered = kindsOf(catalog).find(expected.group, found);
  if (registered === undefined) throw refuse(notRegistered(found, expected.group));
  const typed = decodeAs(source, registered, options, refuse);
  if (registered.internalType !== internalTypeOf(expected)) {
    throw refuse(conversionError(registered, expected));
  }
  const violations = fieldValidation === 'Ignore' ? [] : typed.violations;
  if (fieldValidation === 'Strict' && violations.length + source.duplicates.length > 0) {
    const repeated = source.duplicates.length > 0 ? [yamlErrors(source.duplicates)] : [];
    throw refuse(`strict decoding error: ${[...repeated, ...violations].join(', ')}`);
  }
  checkVersion(found, expected);
  const { apiVersion: _apiVersion, kind: _kind, ...object } = typed.object;
  const warnings = fieldValidation === 'Warn' ? [...source.duplicates, ...violations] : [];
  return { object, warnings };
}

function decodeAs(
  source: BodySource,
  { schema }: RegisteredKind,
  { expected }: BodyOptions,
  refuse: (why: string) => ApiError,
): TypedObject {
  const accepted = schema ?? (isAccepted(source.named, expected) ? expected.schema : undefined);
  // Of versions without a schema only the names are known, and none of them is taken.
  if (accepted === undefined) return { object: {}, violations: [] };
  try {
    return source.decode(accepted);
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ProtobufError) throw refuse(error.message);
    throw error;
  }
}

function isAccepted({ group, version, kind }: GroupVersionKind, expected: Expected): boolean {
  const wanted = groupVersion(expected.group, expected.version);
  const said = groupVersion(group, version);
  return kind === expected.kind && ALSO_ACCEPTED[`${wanted} ${kind}`] === said;
}

function checkVersion(found: GroupVersionKind, expected: Expected): void {
  const said = groupVersion(found.group, found.version);
  const wanted = groupVersion(expected.group, expected.version);
  if (said === wanted || isAccepted(found, expected)) return;
  throw badRequest(
    `the API version in the data (${said}) does not match the expected API version (${wanted})`,
  );
}

interface BodySource {
  readonly named: NamedKind;
  /** The repeated keys of YAML, which are found before anything else. */
  readonly duplicates: readonly string[];
  /** @throws DecodeError, ProtobufError */
  decode(schema: StructSchema): TypedObject;
}

function readSource(body: Buffer, { format, expected }: BodyOptions): BodySource {
  try {
    if (format === 'json') return readJson(body);
    return format === 'yaml' ? readYaml(body) : readProtobuf(body);
  } catch (error) {
    const why =
      error instanceof JsonSyntaxError
        ? unreadable(error)
        : error instanceof DecodeError ||
            error instanceof YamlError ||
            error instanceof ProtobufError
          ? error
          : undefined;
    if (why === undefined) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${why.message} (${summarize(body)})`,
    );
  }
}

function readJson(body: Buffer): BodySource {
  const parsed = parseJson(body);
  const { value } = parsed.plain ?? parsed.exact;
  const exact = parsed.plain === undefined && isObject(value);
  return {
    named: namedKindOf(value, exact ? parsed.exact.entries.get(value) : undefined),
    duplicates: [],
    decode: (schema) => decodeParsed(schema, parsed),
  };
}

function readYaml(body: Buffer): BodySource {
  const { value, duplicates } = parseYaml(body);
  // Upstream makes JSON of it first, whose members are sorted: errors come in that order.
  const sorted = sortMembers(value);
  return {
    named: namedKindOf(sorted),
    duplicates,
    decode: (schema) => decodeTyped(schema, sorted),
  };
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (!isObject(value)) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).toSorted()) setMember(sorted, key, sortMembers(value[key]));
  return sorted;
}

function readProtobuf(body: Buffer): BodySource {
  const { apiVersion, kind, raw } = decodeEnvelope(body);
  // Here what is no group and version counts as left out.
  const isReadable = /^([^/]*\/)?[^/]+$/.test(apiVersion);
  return {
    named: namedKindOf({ apiVersion: isReadable ? apiVersion : '', kind }),
    duplicates: [],
    decode: (schema) => ({ object: decodeMessage(schema, raw), violations: [] }),
  };
}

const registries = new WeakMap<Catalog['types'], RegisteredKinds>();

function kindsOf(catalog: Catalog): RegisteredKinds {
  let kinds = registries.get(catalog.types);
  if (kinds === undefined) {
    kinds = new RegisteredKinds(catalog);
    registries.set(catalog.types, kinds);
  }
  return kinds;
}

/** @param served the group of the path, which decides where the kind is looked for */
export function notRegistered(found: GroupVersionKind, served = ''): string {
  const said = quote(groupVersion(found.group, found.version));
  const scheme = quote(schemeName(served));
  return `no kind ${quote(found.kind)} is registered for version ${said} in scheme ${scheme}`;
}

/** Upstream names the Go type of the version that was sent, and its own internal one. */
export function unknownConversion(found: GroupVersionKind, expected: GroupVersionKind): string {
  return conversionError({ goType: `${found.version}.${found.kind}` }, expected);
}

function conversionError({ goType }: { goType: string }, expected: GroupVersionKind): string {
  return `converting (${goType}) to (${internalTypeOf(expected)}): unknown conversion`;
}
