import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Client } from '../../client/client.ts';
import { keyOf } from '../../client/informer.ts';
import { defaultRbacObjects } from './default-objects.ts';

/** Makes the default roles and bindings that are missing; what is there stays as it is. */
export async function bootstrapRbac(client: Client): Promise<void> {
  await Promise.all(
    defaultRbacObjects().map(async ({ plural, objects }) => {
      const resource = client.resource<KubeObject>('rbac.authorization.k8s.io/v1', plural);
      const { items } = await resource.list(undefined);
      const present = new Set(items.map(keyOf));
      const missing = objects.filter((object) => !present.has(keyOf(object)));
      // All at once: a database takes them in few transactions.
      await Promise.all(missing.map((object) => createIfMissing(resource, object)));
    }),
  );
}

async function createIfMissing(
  resource: ReturnType<Client['resource']>,
  object: KubeObject,
): Promise<void> {
  try {
    await resource.create(object.metadata.namespace, object);
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
  }
}
