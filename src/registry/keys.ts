import { badRequest, qualified } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import { isPathSegmentName } from '../apimachinery/names.ts';
import type { Resource } from '../catalog/catalog.ts';

/**
 * Where objects lie in the store: `/registry/<plural>[.<group>]/[<namespace>/]<name>`, with the
 * group of the stored version, so that two groups that serve the same objects share them.
 */
export function keyPrefix(resource: Resource, namespace?: string): string {
  const root = `/registry/${qualified(resource.storage[0], resource.plural)}/`;
  return namespace === undefined || namespace === '' ? root : `${root}${namespace}/`;
}

/** @throws 400 for a namespace that is missing and a name that no object can have */
export function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  if (resource.namespaced && !namespace) throw badRequest('Namespace parameter required.');
  const errors = isPathSegmentName(name);
  if (errors.length > 0) {
    throw badRequest(`Name parameter invalid: ${quote(name)}: ${errors.join(';')}`);
  }
  return keyPrefix(resource, resource.namespaced ? namespace : undefined) + name;
}

/** Where upstream keeps some kinds, for historical reasons; its error texts show it. */
const ETCD_FOLDERS: Readonly<Record<string, string>> = {
  services: 'services/specs',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  'ingresses.networking.k8s.io': 'ingress',
};

/** The key of an object in upstream's etcd. */
export function etcdKey(resource: Resource, namespace: string | undefined, name: string): string {
  const { plural, storage, custom } = resource;
  const folder =
    custom === undefined
      ? (ETCD_FOLDERS[qualified(storage[0], plural)] ?? plural)
      : `${storage[0]}/${plural}`;
  return ['', 'registry', folder, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}
