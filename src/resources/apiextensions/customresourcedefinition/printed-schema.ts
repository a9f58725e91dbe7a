import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';

type Members = Readonly<Record<string, unknown>>;
type Print = (value: unknown) => unknown;

/** How a member is named in Go, and what stands there if the schema says nothing. */
interface Printed {
  readonly name: string;
  readonly key: string;
  readonly none: unknown;
  readonly print?: Print;
}

const schemas = (value: unknown): unknown[] => (value as JsonSchema[]).map(printedSchema);
const schemaMap = (value: unknown): unknown =>
  Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, each]) => [
      name,
      printedSchema(each),
    ]),
  );

const MEMBERS: readonly Printed[] = [
  { name: 'ID', key: 'id', none: '' },
  { name: 'Schema', key: '$schema', none: '' },
  { name: 'Ref', key: '$ref', none: null },
  { name: 'Description', key: 'description', none: '' },
  { name: 'Type', key: 'type', none: '' },
  { name: 'Nullable', key: 'nullable', none: false },
  { name: 'Format', key: 'format', none: '' },
  { name: 'Title', key: 'title', none: '' },
  { name: 'Default', key: 'default', none: null },
  { name: 'Maximum', key: 'maximum', none: null },
  { name: 'ExclusiveMaximum', key: 'exclusiveMaximum', none: false },
  { name: 'Minimum', key: 'minimum', none: null },
  { name: 'ExclusiveMinimum', key: 'exclusiveMinimum', none: false },
  { name: 'MaxLength', key: 'maxLength', none: null },
  { name: 'MinLength', key: 'minLength', none: null },
  { name: 'Pattern', key: 'pattern', none: '' },
  { name: 'MaxItems', key: 'maxItems', none: null },
  { name: 'MinItems', key: 'minItems', none: null },
  { name: 'UniqueItems', key: 'uniqueItems', none: false },
  { name: 'MultipleOf', key: 'multipleOf', none: null },
  { name: 'Enum', key: 'enum', none: null },
  { name: 'MaxProperties', key: 'maxProperties', none: null },
  { name: 'MinProperties', key: 'minProperties', none: null },
  { name: 'Required', key: 'required', none: null },
  { name: 'Items', key: 'items', none: null, print: printedItems },
  { name: 'AllOf', key: 'allOf', none: null, print: schemas },
  { name: 'OneOf', key: 'oneOf', none: null, print: schemas },
  { name: 'AnyOf', key: 'anyOf', none: null, print: schemas },
  { name: 'Not', key: 'not', none: null, print: (value) => printedSchema(value as JsonSchema) },
  { name: 'Properties', key: 'properties', none: null, print: schemaMap },
  { name: 'AdditionalProperties', key: 'additionalProperties', none: null, print: printedOrBool },
  { name: 'PatternProperties', key: 'patternProperties', none: null, print: schemaMap },
  { name: 'Dependencies', key: 'dependencies', none: null, print: printedDependencies },
  { name: 'AdditionalItems', key: 'additionalItems', none: null, print: printedOrBool },
  { name: 'Definitions', key: 'definitions', none: null, print: schemaMap },
  { name: 'ExternalDocs', key: 'externalDocs', none: null, print: printedDocs },
  { name: 'Example', key: 'example', none: null },
  { name: 'XPreserveUnknownFields', key: 'x-kubernetes-preserve-unknown-fields', none: null },
  { name: 'XEmbeddedResource', key: 'x-kubernetes-embedded-resource', none: false },
  { name: 'XIntOrString', key: 'x-kubernetes-int-or-string', none: false },
  { name: 'XListMapKeys', key: 'x-kubernetes-list-map-keys', none: null },
  { name: 'XListType', key: 'x-kubernetes-list-type', none: null },
  { name: 'XMapType', key: 'x-kubernetes-map-type', none: null },
  { name: 'XValidations', key: 'x-kubernetes-validations', none: null, print: printedRules },
];

/** A schema as Go prints the form that upstream has inside, which JSON never shows otherwise. */
export function printedSchema(schema: JsonSchema): unknown {
  const members = schema as Members;
  return Object.fromEntries(
    MEMBERS.map(({ name, key, none, print }) => {
      const value = members[key] ?? undefined;
      return [name, value === undefined ? none : (print?.(value) ?? value)];
    }),
  );
}

export function printedItems(value: unknown): unknown {
  return Array.isArray(value)
    ? { Schema: null, JSONSchemas: schemas(value) }
    : { Schema: printedSchema(value as JsonSchema), JSONSchemas: null };
}

function printedOrBool(value: unknown): unknown {
  return typeof value === 'boolean'
    ? { Allows: value, Schema: null }
    : { Allows: true, Schema: printedSchema(value as JsonSchema) };
}

function printedDependencies(value: unknown): unknown {
  return Object.fromEntries(
    Object.entries(value as Members).map(([name, each]) => [
      name,
      Array.isArray(each)
        ? { Schema: null, Property: each as unknown[] }
        : { Schema: printedSchema(each as JsonSchema), Property: null },
    ]),
  );
}

function printedDocs(value: unknown): unknown {
  const { description = '', url = '' } = value as Members;
  return { Description: description, URL: url };
}

function printedRules(value: unknown): unknown {
  return (value as Members[]).map((rule) => ({
    Rule: rule['rule'] ?? '',
    Message: rule['message'] ?? '',
    MessageExpression: rule['messageExpression'] ?? '',
    Reason: rule['reason'] ?? null,
    FieldPath: rule['fieldPath'] ?? '',
    OptionalOldSelf: rule['optionalOldSelf'] ?? null,
  }));
}
