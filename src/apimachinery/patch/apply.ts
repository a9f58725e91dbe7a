import type { ApiError } from '../errors.ts';
import { badRequest, bareError } from '../errors.ts';
import { fieldsOf } from '../managed-fields/compare.ts';
import type { Conflict } from '../managed-fields/conflicts.ts';
import { applyConflict, conflictSet } from '../managed-fields/conflicts.ts';
import { equalJson, isNestedDeeper } from '../managed-fields/equal.ts';
import { fieldFilter } from '../managed-fields/field-filter.ts';
import type { FieldSet } from '../managed-fields/field-set.ts';
import { difference, EMPTY_SET, intersection, isEmpty } from '../managed-fields/field-set.ts';
import {
  fieldsOfLastApplied,
  KUBECTL,
  refreshLastApplied,
} from '../managed-fields/last-applied.ts';
import { MergeSchemaError, OtherVersionError } from '../managed-fields/list-items.ts';
import type { Managers } from '../managed-fields/managers.ts';
import {
  decodeManagers,
  encodeManagers,
  identityOf,
  managerOf,
} from '../managed-fields/managers.ts';
import { mergeTyped } from '../managed-fields/merge.ts';
import type { MergeSchema } from '../managed-fields/merge-schema.ts';
import type { Comparisons, Endpoint } from '../managed-fields/ownership.ts';
import {
  comparisonsOf,
  reconcileManagers,
  schemaOf,
  stripped,
  takeFields,
} from '../managed-fields/ownership.ts';
import { prune } from '../managed-fields/prune.ts';
import { creditWriter } from '../managed-fields/track.ts';
import { printTypedErrors, validateLive, validateTyped } from '../managed-fields/validate.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import { converterText } from './rejection.ts';

/** Who is said to own what an object has when it is first applied to and nobody was tracked. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

/** Far less than upstream's 10000, but no object of the API comes near. */
const CONFIG_DEPTH_MAX = 1000;

export type Configuration = Readonly<Record<string, unknown>>;

export interface Application extends Endpoint {
  readonly kind: string;
  /**
   * The stored object in the version of the request, without apiVersion and kind; undefined: the
   * apply creates it.
   */
  readonly live: AnyObject | undefined;
  /** The body as decoded from YAML, untyped, that `checkApplyConfig` has let pass. */
  readonly config: Configuration;
  /** The field manager, which an apply cannot do without. */
  readonly manager: string;
  readonly force: boolean;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /**
   * Makes a new object of the kind from the merged JSON: decodes it into the type and sets defaults.
   * What it gets has no apiVersion and kind. It shares parts with the stored object, so it may not be
   * changed; explicit nulls stand in it for what was not set or pruned.
   */
  complete(merged: AnyObject): AnyObject;
}

export interface Applied {
  /** A new object with its managedFields, never `live` itself. */
  readonly object: AnyObject;
  readonly managedFields: ManagedFieldsEntry[] | undefined;
  /** Whether the configuration changed anything but the managedFields. */
  readonly changed: boolean;
}

/**
 * Refuses bodies that no apply of this kind can take, before the stored object is looked at.
 * @param bytes of the body, of which every level takes at least one
 */
export function checkApplyConfig(
  config: Configuration,
  { apiVersion, kind }: Pick<Application, 'apiVersion' | 'kind'>,
  bytes = Number.POSITIVE_INFINITY,
): void {
  if (bytes > CONFIG_DEPTH_MAX && isNestedDeeper(config, CONFIG_DEPTH_MAX)) {
    const where = 'error unmarshaling JSON: while decoding JSON';
    throw badRequest(`error decoding YAML: ${where}: exceeded max depth`);
  }
  const sent = typeText(config['apiVersion'], config['kind']);
  if (sent !== typeText(apiVersion, kind)) throw badRequest(`invalid object type: ${sent}`);
  if (Array.isArray(memberOf(config['metadata'], 'managedFields'))) {
    throw badRequest('metadata.managedFields must be nil');
  }
}

/** Go's print of a type: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function typeText(apiVersion: unknown, kind: unknown): string {
  const parts = typeof apiVersion === 'string' ? apiVersion.split('/') : [''];
  // A version that cannot be read leaves nothing of the type.
  if (parts.length > 2) return '/, Kind=';
  const [version = '', group = ''] = parts.toReversed();
  return `${group}/${version}, Kind=${typeof kind === 'string' ? kind : ''}`;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Configuration)[name] : undefined;
}

/**
 * Server-side apply. Throws an ApiError for conflicts and for what the schema cannot read. An
 * object that comes out unchanged keeps its times, so that writing it would change nothing.
 */
export function applyPatch(application: Application): Applied {
  const schema = schemaOf(application);
  checkTyped(application, schema);
  // Built-in schemas do not change, so what was fitting when it was stored still is.
  if (application.mergeSchema !== undefined && application.live !== undefined) {
    const errors = validateLive(schema, application.live);
    if (errors.length > 0) throw unreadable(application, printTypedErrors(errors));
  }
  try {
    return applyTyped(application, schema);
  } catch (error) {
    if (error instanceof OtherVersionError) throw bareError(error.message);
    if (error instanceof MergeSchemaError) throw unreadable(application, error.message);
    throw error;
  }
}

function applyTyped(application: Application, schema: MergeSchema): Applied {
  const managers = managersOf(application);
  let outcome = merge(application, schema, managers, application.force);
  if (outcome.conflicts.length > 0) {
    const allowed = takenOver(application, schema);
    if (!isEmpty(difference(conflictSet(outcome.conflicts), allowed))) {
      throw applyConflict(outcome.conflicts, allowed);
    }
    outcome = merge(application, schema, managers, true);
  }
  return finish(application, outcome);
}

/** The stored object does not fit the schema: a custom resource whose definition has changed. */
function unreadable({ live, apiVersion, kind }: Application, why: string): ApiError {
  const { namespace = '', name = '' } = live?.metadata ?? {};
  const what = `${namespace}/${name}; ${typeText(apiVersion, kind)}`;
  return bareError(`failed to create typed live object (${what}): ${why}`);
}

function checkTyped({ config, apiVersion, kind }: Application, schema: MergeSchema): void {
  const errors = validateTyped(schema, config);
  if (errors.length === 0) return;
  const what = `${nameText(config)}; ${typeText(apiVersion, kind)}`;
  throw bareError(`failed to create typed patch object (${what}): ${printTypedErrors(errors)}`);
}

/** `namespace/name` as the configuration has them. */
function nameText(config: Configuration): string {
  const parts = ['namespace', 'name'].map((each) => memberOf(config['metadata'], each));
  return parts.map((each) => (typeof each === 'string' ? each : '')).join('/');
}

/** The managers of the stored object; what it has belongs to somebody even if nobody was tracked. */
function managersOf(application: Application): Managers {
  const { live } = application;
  if (live === undefined) return new Map();
  const managers = decodeManagers(live.metadata.managedFields, { trusted: true });
  if (managers === undefined) throw bareError('failed to decode managed fields');
  if (managers.size > 0) {
    // Built-in schemas do not change, so what was fitting when it was stored still is.
    const mayHaveChanged = application.schema === undefined;
    return mayHaveChanged ? reconcileManagers(managers, application) : managers;
  }
  creditWriter(managers, {
    ...application,
    live: undefined,
    next: live,
    manager: BEFORE_FIRST_APPLY,
  });
  return managers;
}

/** What kubectl may take without force, because its client-side apply has set it. */
function takenOver({ live, manager, apiVersion }: Application, schema: MergeSchema): FieldSet {
  if (manager !== KUBECTL || live === undefined) return EMPTY_SET;
  return fieldsOfLastApplied(schema, live, apiVersion) ?? EMPTY_SET;
}

/** The 500 for merged JSON that does not decode into the type; `complete` throws it. */
export function conversionFailure(
  { config, apiVersion, kind }: Pick<Application, 'config' | 'apiVersion' | 'kind'>,
  why: string,
): ApiError {
  const type = typeText(apiVersion, kind);
  return bareError(
    `failed to convert new object (${nameText(config)}; ${type}) to proper version: ` +
      `unable to convert unstructured object to ${type}: ${converterText(why)}`,
  );
}

interface Outcome {
  /** Unless this is empty, nothing was done but to find these. */
  readonly conflicts: readonly Conflict[];
  readonly managers: Managers;
  readonly merged: unknown;
  readonly changed: boolean;
}

function merge(
  application: Application,
  schema: MergeSchema,
  before: Managers,
  force: boolean,
): Outcome {
  const { live, config, manager: name, apiVersion, subresource = '', now } = application;
  const filter = fieldFilter(application.resetFields);
  const applier = { name, operation: 'Apply', apiVersion, subresource } as const;
  const identity = identityOf(applier);
  const managers = new Map(before);
  const last = managers.get(identity);
  const set = filter(fieldsOf(schema, config));
  managers.set(identity, managerOf(applier, last?.time, set));
  const laidOver = mergeTyped(schema, live ?? {}, withoutType(config));
  const merged = prune(schema, laidOver, last?.fields, set, managers);
  managers.delete(identity);

  const comparisons = comparisonsOf(
    application,
    { live, next: merged as AnyObject },
    filter,
    false,
  );
  const conflicts = force ? [] : conflictsOf(managers, comparisons);
  const changed = live === undefined || !equalJson(live, merged);
  if (conflicts.length === 0) {
    takeFields(managers, comparisons);
    const fields = stripped(set);
    const time = changed ? now : last?.time;
    if (!isEmpty(fields)) managers.set(identity, managerOf(applier, time, fields));
  }
  return { conflicts, managers, merged, changed };
}

function conflictsOf(managers: Managers, comparisons: Comparisons): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const [identity, manager] of managers) {
    const changed = comparisons(manager.apiVersion)?.changed ?? EMPTY_SET;
    const fields = intersection(manager.fields, changed);
    if (!isEmpty(fields)) conflicts.push({ identity, manager, fields });
  }
  return conflicts;
}

function finish(application: Application, { merged, managers, changed }: Outcome): Applied {
  const { live, config, manager } = application;
  const next = changed || live === undefined ? (merged as AnyObject) : live;
  const object = application.complete(withoutManagers(next));
  const managedFields = encodeManagers(managers);
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
  if (manager === KUBECTL) refreshLastApplied(object, config);
  return { object, managedFields, changed };
}

function withoutType({ apiVersion: _apiVersion, kind: _kind, ...rest }: Configuration): object {
  return rest;
}

/** A new object and new metadata around the members of an object. */
function withoutManagers(object: AnyObject): AnyObject {
  const { managedFields: _managed, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}
