import { ApiError, forbidden, internalError } from '../../apimachinery/errors.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import type { NamespaceLookup } from '../namespace-lifecycle.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { Webhook } from './configurations.ts';
import type { EquivalentResource, ObjectVersions } from './object-versions.ts';
import { requestView } from './request-view.ts';
import { matchRules } from './rules.ts';
import { matchNamespace, matchObject } from './selectors.ts';

export interface InvocationParts {
  readonly namespaces: NamespaceLookup;
  readonly versions: ObjectVersions;
}

/** The objects of a request in the version that one webhook asks for. */
export type ObjectsIn = (asked: EquivalentResource) => Promise<VersionedObjects>;

export interface VersionedObjects {
  readonly object: AnyObject | undefined;
  readonly previous: AnyObject | undefined;
}

/**
 * The resource under which a webhook is to be asked about a request; undefined: it is not asked.
 * @throws ApiError where that cannot be told
 */
export async function invocationOf(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  { namespaces, versions }: InvocationParts,
  objectsIn: ObjectsIn,
): Promise<EquivalentResource | undefined> {
  const { rules = [], matchPolicy } = webhook.spec;
  const asked = matchRules(rules, matchPolicy, attributes, versions);
  if (asked === undefined) return undefined;
  if (!matchObject(webhook.objectSelector, attributes)) return undefined;
  const isInside = await matchNamespace(webhook.namespaceSelector, attributes, namespaces);
  if (isInside === false) return undefined;
  if (isInside !== true) throw isInside;
  const { conditions } = webhook;
  if (conditions === undefined) return asked;
  const objects = await objectsIn(asked);
  const request = requestView(attributes, asked, '');
  const { matches, error } = await conditions.match({ attributes, request, ...objects });
  if (error !== undefined) {
    const { group, resource, name } = attributes;
    throw forbidden({ group, resource }, name, error);
  }
  return matches ? asked : undefined;
}

/** What fails on the way to a webhook is an internal error, as upstream's wrapping makes it. */
export async function internally<T>(step: () => Promise<T> | T): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ApiError && error.code === 500) throw error;
    throw internalError(error instanceof Error ? error.message : String(error), error);
  }
}
