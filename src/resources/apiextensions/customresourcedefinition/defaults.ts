import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';

/** Port of a webhook's service that names none. */
const WEBHOOK_PORT = 443;

export function setDefaults({ spec }: CustomResourceDefinition): void {
  const { names } = spec;
  const { kind } = names;
  if (!names.singular) names.singular = kind.toLowerCase();
  if (!names.listKind && kind !== '') names.listKind = `${kind}List`;
  if (spec.conversion === undefined) spec.conversion = { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service !== undefined) service.port ??= WEBHOOK_PORT;
}
