import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { ClusterRole, ClusterRoleBinding } from '../../apimachinery/types.generated.ts';
import type { Client, ResourceClient } from '../../client/client.ts';
import { keyOf } from '../../client/informer.ts';
import { defaultRbacObjects } from './default-objects.ts';
import { repairedBinding, repairedRole } from './reconcile.ts';

/**
 * Makes the default roles and bindings that are missing, and gives those that are there what they
 * have lost, unless they are marked as somebody else's.
 */
export async function bootstrapRbac(client: Client): Promise<void> {
  await Promise.all(
    defaultRbacObjects().map(async ({ plural, objects }) => {
      const resource = client.resource<KubeObject>('rbac.authorization.k8s.io/v1', plural);
      const { items } = await resource.list(undefined);
      const present = new Map(items.map((item) => [keyOf(item), item]));
      // All at once: a database takes them in few transactions.
      await Promise.all(
        objects.map((wanted) => ensure(resource, plural, present.get(keyOf(wanted)), wanted)),
      );
    }),
  );
}

async function ensure(
  resource: ResourceClient<KubeObject>,
  plural: string,
  current: KubeObject | undefined,
  wanted: KubeObject,
): Promise<void> {
  const { namespace, name = '' } = wanted.metadata;
  if (current === undefined) {
    await createIfMissing(resource, wanted);
  } else if (plural.endsWith('roles')) {
    const next = repairedRole(current as ClusterRole, wanted as ClusterRole);
    if (next !== undefined) await resource.update(namespace, next);
  } else {
    const repair = repairedBinding(current as ClusterRoleBinding, wanted as ClusterRoleBinding);
    if (repair === undefined) return;
    if ('update' in repair) await resource.update(namespace, repair.update);
    else {
      await resource.delete(namespace, name);
      await createIfMissing(resource, repair.replace);
    }
  }
}

async function createIfMissing(
  resource: ResourceClient<KubeObject>,
  object: KubeObject,
): Promise<void> {
  try {
    await resource.create(object.metadata.namespace, object);
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
  }
}
