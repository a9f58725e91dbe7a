import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  SelectableField,
} from '../../../apimachinery/types.generated.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { additionalSchema, namedSchema } from '../../../catalog/custom/json-schema.ts';
import type { VersionParts } from './internal-form.ts';
import { whyNotStructural } from './structural-form.ts';
import type { RootRules } from './validation-schema.ts';
import { validateRootSchema } from './validation-schema.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = [
  'byte',
  'date',
  'date-time',
  'double',
  'float',
  'int32',
  'int64',
  'password',
];
const SELECTABLE_FIELDS_MAX = 8;
const WARNING_LENGTH_MAX = 256;

export interface VersionPlace {
  readonly hasStatus: boolean;
  readonly path: FieldPath;
  /** Where the schema stands, which has another name outside of versions. */
  readonly schema: FieldPath;
  /** Of all versions. */
  readonly isShared: boolean;
  readonly rules: Omit<RootRules, 'hasStatus'>;
}

export function validateVersionParts(
  parts: VersionParts,
  { hasStatus, path, schema, isShared, rules }: VersionPlace,
): FieldError[] {
  // The other sentence says the opposite of what is meant, upstream too.
  const missing = isShared
    ? 'may only be set when validations.schema is included'
    : 'may only be set when `version.schema.openAPIV3Schema` is not included';
  const root = parts.schema?.openAPIV3Schema as JsonSchema | undefined;
  const columns = path.child('additionalPrinterColumns');
  return [
    ...(root === undefined
      ? []
      : validateRootSchema(root, schema.child('openAPIV3Schema'), { ...rules, hasStatus })),
    ...validateSubresources(parts.subresources, path.child('subresources')),
    ...parts.additionalPrinterColumns.flatMap((each, i) => validateColumn(each, columns.index(i))),
    ...validateSelectableFields(parts.selectableFields, root, path, missing),
  ];
}

export function validateDeprecationWarning(
  { deprecated, deprecationWarning: warning }: CustomResourceDefinitionVersion,
  path: FieldPath,
): FieldError[] {
  if (warning === undefined) return [];
  const refuse = (detail: string): FieldError => fieldError.invalid(path, warning, detail);
  if (deprecated !== true) return [refuse('can only be set for deprecated versions')];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(warning) > WARNING_LENGTH_MAX) {
    errors.push(refuse(`must be <= ${WARNING_LENGTH_MAX} characters long`));
  }
  if (warning === '') errors.push(refuse('must not be an empty string'));
  const at = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  if (at !== -1) {
    const index = Buffer.byteLength(warning.slice(0, at));
    const what = 'must only contain printable UTF-8 characters';
    errors.push(refuse(`${what}; non-printable character found at index ${index}`));
  }
  return errors;
}

function validateSubresources(
  subresources: CustomResourceSubresources | undefined,
  path: FieldPath,
): FieldError[] {
  const scale = subresources?.scale;
  if (scale === undefined) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = scale;
  const place = (name: string): FieldPath => path.child(`scale.${name}`);
  const required = (name: string, value: string, under: string): FieldError[] =>
    value === ''
      ? [fieldError.required(place(name))]
      : validatePathUnder(value, place(name), [under], `should be a json path under ${under}`);
  return [
    ...required('specReplicasPath', specReplicasPath, '.spec'),
    ...required('statusReplicasPath', statusReplicasPath, '.status'),
    ...(labelSelectorPath === ''
      ? []
      : validatePathUnder(
          labelSelectorPath,
          place('labelSelectorPath'),
          ['.spec', '.status'],
          'should be a json path under either .spec or .status',
        )),
  ];
}

function validatePathUnder(
  value: string,
  path: FieldPath,
  roots: readonly string[],
  detail: string,
): FieldError[] {
  const errors = validateSimplePath(value, path);
  if (errors.length > 0 || roots.some((root) => value.startsWith(`${root}.`))) return errors;
  return [fieldError.invalid(path, value, detail)];
}

function validateSimplePath(value: string, path: FieldPath): FieldError[] {
  if (value.startsWith('.')) return [];
  return [fieldError.invalid(path, value, 'must be a simple json path starting with .')];
}

function validateColumn(column: CustomResourceColumnDefinition, path: FieldPath): FieldError[] {
  const { name, type, format = '', jsonPath } = column;
  const errors: FieldError[] = [];
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (name === '') errors.push(fieldError.required(path.child('name')));
  if (type === '') errors.push(fieldError.required(path.child('type'), types));
  else if (!COLUMN_TYPES.includes(type)) {
    errors.push(fieldError.invalid(path.child('type'), type, types));
  }
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    const detail = `must be one of ${COLUMN_FORMATS.join(',')}`;
    errors.push(fieldError.invalid(path.child('format'), format, detail));
  }
  if (jsonPath === '') errors.push(fieldError.required(path.child('JSONPath')));
  else errors.push(...validateSimplePath(jsonPath, path.child('JSONPath')));
  return errors;
}

function validateSelectableFields(
  fields: readonly SelectableField[],
  schema: JsonSchema | undefined,
  parent: FieldPath,
  missing: string,
): FieldError[] {
  if (fields.length === 0) return [];
  const path = parent.child('selectableFields');
  if (schema === undefined) return [fieldError.invalid(path, '', missing)];
  const errors: FieldError[] = [];
  const unreadable = whyNotStructural(schema);
  if (unreadable !== undefined) {
    errors.push(fieldError.invalid(parent.child('schema', 'openAPIV3Schema'), '', unreadable));
  }
  const seen = new Set<string>();
  fields.forEach(({ jsonPath }, index) => {
    const place = path.index(index).child('jsonPath');
    if (jsonPath === '') {
      errors.push(fieldError.required(place));
      return;
    }
    const found = schemaAt(schema, jsonPath);
    if (typeof found === 'string') {
      errors.push(fieldError.invalid(place, jsonPath, `is an invalid path: ${found}`));
      return;
    }
    if (/^\.metadata(?:\.|$)/.test(jsonPath)) {
      errors.push(fieldError.invalid(place, jsonPath, 'must not point to fields in metadata'));
    }
    if (!['string', 'boolean', 'integer'].includes(found.type ?? '')) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      errors.push(fieldError.invalid(place, jsonPath, detail));
    }
    if (seen.has(jsonPath)) errors.push(fieldError.duplicate(place, jsonPath));
    seen.add(jsonPath);
  });
  if (seen.size > SELECTABLE_FIELDS_MAX) {
    errors.push(fieldError.tooMany(path, seen.size, SELECTABLE_FIELDS_MAX));
  }
  return errors;
}

/** The schema at a path such as `.spec.colour`, or why there is none. */
function schemaAt(root: JsonSchema, path: string): JsonSchema | string {
  let schema = root;
  const tokens = path.match(/'[^]*?[^\\]'|[.[\]]|[^.[\]]+/g) ?? [];
  for (let i = 0; i < tokens.length; i += 2) {
    const [delimiter, name] = [tokens[i], tokens[i + 1]];
    if (delimiter === '[') return 'array notation is not allowed';
    if (delimiter !== '.') return `expected [ or . but got: ${delimiter}`;
    if (name === undefined) return 'unexpected end of JSON path';
    const { properties = {}, additionalProperties } = schema;
    const isNamed = Object.keys(properties).length > 0;
    // Of the values of an open map nothing is known, not even a type.
    const any = additionalProperties === undefined ? undefined : {};
    const found = isNamed ? namedSchema(schema, name) : (additionalSchema(schema) ?? any);
    if (found === undefined) return 'does not refer to a valid field';
    schema = found;
  }
  return schema;
}
