import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { ServiceAccount } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';

const ENFORCE_MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccount = defineBehaviour<ServiceAccount>('v1/ServiceAccount', {
  strategy: {
    prepareForCreate: namesOnly,
    warningsOnCreate: (next) => warnings(next),
    prepareForUpdate: namesOnly,
    warningsOnUpdate: (next, previous) => (enforces(previous) ? [] : warnings(next)),
  },
});

/** Of a reference to a secret only the name counts. */
function namesOnly(next: ServiceAccount): void {
  if (next.secrets === undefined) return;
  next.secrets = next.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}

function enforces({ metadata }: ServiceAccount): boolean {
  return metadata.annotations?.[ENFORCE_MOUNTABLE] !== undefined;
}

function warnings(next: ServiceAccount): string[] {
  if (!enforces(next)) return [];
  const path = FieldPath.of('metadata', 'annotations').key(ENFORCE_MOUNTABLE);
  return [
    `${path.toString()}: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
  ];
}
