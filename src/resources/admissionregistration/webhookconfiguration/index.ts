import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import { matchConditionCheck } from '../../../cel/admission/match-conditions.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import type { CheckExpression } from '../match-conditions.ts';
import { setDefaults } from './defaults.ts';
import type { WebhookConfiguration } from './validation.ts';
import { validate, validateUpdate } from './validation.ts';

/** Both kinds differ only in the reinvocation policy. */
function behaviour(
  kind: string,
  mutating: boolean,
  check: CheckExpression,
): Behaviour<WebhookConfiguration> {
  return defineBehaviour<WebhookConfiguration>(`admissionregistration.k8s.io/v1/${kind}`, {
    strategy: {
      defaults: (next) => setDefaults(next, mutating),
      validate: (next) => validate(next, check),
      validateUpdate: (next, previous) => validateUpdate(next, previous, check),
    },
    // Upstream compares these to the letter: an empty list that is sent raises the generation each time.
    generationChanged: (next, previous) => !equalJson(next.webhooks, previous.webhooks),
  });
}

const check = matchConditionCheck(false);

export const mutatingWebhookConfiguration = behaviour('MutatingWebhookConfiguration', true, check);
export const validatingWebhookConfiguration = behaviour(
  'ValidatingWebhookConfiguration',
  false,
  check,
);
