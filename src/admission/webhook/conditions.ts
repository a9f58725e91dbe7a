import type { AnyObject } from '../../apimachinery/meta.ts';
import type { MatchCondition } from '../../apimachinery/types.generated.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { RequestView } from './request-view.ts';

/** The match conditions of one webhook, compiled. */
export interface Conditions {
  /** Whether all hold. */
  match(input: ConditionsInput): ConditionsResult | Promise<ConditionsResult>;
}

/** What the expressions can look at. */
export interface ConditionsInput {
  readonly attributes: AdmissionAttributes;
  /** As the review shows the request. */
  readonly request: RequestView;
  /** In the version of the webhook's rule, with apiVersion and kind. */
  readonly object: AnyObject | undefined;
  readonly previous: AnyObject | undefined;
}

export interface ConditionsResult {
  readonly matches: boolean;
  /** Why that cannot be said, where this refuses the request. */
  readonly error?: string | undefined;
}

/** @param failurePolicy what an error comes to: a refusal, or a webhook that is not asked */
export type CompileConditions = (
  conditions: readonly MatchCondition[],
  failurePolicy: string,
) => Conditions;
