import { optionsObject } from '../../apimachinery/admission.ts';
import type { AnyObject, GroupVersionKind } from '../../apimachinery/meta.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { EquivalentResource } from './object-versions.ts';

/** AdmissionRequest without the objects. */
export type RequestView = Readonly<Record<string, unknown>>;

/** As upstream sets it: requests for a namespace itself are in that namespace. */
export function requestNamespace(attributes: AdmissionAttributes): string {
  const { namespace = '', group, resource, name } = attributes;
  const isNamespace = group === '' && resource === 'namespaces';
  return isNamespace && namespace === '' ? name : namespace;
}

/** The kind of the objects of a request, which a subresource may have of its own. */
export function requestKind({
  group,
  version,
  kind,
  objectKind,
}: AdmissionAttributes): GroupVersionKind {
  return objectKind ?? { group, version, kind };
}

/** @param asked the resource under which the webhook knows the objects */
export function requestView(
  attributes: AdmissionAttributes,
  asked: EquivalentResource,
  uid: string,
): RequestView {
  const { group, version, resource, subresource, operation, name, dryRun } = attributes;
  const namespace = requestNamespace(attributes);
  return {
    uid,
    kind: asked.kind,
    resource: { group: asked.group, version: asked.version, resource: asked.resource },
    ...(subresource === undefined ? {} : { subResource: subresource }),
    requestKind: requestKind(attributes),
    requestResource: { group, version, resource },
    ...(subresource === undefined ? {} : { requestSubResource: subresource }),
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: userInfo(attributes),
    dryRun,
    options: optionsObject(attributes) ?? null,
  };
}

function userInfo({ user }: AdmissionAttributes): Record<string, unknown> {
  const { name, uid = '', groups, extra = {} } = user;
  return {
    ...(name === '' ? {} : { username: name }),
    ...(uid === '' ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** The whole AdmissionReview. */
export function admissionReview(
  reviewVersion: string,
  view: RequestView,
  { object, previous }: { object: AnyObject | undefined; previous: AnyObject | undefined },
): Record<string, unknown> {
  const { dryRun, options, ...request } = view;
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${reviewVersion}`,
    request: { ...request, object: object ?? null, oldObject: previous ?? null, dryRun, options },
  };
}
