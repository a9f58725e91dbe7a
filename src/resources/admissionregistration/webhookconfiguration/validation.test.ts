import { describe, expect, test } from 'vitest';
import type { MutatingWebhook } from '../../../apimachinery/types.generated.ts';
import type { WebhookConfiguration } from './validation.ts';
import { validate, validateUpdate } from './validation.ts';

function configuration(...webhooks: Partial<MutatingWebhook>[]): WebhookConfiguration {
  return {
    metadata: { name: 'hooks' },
    webhooks: webhooks.map((each) => ({
      name: 'a.example.com',
      clientConfig: { url: 'https://a.example.com' },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      ...each,
    })),
  };
}

const refuse = () => ({ reason: 'FieldValueInvalid', field: 'x', body: 'no' }) as const;
const CONDITIONS = { matchConditions: [{ name: 'c', expression: 'nonsense' }] };

describe('an update of a webhook configuration', () => {
  test.each<[string, Partial<MutatingWebhook>[]]>([
    ['side effects', [{ sideEffects: 'Some' }]],
    ['versions that nobody knows', [{ admissionReviewVersions: ['v9'] }]],
    ['a name twice', [{}, {}]],
    [
      'a label value that is none',
      [{ objectSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] } }],
    ],
    ['conditions that do not compile', [CONDITIONS]],
  ])('may keep %s, which a new one may not have', (_what, webhooks) => {
    const bad = configuration(...webhooks);

    expect(validate(bad, refuse)).toHaveLength(1);
    expect(validateUpdate(bad, bad, refuse)).toEqual([]);
    expect(validateUpdate(bad, configuration({}), refuse)).toHaveLength(1);
  });

  test('checks conditions again when one of them is another', () => {
    const previous = configuration(CONDITIONS, { name: 'b.example.com' });
    const next = configuration(CONDITIONS, { name: 'b.example.com', ...CONDITIONS });

    expect(validateUpdate(next, previous, refuse)).toHaveLength(2);
  });
});
