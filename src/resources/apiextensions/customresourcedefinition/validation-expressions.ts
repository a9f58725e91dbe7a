import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { additionalSchema } from '../../../catalog/custom/json-schema.ts';
import { staticCostMax } from '../../../cel/estimate/static-cost.ts';
import { CompileError } from '../../../cel/program.ts';
import type { CompiledRule } from '../../../cel/schema/compiled-rules.ts';
import { compileRules } from '../../../cel/schema/compiled-rules.ts';
import type { DeclaredType } from '../../../cel/schema/declared-type.ts';
import { DeclaredTypes, REQUEST_BYTES_MAX } from '../../../cel/schema/declared-type.ts';
import type { ValidationRule } from '../../../cel/schema/schema.ts';

/** What one expression may cost, for as many values as there may be, and what all of them may. */
const EXPRESSION_COST_MAX = 10_000_000;
const DEFINITION_COST_MAX = 100_000_000;
/** So many of the expensive expressions are named, if they are a hundredth of what there is. */
const NAMED_MAX = 4;

interface Place {
  readonly path: FieldPath;
  /** How often a value of the place may occur in an object; undefined: without bound. */
  readonly cardinality: number | undefined;
  readonly isResource: boolean;
  /** The list or map around it whose items cannot be told apart across an update. */
  readonly uncorrelatable: FieldPath | undefined;
}

/**
 * Compiles all `x-kubernetes-validations` of a schema that is otherwise right.
 * @param mayCostMore only all of them together are limited
 */
export function validateExpressions(
  schema: JsonSchema,
  path: FieldPath,
  { mayCostMore = false } = {},
): FieldError[] {
  const validation = new ExpressionValidation(mayCostMore);
  validation.visit(schema, {
    path,
    cardinality: 1,
    isResource: true,
    uncorrelatable: undefined,
  });
  return [...validation.errors, ...validation.totalErrors(path)];
}

class ExpressionValidation {
  readonly errors: FieldError[] = [];
  readonly #mayCostMore: boolean;
  #total = 0;
  #expensive: { readonly path: FieldPath; readonly cost: number }[] = [];

  constructor(mayCostMore: boolean) {
    this.#mayCostMore = mayCostMore;
  }

  visit(schema: JsonSchema, place: Place): void {
    const { path, uncorrelatable } = place;
    const inside = (child: JsonSchema, at: FieldPath, isApart: boolean): void =>
      this.visit(child, {
        path: at,
        cardinality: cardinalityBelow(schema, place.cardinality),
        isResource: child['x-kubernetes-embedded-resource'] === true,
        uncorrelatable: uncorrelatable ?? (isApart ? path : undefined),
      });
    const values = additionalSchema(schema);
    if (values !== undefined) inside(values, path.child('additionalProperties'), false);
    const isAtomic = schema['x-kubernetes-map-type'] !== undefined && !isCorrelatable(schema);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      inside(property, path.child('properties').key(name), isAtomic);
    }
    const isKeyed = schema['x-kubernetes-list-type'] === 'map';
    if (schema.items !== undefined) inside(schema.items, path.child('items'), !isKeyed);
    this.#validateRules(schema, place);
  }

  #validateRules(schema: JsonSchema, place: Place): void {
    if ((schema['x-kubernetes-validations'] ?? []).length === 0) return;
    const path = place.path.child('x-kubernetes-validations');
    const types = new DeclaredTypes(schema, 'selfType', place.isResource);
    const { root } = types;
    if (root === undefined) {
      const detail =
        'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';
      this.errors.push(fieldError.internal(path, detail));
      return;
    }
    compileRules(schema, types).forEach((compiled, index) => {
      this.#validateRule(compiled, path.index(index), { ...place, root });
    });
  }

  #validateRule(
    compiled: CompiledRule,
    path: FieldPath,
    { root, cardinality, uncorrelatable }: Place & { readonly root: DeclaredType },
  ): void {
    const { rule, program, messageExpression, usesOldSelf } = compiled;
    const inRule = path.child('rule');
    if (program instanceof CompileError) {
      this.errors.push(fieldError.invalid(inRule, printed(rule), program.message));
    } else if (program !== undefined) {
      const times = cardinality ?? Math.trunc(REQUEST_BYTES_MAX / (root.bytesMin + 1));
      const cost = staticCostMax(program.checked, root) * times;
      this.#observe(cost, inRule, 'estimated rule cost');
    }
    const inMessage = path.child('messageExpression');
    if (messageExpression instanceof CompileError) {
      this.errors.push(fieldError.invalid(inMessage, printed(rule), messageExpression.message));
    } else if (messageExpression !== undefined) {
      const cost = staticCostMax(messageExpression.checked, root);
      this.#observe(cost, inMessage, 'estimated messageExpression cost');
    }
    if (usesOldSelf && uncorrelatable !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable.toString()}`;
      this.errors.push(fieldError.invalid(inRule, rule.rule, detail));
    } else if (!usesOldSelf && rule.optionalOldSelf !== undefined) {
      const detail = 'may not be set if oldSelf is not used in rule';
      this.errors.push(
        fieldError.invalid(path.child('optionalOldSelf'), rule.optionalOldSelf, detail),
      );
    }
  }

  #observe(cost: number, path: FieldPath, what: string): void {
    if (cost > EXPRESSION_COST_MAX && !this.#mayCostMore) {
      this.errors.push(fieldError.forbidden(path, overBudget(what, cost, EXPRESSION_COST_MAX)));
    }
    this.#total += cost;
    if (cost < DEFINITION_COST_MAX / 100) return;
    this.#expensive = [...this.#expensive, { path, cost }]
      .toSorted((a, b) => b.cost - a.cost)
      .slice(0, NAMED_MAX);
  }

  totalErrors(path: FieldPath): FieldError[] {
    if (this.#total <= DEFINITION_COST_MAX) return [];
    const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    const share =
      'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    return [
      ...this.#expensive.map((each) => fieldError.forbidden(each.path, share)),
      fieldError.forbidden(path, overBudget(what, this.#total, DEFINITION_COST_MAX)),
    ];
  }
}

function isCorrelatable(schema: JsonSchema): boolean {
  return ['granular', 'atomic'].includes(schema['x-kubernetes-map-type'] ?? 'granular');
}

/** How often what is inside may occur, given how often the schema itself does. */
function cardinalityBelow(schema: JsonSchema, own: number | undefined): number | undefined {
  if (own === undefined) return undefined;
  if (schema.type === 'array') return product(own, schema.maxItems);
  const isMap = schema.type === 'object' && schema.additionalProperties !== undefined;
  return isMap ? product(own, schema.maxProperties) : own;
}

function product(own: number, most: number | undefined): number | undefined {
  return most === undefined ? undefined : own * Math.max(most, 0);
}

function overBudget(what: string, cost: number, max: number): string {
  const factor = cost / max;
  const shown =
    factor > 100
      ? 'more than 100x'
      : factor < 1.5
        ? `${factor.toFixed(6)}x`
        : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** A rule as Go prints it. */
function printed(rule: ValidationRule): GoText {
  return new GoText(
    goJson({
      Rule: rule.rule,
      Message: rule.message ?? '',
      MessageExpression: rule.messageExpression ?? '',
      Reason: rule.reason ?? null,
      FieldPath: rule.fieldPath ?? '',
      OptionalOldSelf: rule.optionalOldSelf ?? null,
    }),
  );
}
