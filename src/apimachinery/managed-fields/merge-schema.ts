import { ExactNumber } from '../../base/json.ts';
/**
 * What server-side apply needs to know about a type: which values have one owner as a whole, which
 * are owned member by member, and what tells the items of a list apart. Built from a `StructSchema`
 * (`struct-merge-schema.ts`), from the schema of a CRD (`crd-merge-schema.ts`), or deduced from the
 * value (`deducedSchema`).
 *
 * At least one of the three is set. Several are set where a value may have several shapes; its own
 * shape then decides.
 */
export interface MergeSchema {
  readonly scalar: ScalarKind | undefined;
  readonly list: ListSchema | undefined;
  readonly map: MapSchema | undefined;
}

export type ScalarKind = 'boolean' | 'numeric' | 'string' | 'untyped';

export interface ListSchema {
  /** One owner for the whole list; its items have no names then. */
  readonly atomic: boolean;
  /** What names an item, in the order of the schema; empty: the item itself, a set. */
  readonly keys: readonly ListKey[];
  readonly element: MergeSchema;
}

export interface ListKey {
  readonly name: string;
  /** Stands in for an absent member; undefined: none. */
  readonly default: unknown;
}

export interface MapSchema {
  /** One owner for the whole map. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, MapField>;
  /** Of members that are no field; undefined: there may be none. */
  readonly element: MergeSchema | undefined;
}

export interface MapField {
  /** `f:spec` */
  readonly element: string;
  readonly schema: MergeSchema;
  /** Not looked at when objects are compared: `metadata.managedFields`. */
  readonly ignored: boolean;
  /** An empty list or map counts as none when two objects are compared, as Go's tags say. */
  readonly emptyIsAbsent?: boolean;
}

export const NO_FIELDS: ReadonlyMap<string, MapField> = new Map();

/** One atom of a schema. A class, so that all of them have one shape. */
export class Atom implements MergeSchema {
  readonly scalar: ScalarKind | undefined;
  readonly list: ListSchema | undefined;
  readonly map: MapSchema | undefined;

  constructor(parts: { scalar?: ScalarKind; list?: ListSchema; map?: MapSchema }) {
    this.scalar = parts.scalar;
    this.list = parts.list;
    this.map = parts.map;
  }
}

/** Any value, owned as a whole. */
export const untypedAtomic: MergeSchema = new (class implements MergeSchema {
  readonly scalar = 'untyped';

  get list(): ListSchema {
    return UNTYPED_LIST;
  }

  get map(): MapSchema {
    return UNTYPED_MAP;
  }
})();

const UNTYPED_LIST: ListSchema = { atomic: true, keys: [], element: untypedAtomic };
const UNTYPED_MAP: MapSchema = { atomic: true, fields: NO_FIELDS, element: untypedAtomic };

/** Any value, its shape taken from itself: maps are owned by their members, lists as a whole. */
export const deducedSchema: MergeSchema = new (class implements MergeSchema {
  readonly scalar = 'untyped';
  readonly list = UNTYPED_LIST;

  get map(): MapSchema {
    return DEDUCED_MAP;
  }
})();

const DEDUCED_MAP: MapSchema = { atomic: false, fields: NO_FIELDS, element: deducedSchema };

export const scalarSchemas: Readonly<Record<ScalarKind, MergeSchema>> = {
  boolean: new Atom({ scalar: 'boolean' }),
  numeric: new Atom({ scalar: 'numeric' }),
  string: new Atom({ scalar: 'string' }),
  untyped: new Atom({ scalar: 'untyped' }),
};

/** A map without declared fields whose members are deduced: what `type: object` alone means. */
export const freeFormMap: MergeSchema = new Atom({ map: DEDUCED_MAP });

export type Shape = 'list' | 'map' | 'scalar';

/**
 * The shape in which a value is read under a schema: its own where the schema has it, else the
 * first of the schema (map, scalar, list), as for null.
 */
export function shapeOf(schema: MergeSchema, value: unknown): Shape {
  if (typeof value === 'object' && !(value instanceof ExactNumber)) {
    if (Array.isArray(value)) {
      if (schema.list !== undefined) return 'list';
    } else if (value !== null && schema.map !== undefined) {
      return 'map';
    }
  } else if (schema.scalar !== undefined) {
    return 'scalar';
  }
  if (schema.map !== undefined) return 'map';
  return schema.scalar === undefined ? 'list' : 'scalar';
}

/** The schema of one member of a map; members nobody declared are owned as a whole. */
export function memberSchema(map: MapSchema, name: string): MergeSchema {
  return map.fields.get(name)?.schema ?? map.element ?? untypedAtomic;
}
