import { internalError } from '../../apimachinery/errors.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin.ts';
import { askWebhook } from './call.ts';
import type { Webhook, WebhookConfigurations } from './configurations.ts';
import { CallFailure } from './errors.ts';
import { invocationOf } from './invocation.ts';
import type { WebhookParts } from './mutating.ts';
import type { EquivalentResource } from './object-versions.ts';
import { isExempt } from './rules.ts';
import { VersionedRequest } from './versioned-request.ts';

/** Asks the validating webhooks, all at the same time. The first refusal to arrive is told. */
export function validatingWebhooks(
  configurations: WebhookConfigurations,
  parts: WebhookParts,
): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionWebhook',
    validate(attributes) {
      const { webhooks } = configurations;
      if (webhooks.length === 0 || isExempt(attributes)) return undefined;
      return dispatch(webhooks, attributes, parts);
    },
  };
}

interface Relevant {
  readonly webhook: Webhook;
  readonly asked: EquivalentResource;
}

async function dispatch(
  webhooks: readonly Webhook[],
  attributes: AdmissionAttributes,
  parts: WebhookParts,
): Promise<void> {
  const request = new VersionedRequest(attributes, parts.versions);
  const relevant: Relevant[] = [];
  for (const webhook of webhooks) {
    const asked = await invocationOf(webhook, attributes, parts, (each) => request.in(each));
    if (asked === undefined) continue;
    // Objects that cannot be converted fail the request before anybody is asked.
    await request.in(asked);
    relevant.push({ webhook, asked });
  }
  const refusals: unknown[] = [];
  await Promise.all(
    relevant.map(async (each) => {
      try {
        await ask(each, request, parts);
      } catch (error) {
        refusals.push(error);
      }
    }),
  );
  if (refusals.length > 0) throw refusals[0];
}

async function ask(
  { webhook: { spec }, asked }: Relevant,
  request: VersionedRequest,
  parts: WebhookParts,
): Promise<void> {
  const { attributes } = request;
  const objects = await request.in(asked);
  try {
    await askWebhook(parts, spec, { attributes, asked, ...objects, mutating: false });
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (spec.failurePolicy !== 'Ignore') throw internalError(error.message, error);
  }
}
