import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import { validateEmbedded } from '../../../catalog/custom/embedded-validation.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { someSchema } from '../../../catalog/custom/json-schema.ts';
import { printedJson } from '../../../catalog/custom/printed-json.ts';
import { pruneValue } from '../../../catalog/custom/prune.ts';
import { fieldErrorsOf } from '../../../catalog/custom/schema-result.ts';
import { validateSchema } from '../../../catalog/custom/validate-schema.ts';
import { defaultsForm } from '../../../catalog/custom/validated-form.ts';
import { RULES_COST_MAX, RuleValidator } from '../../../cel/schema/rule-validator.ts';

const EMBEDDED = 'x-kubernetes-embedded-resource';
const META: ReadonlySet<string> = new Set(['metadata', 'apiVersion', 'kind']);

/** The place of a default inside the resource that it is a part of. */
interface Inside {
  readonly resource: JsonSchema;
  /** Names of members, and a number for any item of a list. */
  readonly steps: readonly (string | number)[];
  /** A part of the type or of the metadata of the resource. */
  readonly isMeta: boolean;
}

/** Defaults have to be what their schemas ask for, rules included. */
export function validateDefaults(
  schema: JsonSchema,
  path: FieldPath,
  { mustBePruned = true } = {},
): FieldError[] {
  const validation = new DefaultsValidation(mustBePruned);
  // The root is a resource as the embedded ones are.
  const resource = { ...schema, [EMBEDDED]: true };
  validation.visit(resource, path, { resource, steps: [], isMeta: false });
  return validation.errors;
}

/** Some default of a structural schema has fields that would be pruned. */
export function hasUnprunedDefaults(schema: JsonSchema): boolean {
  return someSchema(
    schema,
    (each) => typeof each.default === 'object' && !isPruned(each.default, each),
  );
}

function isPruned(value: unknown, schema: JsonSchema): boolean {
  const pruned = JSON.parse(JSON.stringify(value)) as unknown;
  pruneValue(pruned, schema);
  return equalJson(pruned, value);
}

class DefaultsValidation {
  readonly errors: FieldError[] = [];
  readonly #mustBePruned: boolean;
  /** What the rules of all defaults together may cost. */
  #budget = RULES_COST_MAX;

  constructor(mustBePruned: boolean) {
    this.#mustBePruned = mustBePruned;
  }

  /** Does not look into `additionalProperties`, where no defaults are allowed. */
  visit(schema: JsonSchema, path: FieldPath, around: Inside): void {
    const isResource = schema[EMBEDDED] === true;
    const inside = isResource ? { resource: schema, steps: [], isMeta: false } : around;
    if (schema.default !== undefined && schema.default !== null) {
      this.#validateDefault(schema, schema.default, path.child('default'), inside);
    }
    const { items, properties = {} } = schema;
    const { resource, steps, isMeta } = inside;
    if (this.#budget < 0) return;
    if (items !== undefined) {
      this.visit(items, path.child('items'), { resource, steps: [...steps, 0], isMeta });
    }
    for (const [name, member] of Object.entries(properties)) {
      if (this.#budget < 0) return;
      this.visit(member, path.child('properties').key(name), {
        resource,
        steps: [...steps, name],
        isMeta: isMeta || (isResource && META.has(name)),
      });
    }
  }

  #validateDefault(schema: JsonSchema, value: unknown, path: FieldPath, inside: Inside): void {
    const wrong = inside.isMeta
      ? wrongMetadata(value, path, inside)
      : this.#wrongResources(schema, value, path);
    if (wrong.length > 0) {
      this.errors.push(...wrong);
      return;
    }
    const found = validateSchema(defaultsForm(schema), value, '');
    if (!found.isValid) this.errors.push(...fieldErrorsOf(found, path.toString()));
    else this.#validateRules(schema, value, path, schema === inside.resource);
  }

  /** What is wrong with resources inside of the value. Unknown fields are told in any case. */
  #wrongResources(schema: JsonSchema, value: unknown, path: FieldPath): FieldError[] {
    if (this.#mustBePruned && !isPruned(value, schema)) {
      const detail = 'must not have unknown fields';
      this.errors.push(fieldError.invalid(path, printedJson(value), detail));
    }
    return validateEmbedded(schema, value, path.toString());
  }

  /** As an update that changes nothing, and as a value that was not there before. */
  #validateRules(schema: JsonSchema, value: unknown, path: FieldPath, isResource: boolean): void {
    const validator = RuleValidator.of(schema, isResource);
    if (validator === undefined) return;
    const place = { path: path.toString(), budget: this.#budget };
    const update = validator.validate(value, { ...place, old: value });
    this.errors.push(...update.errors);
    this.#budget = update.budget;
    if (update.errors.length > 0) return;
    const create = validator.validate(value, place);
    this.errors.push(...create.errors);
    this.#budget = Math.min(create.budget, update.budget);
  }
}

/** Type and metadata are validated as what they make of a resource that has nothing else. */
function wrongMetadata(value: unknown, path: FieldPath, { resource, steps }: Inside): FieldError[] {
  const object = steps.reduceRight(
    (inner: unknown, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
  const whole = { kind: 'Validation', apiVersion: 'validation/v1', ...(object as object) };
  const texts = validateEmbedded({ ...resource, [EMBEDDED]: true }, whole).map(
    ({ field, body }) => `${field}: ${body}`,
  );
  if (texts.length === 0) return [];
  const all = texts.length === 1 ? texts.join('') : `[${[...new Set(texts)].join(', ')}]`;
  return [fieldError.invalid(path, printedJson(value), `must result in valid metadata: ${all}`)];
}
