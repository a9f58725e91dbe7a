import type { Namespace, ServiceAccount } from '../apimachinery/types.generated.ts';
import type { ControllerFactory } from './runtime.ts';

const NAME = 'default';

/** Every active namespace has a `default` service account, also after somebody deleted it. */
export const serviceAccountController: ControllerFactory = (context) => {
  const namespaces = context.informer<Namespace>('v1', 'namespaces');
  const accounts = context.informer<ServiceAccount>('v1', 'serviceaccounts');
  const client = context.client<ServiceAccount>('v1', 'serviceaccounts');
  namespaces.onChange((namespace) => {
    if (namespace?.metadata.name !== undefined) context.enqueue(namespace.metadata.name);
  });
  accounts.onChange((account, previous) => {
    if (account === undefined && previous?.metadata.name === NAME) {
      context.enqueue(previous.metadata.namespace ?? '');
    }
  });
  return {
    name: 'serviceaccount',
    async reconcile(key) {
      const namespace = namespaces.get(key);
      if (namespace?.status.phase !== 'Active') return {};
      if (accounts.get(`${key}/${NAME}`) !== undefined) return {};
      await client.create(key, { metadata: { name: NAME, namespace: key } });
      return {};
    },
  };
};
