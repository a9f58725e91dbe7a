import type { AdmissionAttributes } from '../../apimachinery/admission.ts';
import { optionsObject } from '../../apimachinery/admission.ts';
import type { Variables } from '../evaluation.ts';
import type { Access } from '../kubernetes/authorization.ts';
import { AuthorizerValue, ResourceCheck } from '../kubernetes/authorization.ts';
import { fromJson } from '../values/json.ts';
import type { Value } from '../values/value.ts';

/** What admission expressions are evaluated with. Values are made when an expression asks for them. */
export interface AdmissionInput {
  readonly attributes: AdmissionAttributes;
  readonly access: Access;
  /** The Namespace of the request's object, for policies. */
  readonly namespaceObject?: unknown;
  /** The parameters of a policy; null where there are none to be had. */
  readonly params?: unknown;
}

/**
 * The variables `object`, `oldObject`, `request`, `namespaceObject`, `params`, `authorizer` and
 * `authorizer.requestResource` of one request. Made once per request; each is made once.
 */
export function admissionVariables(input: AdmissionInput): Variables {
  const made = new Map<string, Value | undefined>();
  return (name) => {
    if (!made.has(name)) made.set(name, makeVariable(input, name));
    return made.get(name);
  };
}

function makeVariable(input: AdmissionInput, name: string): Value | undefined {
  const { attributes } = input;
  switch (name) {
    case 'object':
      return fromJson(typed(attributes, attributes.object));
    case 'oldObject':
      return fromJson(typed(attributes, attributes.previous));
    case 'request':
      return fromJson(requestObject(attributes));
    case 'namespaceObject':
      return fromJson(input.namespaceObject ?? null);
    case 'params':
      return fromJson(input.params ?? null);
    case 'authorizer':
      return new AuthorizerValue(attributes.user, input.access);
    case 'authorizer.requestResource':
      return requestResource(input);
    default:
      return undefined;
  }
}

/** Objects are kept without what says which kind they are. */
function typed(attributes: AdmissionAttributes, object: object | undefined): unknown {
  if (object === undefined) return null;
  const { group, version, kind } = kindOf(attributes);
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind, ...object };
}

function kindOf({ group, version, kind, objectKind }: AdmissionAttributes): {
  group: string;
  version: string;
  kind: string;
} {
  return objectKind ?? { group, version, kind };
}

function requestObject(attributes: AdmissionAttributes): Record<string, unknown> {
  const { group, version, resource, subresource, user } = attributes;
  const kind = { ...kindOf(attributes) };
  const named = { group, version, resource };
  const userInfo = {
    username: user.name === '' ? undefined : user.name,
    uid: user.uid === '' ? undefined : user.uid,
    groups: user.groups.length === 0 ? undefined : user.groups,
    extra: Object.keys(user.extra ?? {}).length === 0 ? undefined : user.extra,
  };
  return {
    uid: '',
    kind,
    resource: named,
    subResource: absentIfEmpty(subresource),
    requestKind: kind,
    requestResource: named,
    requestSubResource: absentIfEmpty(subresource),
    name: absentIfEmpty(attributes.name),
    namespace: absentIfEmpty(attributes.namespace),
    operation: attributes.operation,
    userInfo,
    object: null,
    oldObject: null,
    dryRun: attributes.dryRun,
    options: optionsObject(attributes) ?? null,
  };
}

function absentIfEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function requestResource({ attributes, access }: AdmissionInput): Value {
  const { group, resource, subresource, namespace, name, user } = attributes;
  return new ResourceCheck(new AuthorizerValue(user, access), {
    group,
    resource,
    subresource: subresource ?? '',
    namespace: namespace ?? '',
    name,
  });
}
