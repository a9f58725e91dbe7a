import type { Catalog, Resource } from '../../catalog/catalog.ts';
import type { TypedKind } from '../../cel/admission/type-checking.ts';
import { BuiltInTypes } from '../../cel/schema/built-in-types.ts';
import { DeclaredTypes } from '../../cel/schema/declared-type.ts';

/** What expressions see of the objects of served kinds. */
export interface TypedKinds {
  byResource(group: string, version: string, plural: string): TypedKind | undefined;
  byKind(apiVersion: string, kind: string): TypedKind | undefined;
}

export function typedKinds(catalog: Catalog): TypedKinds {
  return {
    byResource(group, version, plural) {
      const resource = catalog.find(group, version, plural);
      return resource && typedKind(resource);
    },
    byKind(apiVersion, kind) {
      const slash = apiVersion.indexOf('/');
      const group = slash < 0 ? '' : apiVersion.slice(0, slash);
      const resource = catalog.findKind(group, apiVersion.slice(slash + 1), kind);
      return resource && typedKind(resource);
    },
  };
}

function typedKind({ group, version, kind, schema, custom }: Resource): TypedKind | undefined {
  const shown = `${group}/${version}, Kind=${kind}`;
  if (schema !== undefined) {
    const { root, lookup } = new BuiltInTypes(kind, schema);
    return { shown, type: root, structs: lookup };
  }
  const own = custom?.type.schema;
  if (own === undefined) return undefined;
  const { root, lookup } = new DeclaredTypes(own, kind, true);
  return root && { shown, type: root.type, structs: lookup };
}
