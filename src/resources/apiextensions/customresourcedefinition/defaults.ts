import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';

/** Port of a webhook's service that names none. */
const WEBHOOK_PORT = 443;

export function setDefaults(object: CustomResourceDefinition): void {
  const { spec } = object;
  const { names } = spec;
  const { kind } = names;
  if (!names.singular) names.singular = kind.toLowerCase();
  if (!names.listKind && kind !== '') names.listKind = `${kind}List`;
  if (spec.conversion === undefined) spec.conversion = { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service !== undefined) service.port ??= WEBHOOK_PORT;
  // Nobody can make it forget all of them.
  const { status } = object as { status?: CustomResourceDefinition['status'] };
  const storage = (spec.versions ?? []).find((each) => each.storage);
  if (storage !== undefined && (status?.storedVersions ?? []).length === 0) {
    object.status = { ...status, storedVersions: [storage.name] } as typeof object.status;
  }
}
