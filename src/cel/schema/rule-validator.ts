import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import { quote } from '../../apimachinery/go-print.ts';
import type { Variables } from '../evaluation.ts';
import type { Program } from '../program.ts';
import { CALL_COST_MAX, CompileError } from '../program.ts';
import type { Value } from '../values/value.ts';
import { CelOptional } from '../values/value.ts';
import type { Children } from './children.ts';
import { childrenOf } from './children.ts';
import type { CompiledRule } from './compiled-rules.ts';
import { compileRules } from './compiled-rules.ts';
import type { Correlated } from './correlated.ts';
import { DeclaredTypes } from './declared-type.ts';
import type { CelSchema, ValidationRule } from './schema.ts';
import { schemaValue } from './values.ts';
import type { Visit } from './visit.ts';

/** What all rules of an object may cost. */
export const RULES_COST_MAX = 10_000_000;
const MESSAGE_BYTES_MAX = 5 * 1024;
const BUDGET_SPENT =
  'failed due to running out of cost budget, no further validation rules will be run';
const OUT_OF_BUDGET = `validation ${BUDGET_SPENT}`;

/** What is wrong with an object, and what only was wrong already. */
export interface RuleFindings {
  readonly errors: FieldError[];
  /** An update is not refused for what it leaves as it was; the client is told. */
  readonly warnings: string[];
  /** What is left of what the rules may cost; less than nothing: they were not all looked at. */
  readonly budget: number;
}

/** What the value of `validate` stands in. */
export interface Surroundings {
  /** In an update: the value beside what was there before. */
  readonly correlated?: Correlated | undefined;
  /** What `oldSelf` is, where it is not what was there before. */
  readonly old?: unknown;
  /** Where the value stands. */
  readonly path?: string;
  readonly budget?: number;
}

/** Ends the evaluation of all rules of an object. */
class Exhausted extends Error {}

interface Run extends RuleFindings {
  budget: number;
}

/** The rules of a schema and of everything below it, compiled when an object first needs them. */
export class RuleValidator {
  readonly #schema: CelSchema;
  readonly #isResource: boolean;
  readonly #children: Children<RuleValidator>;
  #compiled: readonly CompiledRule[] | undefined;

  private constructor(schema: CelSchema, isResource: boolean) {
    this.#schema = schema;
    this.#isResource = isResource;
    this.#children = childrenOf(schema, (child) => RuleValidator.#inside(child));
  }

  static #inside(schema: CelSchema): RuleValidator | undefined {
    return RuleValidator.of(schema, schema['x-kubernetes-embedded-resource'] === true);
  }

  /** Undefined: there are no rules. */
  static of(schema: CelSchema, isResource: boolean): RuleValidator | undefined {
    const validator = new RuleValidator(schema, isResource);
    return validator.#hasRules || validator.#children.some ? validator : undefined;
  }

  get #hasRules(): boolean {
    return (this.#schema['x-kubernetes-validations'] ?? []).length > 0;
  }

  validate(
    value: unknown,
    { correlated, old = correlated?.old, path = '', budget = RULES_COST_MAX }: Surroundings = {},
  ): RuleFindings {
    const run: Run = { errors: [], warnings: [], budget };
    try {
      this.#visit({ path, value, old, correlated, around: undefined }, run);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      run.budget = -1;
    }
    return run;
  }

  #visit(visit: Visit, run: Run): void {
    if (visit.value === null || visit.value === undefined) return;
    if (this.#hasRules) this.#evaluate(visit, run);
    for (const [child, place] of this.#children.of(visit)) child.#visit(place, run);
  }

  get #rules(): readonly CompiledRule[] {
    this.#compiled ??= compileRules(
      this.#schema,
      new DeclaredTypes(this.#schema, 'selfType', this.#isResource),
    );
    return this.#compiled;
  }

  #evaluate(visit: Visit, run: Run): void {
    if (run.budget <= 0) {
      run.errors.push(fieldError.invalid(shown(visit.path), this.#type, OUT_OF_BUDGET));
      throw new Exhausted();
    }
    const old = visit.old ?? undefined;
    const convert = (json: unknown): Value => schemaValue(json, this.#schema, this.#isResource);
    const self = lazily(() => convert(visit.value));
    const oldSelf = lazily(() => (old === undefined ? undefined : convert(old)));
    const variables: Variables = (name) => (name === 'self' ? self() : oldSelf());
    const optional: Variables = (name) => {
      if (name === 'self') return self();
      const value = oldSelf();
      return value === undefined ? CelOptional.none : CelOptional.of(value);
    };
    for (const rule of this.#rules) {
      const isOptional = rule.rule.optionalOldSelf === true;
      if (rule.usesOldSelf && old === undefined && !isOptional) continue;
      this.#apply(rule, isOptional ? optional : variables, visit, run);
    }
  }

  #apply(compiled: CompiledRule, variables: Variables, visit: Visit, run: Run): void {
    const { rule, program } = compiled;
    const refuse = (detail: string): void => {
      run.errors.push(fieldError.invalid(shown(visit.path), this.#type, detail));
    };
    if (program === undefined) return;
    if (program instanceof CompileError) {
      refuse(`rule compile error: ${program.message}`);
      return;
    }
    const result = program.evaluate(variables, CALL_COST_MAX);
    const text = (rule.message ?? '').trim() || rule.rule.trim();
    this.#spend(result.cost, run, () => refuse(OUT_OF_BUDGET));
    if (!result.ok && result.exceeded) {
      const why = 'no further validation rules will be run due to call cost exceeds limit';
      refuse(`'${result.error}': ${why} for rule: ${text}`);
      throw new Exhausted();
    }
    if (!result.ok) {
      refuse(evaluationProblem(result.error, text));
      return;
    }
    if (result.value !== true) this.#deny(compiled, variables, visit, run);
  }

  get #type(): string {
    return this.#schema.type ?? '';
  }

  #spend(cost: number, run: Run, onEmpty: () => void): void {
    run.budget -= cost;
    if (run.budget >= 0) return;
    onEmpty();
    throw new Exhausted();
  }

  #deny(compiled: CompiledRule, variables: Variables, visit: Visit, run: Run): void {
    const { rule, messageExpression } = compiled;
    const path = compiled.path === '' ? visit.path : joined(visit.path, compiled.path);
    const add = (error: FieldError): void => {
      if (compiled.usesOldSelf || !isUnchanged(visit)) run.errors.push(error);
      else run.warnings.push(`${error.field}: ${error.body}`);
    };
    const fallback = rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
    const computed =
      messageExpression === undefined || messageExpression instanceof CompileError
        ? undefined
        : this.#message(messageExpression, { rule, variables, run }, (detail) =>
            add(fieldError.invalid(shown(path), this.#type, detail)),
          );
    add(errorFor(rule, shown(path), this.#type, computed ?? fallback));
  }

  /** Undefined: it fails, or gives nothing that can be shown. */
  #message(
    program: Program,
    { rule, variables, run }: { rule: ValidationRule; variables: Variables; run: Run },
    refuse: (detail: string) => void,
  ): string | undefined {
    const result = program.evaluate(variables, CALL_COST_MAX);
    this.#spend(result.cost, run, () => refuse(`messageExpression evaluation ${BUDGET_SPENT}`));
    if (!result.ok && result.exceeded) {
      const source = quote(rule.messageExpression ?? '');
      refuse(
        `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}`,
      );
      throw new Exhausted();
    }
    if (!result.ok || typeof result.value !== 'string') return undefined;
    const message = result.value.trim();
    const isShowable = !message.includes('\n') && Buffer.byteLength(message) <= MESSAGE_BYTES_MAX;
    return isShowable && message !== '' ? message : undefined;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What was as it is now, itself or with the place around it, is not refused. */
function isUnchanged({ correlated, around }: Visit): boolean {
  return (correlated ?? around)?.isUnchanged === true;
}

function evaluationProblem(error: string, text: string): string {
  if (!error.startsWith('no such overload')) return `${error} evaluating rule: ${text}`;
  return `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`;
}

function errorFor(
  { reason }: ValidationRule,
  path: string,
  type: string,
  detail: string,
): FieldError {
  switch (reason ?? '') {
    case 'FieldValueForbidden':
      return fieldError.forbidden(path, detail);
    case 'FieldValueRequired':
      return fieldError.required(path, detail);
    case 'FieldValueDuplicate':
      return fieldError.duplicate(path, type);
    default:
      return fieldError.invalid(path, type, detail);
  }
}

/** Go prints the path of the object itself so. */
function shown(path: string): string {
  return path === '' ? '<nil>' : path;
}

export function joined(path: string, more: string): string {
  if (path === '') return more;
  return more.startsWith('[') ? path + more : `${path}.${more}`;
}
