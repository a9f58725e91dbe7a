import { forbidden, notFound } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import { isTerminating } from '../apimachinery/meta.ts';
import { refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

/** Namespaces that nobody can delete. */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/** The part of a Namespace that decides. */
export type NamespaceLookup = (name: string) => Promise<KubeObject | undefined>;

/**
 * Nothing is written into a namespace that is not there, and nothing new into one that terminates.
 * It runs before all other plugins.
 */
export function namespaceLifecycle(lookup: NamespaceLookup): AdmissionPlugin {
  return {
    name: 'NamespaceLifecycle',
    mutate(attributes) {
      return attributes.namespaced && attributes.operation === 'CREATE'
        ? checkCreate(lookup, attributes)
        : undefined;
    },
    validate(attributes) {
      const { operation, group, resource, name } = attributes;
      if (
        operation === 'DELETE' &&
        group === '' &&
        resource === 'namespaces' &&
        IMMORTAL.has(name)
      ) {
        throw forbidden({ group, resource }, name, 'this namespace may not be deleted');
      }
      return undefined;
    },
  };
}

async function checkCreate(
  lookup: NamespaceLookup,
  attributes: AdmissionAttributes,
): Promise<void> {
  const { namespace = '', group } = attributes;
  // Asking what a user may do in a namespace is no write into it.
  if (group === 'authorization.k8s.io') return;
  // A path without one is refused when the object is validated.
  if (namespace === '') return;
  const found = await lookup(namespace);
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (!isTerminating(found)) return;
  throw refusal(
    attributes,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}
