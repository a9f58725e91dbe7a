import type { AnyObject } from '../meta.ts';
import type { StructSchema } from '../schema.ts';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import type { FieldFilter } from './field-filter.ts';
import type { FieldSet } from './field-set.ts';
import { difference } from './field-set.ts';
import { OtherVersionError } from './list-items.ts';
import type { Managers } from './managers.ts';
import { dropEmpty, setFields } from './managers.ts';
import type { MergeSchema } from './merge-schema.ts';
import { deducedSchema } from './merge-schema.ts';
import { reconcileFields } from './reconcile.ts';
import { emptyObject, mergeSchemaOf } from './struct-merge-schema.ts';
import { printTypedErrors, validateTyped } from './validate.ts';

/** How objects of one version of an API look to server-side apply. */
export interface TrackedVersion {
  /** Of a built-in kind; undefined: see `mergeSchema`. */
  readonly schema: StructSchema | undefined;
  /** Of a custom resource; undefined with no `schema`: deduced from the objects. */
  readonly mergeSchema?: MergeSchema | undefined;
}

/** Another version of the API in which a manager wrote the object. */
export interface OtherVersion extends TrackedVersion {
  /** Makes an object of that version from one of the request's version; may share parts with it. */
  convert(object: AnyObject): AnyObject;
}

/** Where a write through an endpoint happens. */
export interface Endpoint extends TrackedVersion {
  /** `v1`, `apps/v1`: the version of the request. */
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  /** Of the endpoint, as `fieldFilter` takes them. */
  readonly resetFields: readonly string[];
  /**
   * The other versions of the kind; undefined for a version that does not (or no longer) exist,
   * whose entries are dropped. Without this, entries are read as if all versions had the same fields.
   */
  readonly otherVersion?: ((apiVersion: string) => OtherVersion | undefined) | undefined;
}

/** The two sides of a write in the version of the request. */
export interface Change {
  /** Undefined: the write creates the object. */
  readonly live: AnyObject | undefined;
  readonly next: AnyObject;
}

/** What a manager may not own, whatever it wrote. */
const STRIPPED: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:clusterName': {},
    'f:creationTimestamp': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:name': {},
    'f:namespace': {},
    'f:resourceVersion': {},
    'f:selfLink': {},
    'f:uid': {},
  },
};

export function stripped(fields: FieldSet): FieldSet {
  return difference(fields, STRIPPED);
}

export function schemaOf({ schema, mergeSchema }: TrackedVersion): MergeSchema {
  if (mergeSchema !== undefined) return mergeSchema;
  return schema === undefined ? deducedSchema : mergeSchemaOf(schema);
}

/** What a write changed as seen in each version; undefined: there is no such version. */
export type Comparisons = (apiVersion: string) => Comparison | undefined;

/**
 * Compares once for each version that somebody asks for.
 * @param typed see `compare`
 */
export function comparisonsOf(
  endpoint: Endpoint,
  { live, next }: Change,
  filter: FieldFilter,
  typed: boolean,
): Comparisons {
  const known = new Map<string, Comparison | undefined>();
  const compareIn = (version: TrackedVersion, previous: AnyObject | undefined, now: unknown) => {
    const { schema } = version;
    const before = previous ?? (schema === undefined ? {} : emptyObject(schema));
    const { changed, removed } = compare(schemaOf(version), before, now, typed);
    return { changed: filter(changed), removed: filter(removed) };
  };
  return (apiVersion) => {
    if (known.has(apiVersion)) return known.get(apiVersion);
    let comparison: Comparison | undefined;
    if (apiVersion === endpoint.apiVersion || endpoint.otherVersion === undefined) {
      comparison = known.get(endpoint.apiVersion) ?? compareIn(endpoint, live, next);
    } else {
      const other = endpoint.otherVersion(apiVersion);
      if (other !== undefined) {
        comparison = compareIn(other, live && converted(other, live), converted(other, next));
      }
    }
    known.set(apiVersion, comparison);
    return comparison;
  };
}

/** Custom resources keep what another version does not know, which then cannot read them. */
function converted(other: OtherVersion, object: AnyObject): AnyObject {
  const made = other.convert(object);
  const errors = other.mergeSchema === undefined ? [] : validateTyped(other.mergeSchema, made);
  if (errors.length > 0) throw new OtherVersionError(printTypedErrors(errors));
  return made;
}

/** Takes what changed or went away from everybody who owned it. */
export function takeFields(managers: Managers, comparisons: Comparisons): void {
  for (const [identity, manager] of managers) {
    const comparison = comparisons(manager.apiVersion);
    if (comparison === undefined) {
      managers.delete(identity);
      continue;
    }
    const { changed, removed } = comparison;
    setFields(managers, identity, difference(difference(manager.fields, changed), removed));
  }
  dropEmpty(managers);
}

/** The managers in line with the schemas of today; those of versions that are gone are left out. */
export function reconcileManagers(managers: Managers, endpoint: Endpoint): Managers {
  const reconciled: Managers = new Map();
  for (const [identity, manager] of managers) {
    const { apiVersion, fields } = manager;
    const isOther = apiVersion !== endpoint.apiVersion && endpoint.otherVersion !== undefined;
    const version = isOther ? endpoint.otherVersion?.(apiVersion) : endpoint;
    if (version === undefined) continue;
    reconciled.set(identity, manager);
    const fitting = reconcileFields(schemaOf(version), fields);
    setFields(reconciled, identity, fitting);
  }
  return reconciled;
}
