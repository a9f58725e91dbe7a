import type { ValidatingAdmissionPolicySpec } from '../../apimachinery/types.generated.ts';
import { Composition } from '../../cel/admission/composition.ts';
import type { Bindings, Compiled, Outcome } from '../../cel/admission/conditions.ts';
import { Budget, evaluate, OutOfBudget, tryCompile } from '../../cel/admission/conditions.ts';
import { admissionEnvironment } from '../../cel/admission/environment.ts';
import type { AdmissionInput } from '../../cel/admission/input.ts';
import { admissionVariables } from '../../cel/admission/input.ts';
import { MatchConditions } from '../../cel/admission/match-conditions.ts';
import { BOOL, NULL, STRING } from '../../cel/types/type.ts';

/** What all expressions of a policy may cost for one request and one object of parameters. */
const COST_MAX = 10_000_000;

/** A longer message is not shown. */
const MESSAGE_BYTES_MAX = 5 * 1024;

/** Why a policy is against a request; the actions of the binding decide what comes of it. */
export interface Finding {
  readonly message: string;
  readonly reason: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Audit annotations that failed refuse the request whatever the actions. */
  readonly refusals: readonly Finding[];
}

interface CompiledValidation {
  readonly validation: Compiled;
  readonly message: string;
  readonly messageExpression: Compiled | undefined;
  readonly reason: string;
}

const NOTHING: Verdict = { findings: [], refusals: [] };

/** A policy, compiled once per generation. */
export class ValidatingPolicy {
  readonly #failurePolicy: string;
  readonly #composition = new Composition();
  readonly #conditions: MatchConditions | undefined;
  readonly #validations: readonly CompiledValidation[];
  readonly #annotations: readonly Compiled[];

  constructor(spec: ValidatingAdmissionPolicySpec) {
    const { variables = [], matchConditions = [], validations = [], auditAnnotations = [] } = spec;
    const hasParams = spec.paramKind !== undefined;
    const full = admissionEnvironment({ hasParams, hasAuthorizer: true });
    const environment = this.#composition.extend(full);
    const messages = this.#composition.extend(
      admissionEnvironment({ hasParams, hasAuthorizer: false }),
    );
    for (const { name, expression } of variables) {
      this.#composition.add(name, expression, environment);
    }
    this.#failurePolicy = spec.failurePolicy ?? 'Fail';
    this.#conditions =
      matchConditions.length === 0 ? undefined : new MatchConditions(matchConditions, environment);
    this.#validations = validations.map(
      ({ expression, message = '', messageExpression = '', reason = 'Invalid' }) => ({
        validation: tryCompile(expression, environment, { types: [BOOL] }),
        message: message.trim(),
        messageExpression:
          messageExpression === ''
            ? undefined
            : tryCompile(messageExpression, messages, { types: [STRING] }),
        reason,
      }),
    );
    this.#annotations = auditAnnotations.map(({ valueExpression }) =>
      tryCompile(valueExpression, environment, { types: [STRING, NULL] }),
    );
  }

  /** What fails to be evaluated is a finding under `Fail` and nothing under `Ignore`. */
  validate(input: AdmissionInput): Verdict {
    const bindings = this.#composition.bind(admissionVariables(input));
    const matched = this.#conditions?.match(bindings, this.#failurePolicy);
    if (matched?.error !== undefined) return { ...NOTHING, findings: this.#failed(matched.error) };
    if (matched?.matches === false) return NOTHING;
    try {
      const findings = this.#findings(bindings);
      return { findings, refusals: this.#annotationFailures(bindings) };
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return { ...NOTHING, findings: this.#failed(error.message) };
    }
  }

  #failed(message: string): Finding[] {
    return this.#failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid' }];
  }

  #findings(bindings: Bindings): Finding[] {
    const budget = new Budget(COST_MAX);
    const outcomes = this.#validations.map((each): [CompiledValidation, Outcome] => [
      each,
      evaluate(each.validation, bindings, budget),
    ]);
    return outcomes.flatMap(([each, outcome]) => {
      if ('error' in outcome) return this.#failed(outcome.error);
      if (outcome.value === true) return [];
      return this.#denial(each, bindings, budget);
    });
  }

  #denial(each: CompiledValidation, bindings: Bindings, budget: Budget): Finding[] {
    const { validation, message, messageExpression, reason } = each;
    let computed = '';
    try {
      computed =
        messageExpression === undefined
          ? ''
          : messageOf(evaluate(messageExpression, bindings, budget));
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return this.#failed(`failed messageExpression: ${error.message}`);
    }
    const failed = `failed expression: ${validation.expression.trim()}`;
    return [{ message: computed || message || failed, reason }];
  }

  #annotationFailures(bindings: Bindings): Finding[] {
    const budget = new Budget(COST_MAX);
    return this.#annotations.flatMap((annotation) => {
      const outcome = evaluate(annotation, bindings, budget);
      return 'error' in outcome ? this.#failed(outcome.error) : [];
    });
  }
}

/** A computed message that cannot be shown on one line is left out. */
function messageOf(outcome: Outcome): string {
  if ('error' in outcome || typeof outcome.value !== 'string') return '';
  const message = outcome.value.trim();
  const isShowable = !message.includes('\n') && Buffer.byteLength(message) <= MESSAGE_BYTES_MAX;
  return isShowable ? message : '';
}
