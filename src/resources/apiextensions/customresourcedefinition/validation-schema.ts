import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { isNestedDeeper } from '../../../apimachinery/managed-fields/equal.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { additionalSchema } from '../../../catalog/custom/json-schema.ts';
import type { Leniency } from './leniency.ts';
import { printedSchema } from './printed-schema.ts';
import { whyNotStructural } from './structural-form.ts';
import { validateDefaults } from './validation-defaults.ts';
import { validateExpressions } from './validation-expressions.ts';
import { validateListOrMapType } from './validation-list-type.ts';
import { validateRules } from './validation-rules.ts';
import { validateStructural } from './validation-structural.ts';

/** JSON nests about twice as deep as the schemas in it. */
const NESTING_MAX = 500;
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const META: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** What a root schema may say when the status is validated apart. */
const ROOT_MEMBERS = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

/** Members that a schema of JSON may have and one of a definition may not. */
const UNSUPPORTED = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
];

/** Upstream takes empty maps for none, but not those of dependencies. */
function isThere(schema: JsonSchema, name: string): boolean {
  if (!Object.hasOwn(schema, name)) return false;
  if (name !== 'patternProperties' && name !== 'definitions') return true;
  const members = schema as Readonly<Record<string, unknown>>;
  return !semanticEqual(members[name], undefined);
}

export interface RootRules {
  readonly hasStatus: boolean;
  readonly leniency: Leniency;
  readonly isStructural: boolean;
  /** The schema of this version is what it was. */
  readonly isUnchanged: boolean;
}

/** @param path where `openAPIV3Schema` stands */
export function validateRootSchema(
  schema: JsonSchema,
  path: FieldPath,
  { hasStatus, leniency, isStructural, isUnchanged }: RootRules,
): FieldError[] {
  if (isNestedDeeper(schema, NESTING_MAX)) {
    return [fieldError.invalid(path, '', 'must not be nested so deeply')];
  }
  const errors = hasStatus ? validateMembersAtRoot(schema, path) : [];
  if (schema.nullable === true) {
    const detail = 'nullable cannot be true at the root';
    errors.push(fieldError.forbidden(path.child('nullable'), detail));
  }
  const unreadable = whyNotStructural(schema);
  if (unreadable === undefined && isStructural) {
    const structural = validateStructural(schema, path);
    const mustBePruned = !leniency.mayHaveUnprunedDefaults;
    const defaults = (): FieldError[] => validateDefaults(schema, path, { mustBePruned });
    errors.push(...(structural.length > 0 ? structural : defaults()));
  }
  const root = { isRoot: true, insideMeta: false, noDefaults: undefined, leniency };
  visit(schema, path, root, errors);
  // Said only where nothing else is, which mostly says it better.
  if (errors.length > 0 || !isStructural) return errors;
  if (unreadable !== undefined) return [fieldError.invalid(path, '', unreadable)];
  return validateExpressions(schema, path, { mayCostMore: isUnchanged });
}

function validateMembersAtRoot(schema: JsonSchema, path: FieldPath): FieldError[] {
  for (const name of Object.keys(schema)) {
    if (name === 'type') {
      if (schema.type === 'object') continue;
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [fieldError.invalid(path.child('type'), schema.type, detail)];
    }
    const member = goName(name);
    if (ROOT_MEMBERS.includes(member)) continue;
    const allowed = `[${ROOT_MEMBERS.join(' ')}]`;
    const detail = `only ${allowed} fields are allowed at the root of the schema if the status subresource is enabled`;
    return [fieldError.invalid(path, new GoText(goJson(printedSchema(schema))), detail)];
  }
  return [];
}

/** `x-kubernetes-validations` is XValidations in Go. */
function goName(name: string): string {
  const words = name.startsWith('x-kubernetes-')
    ? ['x', ...name.slice('x-kubernetes-'.length).split('-')]
    : [name];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

interface Inside {
  readonly isRoot: boolean;
  /** Inside the metadata of the object or of an embedded resource. */
  readonly insideMeta: boolean;
  /** Why there may be no defaults; undefined: they are allowed. */
  readonly noDefaults: string | undefined;
  readonly leniency: Leniency;
}

function visit(schema: JsonSchema, path: FieldPath, inside: Inside, errors: FieldError[]): void {
  errors.push(...validateMembers(schema, path, inside));
  const below = { ...inside, isRoot: false };
  const { additionalProperties, properties = {} } = schema;
  if (additionalProperties !== undefined) {
    const place = path.child('additionalProperties');
    if (Object.keys(properties).length > 0 && additionalProperties !== true) {
      const detail = 'additionalProperties and properties are mutual exclusive';
      errors.push(fieldError.forbidden(place, detail));
    }
    const other = additionalSchema(schema);
    const why = 'inside additionalProperties applying to object metadata';
    const noDefaults = inside.insideMeta ? why : inside.noDefaults;
    if (other !== undefined) visit(other, place, { ...below, noDefaults }, errors);
  }
  for (const [name, member] of Object.entries(properties)) {
    const holdsMeta = inside.isRoot || schema['x-kubernetes-embedded-resource'] === true;
    const isMeta = holdsMeta && META.has(name);
    const noDefaults = isMeta && inside.isRoot ? `in top-level ${name}` : inside.noDefaults;
    const insideMeta = inside.insideMeta || isMeta;
    const place = path.child('properties').key(name);
    visit(member, place, { ...below, insideMeta, noDefaults }, errors);
  }
  if (schema.not !== undefined) visit(schema.not, path.child('not'), below, errors);
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    schema[name]?.forEach((each, i) => visit(each, path.child(name).index(i), below, errors));
  }
  const items = schema.items as JsonSchema | readonly JsonSchema[] | undefined;
  const place = path.child('items');
  if (Array.isArray(items)) items.forEach((each, i) => visit(each, place.index(i), below, errors));
  else if (items !== undefined) visit(items as JsonSchema, place, below, errors);
  errors.push(...validateListOrMapType(schema, path, inside.leniency));
  errors.push(...validateRules(schema, path));
}

function validateMembers(schema: JsonSchema, path: FieldPath, inside: Inside): FieldError[] {
  const { type = '' } = schema;
  const errors: FieldError[] = [];
  const forbid = (name: string, detail: string): void => {
    errors.push(fieldError.forbidden(path.child(name), detail));
  };
  if (type !== '' && !TYPES.includes(type) && !inside.leniency.mayHaveOtherTypes) {
    errors.push(fieldError.notSupported(path.child('type'), type, TYPES));
  }
  if (schema.default !== undefined && inside.noDefaults !== undefined) {
    forbid('default', `must not be set ${inside.noDefaults}`);
  }
  for (const name of UNSUPPORTED) {
    if (isThere(schema, name)) forbid(name, `${name} is not supported`);
  }
  if (type === 'null') {
    forbid('type', 'type cannot be set to null, use nullable as an alternative');
  }
  if (Array.isArray(schema.items)) {
    forbid('items', 'items must be a schema object and not an array');
  }
  if (inside.insideMeta && schema['x-kubernetes-embedded-resource'] === true) {
    forbid('x-kubernetes-embedded-resource', 'must not be used inside of resource meta');
  }
  if (schema.uniqueItems === true) {
    const detail =
      'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    forbid('uniqueItems', detail);
  }
  return errors;
}
