import type { ApiError } from '../apimachinery/errors.ts';
import { badRequest } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { formatTime, groupVersion } from '../apimachinery/meta.ts';
import {
  checkApplyConfig,
  conversionFailure,
  applyPatch as serverSideApply,
} from '../apimachinery/patch/apply.ts';
import { identityOf } from '../apimachinery/patch/identity.ts';
import type { PatchType } from '../apimachinery/patch/media-types.ts';
import type { DocumentPatchType, PatchedDocument } from '../apimachinery/patch/patch.ts';
import { applyPatch, undecodablePatch } from '../apimachinery/patch/patch.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Catalog, CustomResource } from '../catalog/catalog.ts';
import { decodeCustom } from '../catalog/custom/decode-custom.ts';
import { notRegistered, unknownConversion } from '../catalog/decode-body.ts';
import { DecodeError } from '../catalog/decode-state.ts';
import { namedKindOf } from '../catalog/decode-type-meta.ts';
import { decodeTyped } from '../catalog/decode-typed.ts';
import { JsonSyntaxError } from '../catalog/json-exact.ts';
import type { ParsedJson } from '../catalog/json-source.ts';
import { parseJson, settle } from '../catalog/json-source.ts';
import type { ParsedYaml } from '../catalog/yaml.ts';
import { parseYaml, YamlError, yamlErrors } from '../catalog/yaml.ts';
import type { Item } from '../registry/item.ts';
import { copyOf } from '../registry/item.ts';
import type { Kind } from '../registry/kind.ts';
import { withConversions } from '../registry/pending-conversions.ts';
import type { Produced } from '../registry/request.ts';
import type { Call, WriteOptions } from './request.ts';

export interface PatchBody {
  readonly type: PatchType;
  /** As it was sent: JSON, or YAML for an apply. */
  readonly body: Buffer;
  /** An apply takes over the fields of others. */
  readonly force: boolean;
}

export interface PatchParts {
  readonly catalog: Catalog;
  readonly kind: Kind;
  readonly call: Call;
  readonly options: WriteOptions;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** Makes the next state of an object from the present one; parses the body once, for all tries. */
export function patcher(
  parts: PatchParts,
  patch: PatchBody,
): (live: Item | undefined) => Produced | Promise<Produced> {
  return patch.type === 'apply' ? applier(parts, patch) : documentPatcher(parts, patch, patch.type);
}

function documentPatcher(
  parts: PatchParts,
  { body }: PatchBody,
  type: DocumentPatchType,
): (live: Item | undefined) => Produced {
  const { kind, call, options } = parts;
  const lenient = options.fieldValidation === 'Ignore';
  const { resource } = kind;
  const { schema } = resource;
  const typeMeta = {
    kind: resource.kind,
    apiVersion: groupVersion(resource.group, resource.version),
  };
  // Parsed for the first try, which is after the object was found: a missing one is told first.
  let source: ParsedJson | undefined;
  return (live) => {
    source ??= parsePatch(type, body, lenient);
    const patched = applyPatch(
      { ...typeMeta, ...live?.object },
      {
        type,
        // Go merges JSON as text, and strategically as values.
        patch: type === 'strategic' ? source.value : source.literal,
        findings: lenient ? [] : source.duplicateFields(),
        schema,
        lenient,
      },
    );
    const typed = decodePatched(parts, type, patched);
    const violations = [...patched.violations, ...typed.violations];
    if (violations.length > 0 && !lenient) {
      if (options.fieldValidation === 'Strict') {
        throw patched.refuse(`strict decoding error: ${violations.join(', ')}`);
      }
      for (const violation of violations) call.warn(violation);
    }
    return { object: typed.object, managed: false };
  };
}

/** @throws 400 for what is no JSON */
function parsePatch(type: DocumentPatchType, body: Buffer, lenient: boolean): ParsedJson {
  try {
    const parsed = parseJson(body);
    // Text that JSON.parse refuses is read when its value is first asked for.
    void parsed.value;
    if (parsed.overflow !== undefined && (!lenient || type === 'strategic')) {
      const into = type === 'json' ? 'struct field jsonPatchOp.value' : 'value';
      const why = `json: cannot unmarshal number ${parsed.overflow} into Go ${into} of type float64`;
      throw undecodablePatch(type, why, lenient);
    }
    return parsed;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw undecodablePatch(type, error.message, lenient);
    throw error;
  }
}

interface Typed {
  readonly object: AnyObject;
  readonly violations: readonly string[];
}

/** A patched document in canonical form; a patch may have made it something else. */
function decodePatched(
  { kind, catalog }: PatchParts,
  type: DocumentPatchType,
  { document, refuse }: PatchedDocument,
): Typed {
  const { resource } = kind;
  if (resource.custom !== undefined) {
    // What a patch leaves alone is that of the stored object, which another version would complete.
    const { custom } = resource;
    const own = custom.types.size > 1 ? (copyOf(document as AnyObject) as unknown) : document;
    return decodeCustomPatched(custom, own, refuse);
  }
  // A strategic merge stays what it is, whatever the patch says.
  if (type === 'strategic' || resource.schema === undefined) {
    return decodeAs(resource.schema, document, refuse);
  }
  const identity = identityOf(document, resource);
  switch (identity.is) {
    case 'expected':
      return decodeAs(resource.schema, document, refuse);
    case 'nothing':
      return { object: { metadata: {} }, violations: identity.unknownFields };
    case 'unreadable':
      throw refuse(identity.why);
    case 'other': {
      const other = catalog.schemaOf(identity.group, identity.version, identity.kind);
      if (other === undefined) throw refuse(notRegistered(identity));
      decodeAs(other, document, refuse);
      throw refuse(unknownConversion(identity, resource));
    }
    default:
      return identity satisfies never;
  }
}

/** A custom resource may be patched into another kind, which validation refuses. */
function decodeCustomPatched(
  { type }: CustomResource,
  document: unknown,
  refuse: (why: string) => ApiError,
  options: { readonly keepsNulls?: boolean } = {},
): Typed {
  try {
    const { kind } = namedKindOf(document);
    if (kind === '') throw refuse(`Object 'Kind' is missing in '${JSON.stringify(document)}'`);
    const value = { apiVersion: '', ...(settle(document) as Record<string, unknown>) };
    return decodeCustom(type, value, options);
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message);
    throw error;
  }
}

function decodeAs(
  schema: StructSchema | undefined,
  document: unknown,
  refuse: (why: string) => ApiError,
): Typed {
  if (schema === undefined) return { object: document as AnyObject, violations: [] };
  try {
    const { object, violations } = decodeTyped(schema, document);
    return { object: withoutType(object), violations };
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message);
    throw error;
  }
}

function withoutType(object: Record<string, unknown>): AnyObject {
  if (object['apiVersion'] === undefined && object['kind'] === undefined)
    return object as AnyObject;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest as AnyObject;
}

function applier(
  parts: PatchParts,
  { body, force }: PatchBody,
): (live: Item | undefined) => Promise<Produced> {
  const { kind, options, call, clock } = parts;
  const { resource } = kind;
  const apiVersion = groupVersion(resource.group, resource.version);
  const { config, duplicates } = parseConfig(body);
  checkApplyConfig(config, { apiVersion, kind: resource.kind }, body.length);
  const subresource = call.subresource === '' ? undefined : call.subresource;
  const compute = (live: Item | undefined, otherVersion: Kind['otherVersion']): AnyObject =>
    serverSideApply({
      schema: resource.schema,
      mergeSchema: resource.custom?.type.mergeSchema,
      apiVersion,
      kind: resource.kind,
      subresource,
      resetFields: resource.resetFields[subresource ?? 'main'] ?? [],
      live: live?.object,
      config,
      manager: options.fieldManager,
      force,
      now: formatTime(clock.now()),
      otherVersion,
      complete: (merged) =>
        complete(parts, merged, (why) =>
          conversionFailure({ config, apiVersion, kind: resource.kind }, why),
        ),
    }).object;
  return async (live) => {
    const object =
      kind.load === undefined
        ? compute(live, kind.otherVersion)
        : await withConversions(kind, (otherVersion) => compute(live, otherVersion));
    reportDuplicates(duplicates, parts);
    return { object, managed: true };
  };
}

/** Repeated keys of the YAML are told when everything else has gone well, as upstream. */
function reportDuplicates(duplicates: readonly string[], { call, options }: PatchParts): void {
  if (duplicates.length === 0 || options.fieldValidation === 'Ignore') return;
  if (options.fieldValidation === 'Strict') {
    throw badRequest(
      `error strict decoding YAML: error converting YAML to JSON: ${yamlErrors(duplicates)}`,
    );
  }
  for (const duplicate of duplicates) call.warn(duplicate);
}

interface Config {
  readonly config: Record<string, unknown>;
  /** Repeated keys, by line. */
  readonly duplicates: readonly string[];
}

function parseConfig(body: Buffer): Config {
  const { value, duplicates } = parseYamlBody(body);
  return { config: requireMap(value), duplicates };
}

function parseYamlBody(body: Buffer): ParsedYaml {
  try {
    return parseYaml(body);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
}

function requireMap(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const found = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
    throw badRequest(
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ' +
        `${found} into Go value of type map[string]interface {}`,
    );
  }
  return value as Record<string, unknown>;
}

/** Decodes what an apply has merged, and sets defaults. */
function complete(
  { kind, clock, rng, call, options }: PatchParts,
  merged: AnyObject,
  refuse: (why: string) => ApiError,
): AnyObject {
  const { custom, schema } = kind.resource;
  const apiVersion = groupVersion(kind.resource.group, kind.resource.version);
  // Decoding into a type makes everything new; the others change what they get.
  const { object } =
    custom !== undefined
      ? decodeCustomPatched(
          custom,
          { apiVersion, kind: kind.resource.kind, ...copyOf(merged) },
          refuse,
          // What an apply has merged is not decoded upstream: its nulls are left to validation.
          { keepsNulls: true },
        )
      : decodeAs(schema, schema === undefined ? copyOf(merged) : merged, refuse);
  if (kind.resource === kind.storage) {
    kind.behaviour.strategy.defaults?.(object, {
      now: clock.now(),
      uid: () => rng.uuid(),
      user: call.user.name,
      dryRun: options.dryRun,
      apiVersion,
      subresource: call.subresource === '' ? undefined : call.subresource,
    });
  }
  return object;
}
