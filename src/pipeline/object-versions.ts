import type { EquivalentResource, ObjectVersions } from '../admission/webhook/object-versions.ts';
import type { AdmissionAttributes } from '../apimachinery/admission.ts';
import { bareError } from '../apimachinery/errors.ts';
import type { AnyObject, GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import { canonicalise } from '../catalog/canonical.ts';
import type { Catalog, Resource } from '../catalog/catalog.ts';
import { decodeCustom } from '../catalog/custom/decode-custom.ts';
import { notRegistered, unknownConversion } from '../catalog/decode-body.ts';
import { DecodeError } from '../catalog/decode-state.ts';
import { namedKindOf, withDefaults } from '../catalog/decode-type-meta.ts';
import { decodeTyped } from '../catalog/decode-typed.ts';
import type { StrategyContext } from '../registry/definition.ts';
import { copyOf } from '../registry/item.ts';
import type { Registry } from '../registry/registry.ts';

export interface ObjectVersionParts {
  readonly catalog: Catalog;
  readonly registry: () => Registry;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The versions of objects as the catalog and the kinds know them. */
export function objectVersions(parts: ObjectVersionParts): ObjectVersions {
  const { catalog } = parts;
  return {
    equivalents: (attributes) => equivalents(catalog, attributes),
    encode: (attributes, object, kind) => encode(parts, attributes, object, kind),
    decode: (attributes, document, kind) => decode(parts, attributes, document, kind),
  };
}

function equivalents(catalog: Catalog, attributes: AdmissionAttributes): EquivalentResource[] {
  const { group, version, resource: plural, subresource } = attributes;
  const own = catalog.find(group, version, plural);
  if (own === undefined) return [];
  return siblingsOf(catalog, own).flatMap((each) => {
    const kind = kindFor(each, subresource);
    if (kind === undefined) return [];
    return [{ group: each.group, version: each.version, resource: each.plural, kind }];
  });
}

/** Resources of the same objects. */
function siblingsOf(catalog: Catalog, own: Resource): Resource[] {
  if (own.custom !== undefined) {
    const versions = [...own.custom.types.keys()].filter((each) => each !== own.version);
    return versions.flatMap((each) => catalog.find(own.group, each, own.plural) ?? []);
  }
  const storage = own.storage.join('/');
  return [...catalog.all()].filter(
    (each) => each !== own && each.storage.join('/') === storage && each.plural === own.plural,
  );
}

function kindFor(
  resource: Resource,
  subresource: string | undefined,
): GroupVersionKind | undefined {
  const found =
    subresource === undefined
      ? resource
      : resource.subresources.find((each) => each.name === subresource);
  if (found === undefined) return undefined;
  const { group, version, kind } = found;
  return { group, version, kind };
}

/** The resource of the request in the version of `kind`; undefined: a kind of a subresource. */
function resourceOf(
  { catalog }: ObjectVersionParts,
  { group, version, resource, objectKind }: AdmissionAttributes,
  kind: GroupVersionKind,
): { readonly own: Resource; readonly wanted: Resource } | undefined {
  if (objectKind !== undefined) return undefined;
  const own = catalog.find(group, version, resource);
  const wanted = catalog.find(kind.group, kind.version, resource);
  if (own === undefined || wanted === undefined) throw new Error(`no resource ${resource}`);
  return { own, wanted };
}

function encode(
  parts: ObjectVersionParts,
  attributes: AdmissionAttributes,
  object: AnyObject,
  kind: GroupVersionKind,
): AnyObject | Promise<AnyObject> {
  const found = resourceOf(parts, attributes, kind);
  if (found === undefined) {
    const { catalog } = parts;
    return typed(kind, catalog.schemaOf(kind.group, kind.version, kind.kind), object);
  }
  const { own, wanted } = found;
  if (own.custom !== undefined) return encodeCustom(parts, { own, wanted }, object);
  const { storage, conversion } = parts.registry().kind(wanted);
  if (wanted === storage) return typed(kind, wanted.schema, object);
  const stored = storage.schema === undefined ? object : canonicalise(storage.schema, object);
  const converted = conversion.fromStorage(copyOf(stored as AnyObject));
  return typed(kind, wanted.schema, converted);
}

interface Versions {
  readonly own: Resource;
  readonly wanted: Resource;
}

function encodeCustom(
  parts: ObjectVersionParts,
  { own, wanted }: Versions,
  object: AnyObject,
): AnyObject | Promise<AnyObject> {
  if (own === wanted) return typed(wanted, undefined, object);
  return converted(parts, own, wanted, object).then((each) => typed(wanted, undefined, each));
}

async function converted(
  parts: ObjectVersionParts,
  from: Resource,
  to: Resource,
  object: AnyObject,
): Promise<AnyObject> {
  const { custom } = parts.registry().kind(from);
  if (custom === undefined) throw new Error(`${from.plural} is no custom resource`);
  return custom.convert(object, groupVersion(to.group, to.version));
}

function typed(
  { group, version, kind }: GroupVersionKind,
  schema: StructSchema | undefined,
  object: AnyObject,
): AnyObject {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  const apiVersion = groupVersion(group, version);
  // What has no type is in the order of its names.
  if (schema === undefined) return { apiVersion, kind, ...rest };
  return { kind, apiVersion, ...canonicalise(schema, rest) } as AnyObject;
}

function decode(
  parts: ObjectVersionParts,
  attributes: AdmissionAttributes,
  document: unknown,
  kind: GroupVersionKind,
): AnyObject | Promise<AnyObject> {
  const found = resourceOf(parts, attributes, kind);
  if (found === undefined) return decodeAs(parts.catalog, document, kind);
  const { own, wanted } = found;
  const { strategy } = parts.registry().kind(own).behaviour;
  const context = contextOf(parts, attributes);
  if (wanted.custom !== undefined) {
    // Fields that nobody knows are seen by those who are asked next, and go when it is stored.
    const { object } = decodeCustom(wanted.custom.type, customDocument(document, kind), {
      keepsUnknown: true,
    });
    wanted.custom.type.applyDefaults(object);
    return own === wanted ? object : converted(parts, wanted, own, object);
  }
  const { conversion } = parts.registry().kind(wanted);
  const object = conversion.toStorage(decodeAs(parts.catalog, document, kind));
  strategy.defaults?.(object, context);
  return object;
}

function customDocument(document: unknown, wanted: GroupVersionKind): Record<string, unknown> {
  const { group, version, kind } = namedKindOf(document);
  if (kind === '')
    throw new DecodeError(`Object 'Kind' is missing in '${JSON.stringify(document)}'`);
  if (group !== wanted.group || version !== wanted.version) {
    throw bareError(
      `${group}/${version}, Kind=${kind} is unstructured and is not suitable for converting to ` +
        `"${groupVersion(wanted.group, wanted.version)}"`,
    );
  }
  // Defaults are set in it.
  return copyOf(document as AnyObject);
}

/** A patched document may say that it is something else; upstream tries to make that of it first. */
function decodeAs(catalog: Catalog, document: unknown, wanted: GroupVersionKind): AnyObject {
  const found = withDefaults(namedKindOf(document), wanted);
  const schema = catalog.schemaOf(found.group, found.version, found.kind);
  if (schema === undefined) throw new DecodeError(notRegistered(found));
  const { apiVersion: _apiVersion, kind: _kind, ...object } = decodeTyped(schema, document).object;
  const isOther =
    found.group !== wanted.group || found.version !== wanted.version || found.kind !== wanted.kind;
  if (isOther) throw new DecodeError(unknownConversion(found, wanted));
  return { metadata: {}, ...object };
}

function contextOf(
  { clock, rng }: ObjectVersionParts,
  { user, dryRun, group, version, subresource }: AdmissionAttributes,
): StrategyContext {
  return {
    now: clock.now(),
    uid: () => rng.uuid(),
    user: user.name,
    dryRun,
    apiVersion: groupVersion(group, version),
    subresource,
  };
}
