import { qualified } from '../apimachinery/errors.ts';
import type { Resource } from '../catalog/catalog.ts';

/**
 * Where objects lie in the store: `/registry/<plural>[.<group>]/[<namespace>/]<name>`, with the
 * group of the stored version, so that two groups that serve the same objects share them.
 */
export function keyPrefix(resource: Resource, namespace?: string): string {
  const root = `/registry/${qualified(resource.storage[0], resource.plural)}/`;
  return namespace === undefined || namespace === '' ? root : `${root}${namespace}/`;
}

export function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  return keyPrefix(resource, resource.namespaced ? namespace : undefined) + name;
}
