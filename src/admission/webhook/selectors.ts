import type { ApiError } from '../../apimachinery/errors.ts';
import { notFound } from '../../apimachinery/errors.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import type { NamespaceLookup } from '../namespace-lifecycle.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import { requestNamespace } from './request-view.ts';

/** Whether the labels of the request's namespace are selected; an error counts once rules match. */
export async function matchNamespace(
  selector: LabelSelector,
  attributes: AdmissionAttributes,
  namespaces: NamespaceLookup,
): Promise<boolean | ApiError> {
  const { resource, subresource, operation, object } = attributes;
  const namespace = requestNamespace(attributes);
  if (namespace === '' && resource !== 'namespaces') return true;
  if (selector.isEmpty) return true;
  const isOwn =
    resource === 'namespaces' &&
    subresource === undefined &&
    (operation === 'CREATE' || operation === 'UPDATE');
  if (isOwn) return selector.matches(object?.metadata.labels ?? {});
  const found = await namespaces(namespace);
  if (found === undefined) return notFound({ group: '', resource: 'namespaces' }, namespace);
  return selector.matches(found.metadata.labels ?? {});
}

/** Whether the labels of the object, before or after, are selected. */
export function matchObject(
  selector: LabelSelector,
  { object, previous }: AdmissionAttributes,
): boolean {
  if (selector.isEmpty) return true;
  return [object, previous].some((each) => {
    // The options of a connection have no metadata.
    const metadata = (each as Partial<AnyObject> | undefined)?.metadata;
    return metadata !== undefined && selector.matches(metadata.labels ?? {});
  });
}
