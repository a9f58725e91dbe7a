import type { Environment } from '../environment.ts';
import { kubernetesEnvironment } from '../kubernetes/environment.ts';
import type { Program } from '../program.ts';
import { CompileError, compile } from '../program.ts';
import type { CelType } from '../types/type.ts';
import { BOOL, optionalOf, STRING } from '../types/type.ts';
import type { DeclaredTypes } from './declared-type.ts';
import { rulePath } from './rule-path.ts';
import type { CelSchema, ValidationRule } from './schema.ts';

/** One of the `x-kubernetes-validations` of a schema, compiled. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined: the rule is empty. */
  readonly program: Program | CompileError | undefined;
  /** It compares with what was there before an update. */
  readonly usesOldSelf: boolean;
  readonly messageExpression: Program | CompileError | undefined;
  /** Where a refusal is reported, below the place of the schema. */
  readonly path: string;
}

/** @param types of the schema, as `DeclaredTypes` makes them */
export function compileRules(schema: CelSchema, types: DeclaredTypes): CompiledRule[] {
  const self = types.root?.type;
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (self === undefined) return [];
  const environments = ruleEnvironments(self, types);
  return rules.map((rule) =>
    compileRule(
      rule,
      schema,
      rule.optionalOldSelf === true ? environments.optional : environments.plain,
    ),
  );
}

function ruleEnvironments(
  self: CelType,
  { lookup }: DeclaredTypes,
): { readonly plain: Environment; readonly optional: Environment } {
  const base = kubernetesEnvironment.extending({ structs: lookup });
  return {
    plain: base.extending({ variables: { self, oldSelf: self } }),
    optional: base.extending({ variables: { self, oldSelf: optionalOf(self) } }),
  };
}

function compileRule(
  rule: ValidationRule,
  schema: CelSchema,
  environment: Environment,
): CompiledRule {
  const none = { rule, usesOldSelf: false, messageExpression: undefined, path: '' };
  if (rule.rule.trim() === '') return { ...none, program: undefined };
  const program = compileAs(rule.rule, environment, BOOL, {
    wrongType: 'cel expression must evaluate to a bool',
    prefix: '',
  });
  if (program instanceof CompileError) return { ...none, program };
  const references = [...program.checked.references.values()];
  const { messageExpression = '', fieldPath = '' } = rule;
  return {
    rule,
    program,
    usesOldSelf: references.some(
      (reference) => reference.kind === 'variable' && reference.name === 'oldSelf',
    ),
    messageExpression:
      messageExpression === ''
        ? undefined
        : compileAs(messageExpression, environment, STRING, {
            wrongType: 'messageExpression must evaluate to a string',
            prefix: 'messageExpression ',
          }),
    path: fieldPath === '' ? '' : (rulePath(fieldPath, schema)?.toString() ?? ''),
  };
}

function compileAs(
  expression: string,
  environment: Environment,
  type: CelType,
  texts: { readonly wrongType: string; readonly prefix: string },
): Program | CompileError {
  try {
    return compile(expression, environment, { types: [type], wrongType: texts.wrongType });
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    if (error.message === texts.wrongType) return error;
    const message = error.message.replace(/^program /, texts.prefix === '' ? 'program ' : '');
    return new CompileError(texts.prefix + message);
  }
}
