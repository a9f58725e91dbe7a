import type { ValidatingAdmissionPolicySpec } from '../../apimachinery/types.generated.ts';
import type { Environment, StructLookup } from '../environment.ts';
import { kubernetesEnvironment } from '../kubernetes/environment.ts';
import { CompileError, checkExpression } from '../program.ts';
import type { CelType } from '../types/type.ts';
import { DYN, struct } from '../types/type.ts';
import { Composition } from './composition.ts';
import { admissionStructs } from './types.ts';

/** A kind with what expressions see of its objects. */
export interface TypedKind {
  /** `apps/v1, Kind=Deployment`, `/v1, Kind=Pod` */
  readonly shown: string;
  readonly type: CelType;
  readonly structs: StructLookup;
}

export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/** What is wrong with the expressions of a policy, given the types of the objects it is about. */
export function checkPolicyTypes(
  spec: ValidatingAdmissionPolicySpec,
  kinds: readonly TypedKind[],
  params: TypedKind | undefined,
): ExpressionWarning[] {
  const warnings: ExpressionWarning[] = [];
  const check = (fieldRef: string, expression: string | undefined): void => {
    if (expression === undefined || expression === '') return;
    const texts = kinds.flatMap((kind) => problemOf(spec, expression, kind, params));
    if (texts.length > 0) warnings.push({ fieldRef, warning: texts.join('\n') });
  };
  spec.validations?.forEach(({ expression, messageExpression }, index) => {
    check(`spec.validations[${index}].expression`, expression);
    check(`spec.validations[${index}].messageExpression`, messageExpression);
  });
  return warnings;
}

function problemOf(
  spec: ValidatingAdmissionPolicySpec,
  expression: string,
  kind: TypedKind,
  params: TypedKind | undefined,
): string[] {
  const composition = new Composition();
  const environment = composition.extend(typedEnvironment(spec, kind, params));
  for (const variable of spec.variables ?? []) {
    composition.check(variable.name, variable.expression, environment);
  }
  try {
    checkExpression(expression, environment);
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return [`${kind.shown}: ${error.issues}\n`];
  }
}

function typedEnvironment(
  { paramKind }: ValidatingAdmissionPolicySpec,
  { type, structs }: TypedKind,
  params: TypedKind | undefined,
): Environment {
  const variables: Record<string, CelType> = {
    object: type,
    oldObject: type,
    namespaceObject: struct('kubernetes.Namespace'),
    request: struct('kubernetes.AdmissionRequest'),
    authorizer: struct('kubernetes.authorization.Authorizer'),
    'authorizer.requestResource': struct('kubernetes.authorization.ResourceCheck'),
  };
  if (paramKind !== undefined) variables['params'] = params?.type ?? DYN;
  return kubernetesEnvironment
    .extending({ variables, structs: admissionStructs })
    .extending({ structs })
    .extending(params === undefined ? {} : { structs: params.structs });
}
