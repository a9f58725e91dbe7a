import type { ServiceAccount } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';

export const serviceAccount = defineBehaviour<ServiceAccount>('v1/ServiceAccount', {
  strategy: {
    prepareForCreate: namesOnly,
    prepareForUpdate: namesOnly,
  },
});

/** Of a reference to a secret only the name counts. */
function namesOnly(next: ServiceAccount): void {
  if (next.secrets === undefined) return;
  next.secrets = next.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}
