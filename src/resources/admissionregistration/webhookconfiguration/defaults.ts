import type { WebhookConfiguration } from './validation.ts';

const SERVICE_PORT = 443;
const TIMEOUT_SECONDS = 10;

/** @param mutating mutating webhooks have a reinvocation policy */
export function setDefaults({ webhooks = [] }: WebhookConfiguration, mutating: boolean): void {
  for (const webhook of webhooks) {
    webhook.failurePolicy ??= 'Fail';
    webhook.matchPolicy ??= 'Equivalent';
    webhook.namespaceSelector ??= {};
    webhook.objectSelector ??= {};
    webhook.timeoutSeconds ??= TIMEOUT_SECONDS;
    if (mutating) webhook.reinvocationPolicy ??= 'Never';
    for (const rule of webhook.rules ?? []) rule.scope ??= '*';
    const { service } = webhook.clientConfig;
    if (service !== undefined) service.port ??= SERVICE_PORT;
  }
}
