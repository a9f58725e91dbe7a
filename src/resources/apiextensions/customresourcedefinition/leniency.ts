import { FieldPath } from '../../../apimachinery/field-error.ts';
import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
} from '../../../apimachinery/types.generated.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { someSchema } from '../../../catalog/custom/json-schema.ts';
import { whyNotStructural } from './structural-form.ts';
import { hasUnprunedDefaults } from './validation-defaults.ts';
import { hasLooseKeys, hasLooseSet } from './validation-list-type.ts';
import { validateStructural } from './validation-structural.ts';

const PLACE = FieldPath.of('schema');
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** What an update is not refused for, because the definition was so when it was stored. */
export interface Leniency {
  /** Versions may have no schema. */
  readonly mayLackSchemas: boolean;
  /** Types may be such as OpenAPI does not know. */
  readonly mayHaveOtherTypes: boolean;
  /** Schemas need not be structural, as long as unknown fields are kept. */
  readonly mayBeUnstructured: boolean;
  /** Defaults may have unknown fields. */
  readonly mayHaveUnprunedDefaults: boolean;
  /** Items of sets may be merged member by member. */
  readonly mayHaveLooseSets: boolean;
  /** What tells items apart may be missing. */
  readonly mayHaveLooseKeys: boolean;
  /** Versions whose schemas stay: each expression of theirs may cost what it did. */
  readonly unchanged: ReadonlySet<string>;
}

/** Of a definition that is new. */
export const STRICT: Leniency = {
  mayLackSchemas: false,
  mayHaveOtherTypes: false,
  mayBeUnstructured: false,
  mayHaveUnprunedDefaults: false,
  mayHaveLooseSets: false,
  mayHaveLooseKeys: false,
  unchanged: new Set(),
};

export function leniencyOf(
  { spec }: CustomResourceDefinition,
  { spec: previous }: CustomResourceDefinition,
): Leniency {
  const old = schemasOf(previous);
  const schemas = [...old.values()].filter((schema) => schema !== undefined);
  const some = (test: (schema: JsonSchema) => boolean): boolean =>
    schemas.some((schema) => someSchema(schema, test));
  const mayBeUnstructured = schemas.some(isUnstructured);
  const unchanged = [...schemasOf(spec)].filter(
    ([name, schema]) => old.has(name) && equalJson(schema ?? null, old.get(name) ?? null),
  );
  return {
    mayLackSchemas: schemas.length < old.size,
    mayHaveOtherTypes: some(({ type = '' }) => type !== '' && !TYPES.includes(type)),
    mayBeUnstructured,
    mayHaveUnprunedDefaults:
      !mayBeUnstructured && schemas.some((schema) => hasUnprunedDefaults(schema)),
    mayHaveLooseSets: some(hasLooseSet),
    mayHaveLooseKeys: some((schema) => hasLooseKeys(schema)),
    unchanged: new Set(unchanged.map(([name]) => name)),
  };
}

function isUnstructured(schema: JsonSchema): boolean {
  return whyNotStructural(schema) !== undefined || validateStructural(schema, PLACE).length > 0;
}

function schemasOf({
  versions,
}: CustomResourceDefinitionSpec): Map<string, JsonSchema | undefined> {
  return new Map(
    (versions ?? []).map(({ name, schema }) => [
      name,
      schema?.openAPIV3Schema as JsonSchema | undefined,
    ]),
  );
}

/** Members that only structural schemas can have. */
const EXTENSIONS = [
  'x-kubernetes-embedded-resource',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-validations',
] as const;

/** Whether all schemas have to be structural. */
export function mustBeStructural(
  spec: CustomResourceDefinitionSpec,
  { mayBeUnstructured }: Leniency,
): boolean {
  if (!mayBeUnstructured || spec.preserveUnknownFields !== true) return true;
  return [...schemasOf(spec).values()].some(
    (schema) =>
      schema !== undefined &&
      someSchema(
        schema,
        (each) => each.default !== undefined || EXTENSIONS.some((name) => Boolean(each[name])),
      ),
  );
}
