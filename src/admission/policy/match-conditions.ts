import { admissionVariables } from '../../cel/admission/input.ts';
import { MatchConditions } from '../../cel/admission/match-conditions.ts';
import type { Access } from '../../cel/kubernetes/authorization.ts';
import type { CompileConditions, ConditionsInput } from '../webhook/conditions.ts';

/** The conditions of webhooks, evaluated. @param access answers what expressions ask the authorizer */
export function celConditions(access: Access): CompileConditions {
  return (conditions, failurePolicy) => {
    const compiled = new MatchConditions(conditions);
    return {
      match: ({ attributes, request, object, previous }: ConditionsInput) => {
        const { user } = attributes;
        const variables = admissionVariables({
          user,
          access,
          resource: attributes,
          request,
          object,
          oldObject: previous,
        });
        return compiled.match({ variables }, failurePolicy);
      },
    };
  };
}
