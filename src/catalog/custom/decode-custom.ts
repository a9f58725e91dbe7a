import type { ApiError } from '../../apimachinery/errors.ts';
import { badRequest } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';
import { isNestedDeeper } from '../../apimachinery/managed-fields/equal.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { nestedString } from '../../apimachinery/nested-field.ts';
import { canonicalise } from '../canonical.ts';
import { DecodeError } from '../decode-state.ts';
import { namedKindOf, unreadable } from '../decode-type-meta.ts';
import { decodeTyped } from '../decode-typed.ts';
import { JsonSyntaxError } from '../json-exact.ts';
import { parseJson } from '../json-source.ts';
import { ProtobufError, summarize } from '../protobuf/protobuf-error.ts';
import { parseYaml, YamlError, yamlErrors } from '../yaml.ts';
import type { CustomType } from './custom-type.ts';
import { coerceEmbedded } from './embedded.ts';
import { isMap } from './json-schema.ts';

/** Deeper objects are refused; everything that walks through objects relies on it. */
export const OBJECT_DEPTH_MAX = 512;

export interface CustomBodyOptions {
  readonly format: 'json' | 'yaml' | 'protobuf';
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

export interface CustomObject {
  /** Without apiVersion and kind, unless the kind is another one: validation refuses that. */
  readonly object: AnyObject;
  /** `unknown field "spec.foo"`, `duplicate field "spec.foo"` */
  readonly violations: readonly string[];
}

/**
 * Decodes the body of a create or an update of a custom resource.
 * @throws ApiError 400 in upstream's words
 */
export function decodeCustomBody(
  type: CustomType,
  body: Buffer,
  { format, fieldValidation }: CustomBodyOptions,
): { readonly object: AnyObject; readonly warnings: readonly string[] } {
  const isLenient = fieldValidation === 'Ignore';
  const { value, duplicates, yamlDuplicates, overflow } = readSource(type, body, format, isLenient);
  const { kind = '' } = value as { kind?: string };
  const { value: apiVersion = '', error } = nestedString(value, 'apiVersion');
  const version = apiVersion.split('/').at(-1) ?? '';
  const refuse = (why: string): ApiError =>
    badRequest(`${kind} in version ${quote(version)} cannot be handled as a ${kind}: ${why}`);
  // Null is none to what reads the type, and no text to what reads the object.
  if (error !== undefined) throw refuse(error);
  if (overflow !== undefined) {
    throw refuse(`json: cannot unmarshal number ${overflow} into Go value of type float64`);
  }
  let decoded: CustomObject;
  try {
    // What is something else has no schema here.
    const isOther = kind !== type.kind || groupOf(apiVersion) !== groupOf(type.apiVersion);
    decoded = decodeCustom(type, value, { keepsUnknown: isOther });
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message);
    throw error;
  }
  const found = isLenient ? [] : [...duplicates, ...decoded.violations];
  const repeated = isLenient ? [] : yamlDuplicates;
  if (fieldValidation === 'Strict' && found.length + repeated.length > 0) {
    const texts = repeated.length > 0 ? [yamlErrors(repeated), ...found] : found;
    throw refuse(`strict decoding error: ${texts.join(', ')}`);
  }
  if (apiVersion !== type.apiVersion) throw otherVersion(apiVersion, type);
  return { object: decoded.object, warnings: [...repeated, ...found] };
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/').at(-2) ?? '';
}

/** Who validates no fields is told what was expected rather than what was sent. */
function lenientRefusal({ apiVersion, kind }: CustomType, why: string): ApiError {
  const version = apiVersion.split('/').at(-1) ?? '';
  return badRequest(`${kind} in version ${quote(version)} cannot be handled as a ${kind}: ${why}`);
}

function otherVersion(apiVersion: string, type: CustomType): ApiError {
  const wanted = type.apiVersion;
  return badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`,
  );
}

/**
 * Gives parsed JSON the form of the type: metadata is that of every object, what the schema does
 * not know goes, nulls go where none may stand. Changes `value`.
 * @param options of `CustomType.prune`; `keepsUnknown`: it is not pruned at all
 * @throws DecodeError for metadata of the wrong types
 */
export function decodeCustom(
  type: CustomType,
  value: Record<string, unknown>,
  options: { readonly keepsNulls?: boolean; readonly keepsUnknown?: boolean } = {},
): CustomObject {
  if (isNestedDeeper(value, OBJECT_DEPTH_MAX)) throw new DecodeError('exceeded max depth');
  const { apiVersion, kind, metadata, ...rest } = value;
  const meta = decodeTyped(type.objectMeta, metadata ?? {});
  const removed = options.keepsUnknown === true ? [] : type.prune(rest, options);
  const embedded = coerceEmbedded(type, rest);
  // Upstream reads metadata into its type and writes it again: what is empty goes at once.
  const object = { metadata: canonicalise(type.objectMeta, meta.object), ...rest } as AnyObject;
  if (kind !== undefined && kind !== type.kind) object.kind = kind as string;
  if (apiVersion !== undefined && apiVersion !== type.apiVersion) {
    object.apiVersion = apiVersion as string;
  }
  const inMetadata = meta.violations.map((each) => each.replace(' field "', ' field "metadata.'));
  const unknown = [...removed, ...embedded].map((path) => `unknown field "${path}"`);
  return { object, violations: [...inMetadata, ...unknown] };
}

interface Source {
  readonly value: Record<string, unknown>;
  readonly duplicates: readonly string[];
  readonly yamlDuplicates: readonly string[];
  /** A number that is too large for Go. */
  readonly overflow: string | undefined;
}

/** @throws ApiError 400 for what cannot be read or does not say what it is */
function readSource(
  type: CustomType,
  body: Buffer,
  format: CustomBodyOptions['format'],
  isLenient: boolean,
): Source {
  try {
    const source = format === 'yaml' ? readYaml(body) : readJson(body, format);
    const named = namedKindOf(source.value);
    // Other than in types, the case of names counts.
    if (named.kind === '' || !Object.hasOwn(source.value, 'kind')) {
      const missing = `Object 'Kind' is missing in '${body.toString()}'`;
      if (isLenient) throw lenientRefusal(type, missing);
      throw new DecodeError(missing);
    }
    return source;
  } catch (error) {
    const why = refusalOf(error);
    if (why === undefined) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${type.kind}): ${why.message} (${summarize(body)})`,
    );
  }
}

function refusalOf(error: unknown): Error | undefined {
  if (error instanceof JsonSyntaxError) return unreadable(error);
  const isOther =
    error instanceof DecodeError || error instanceof YamlError || error instanceof ProtobufError;
  return isOther ? error : undefined;
}

function readJson(body: Buffer, format: 'json' | 'protobuf'): Source {
  if (format === 'protobuf') throw new ProtobufError('custom resources have no protobuf form');
  const parsed = parseJson(body);
  return {
    value: mapOf(parsed.value),
    duplicates: parsed.duplicateFields(),
    yamlDuplicates: [],
    overflow: parsed.overflow,
  };
}

function readYaml(body: Buffer): Source {
  const { value, duplicates } = parseYaml(body);
  return { value: mapOf(value), duplicates: [], yamlDuplicates: duplicates, overflow: undefined };
}

/** @throws DecodeError for what is no object */
function mapOf(value: unknown): Record<string, unknown> {
  namedKindOf(value);
  return isMap(value) ? value : {};
}
