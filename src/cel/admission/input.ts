import type { UserInfo } from '../../apimachinery/user.ts';
import type { Variables } from '../evaluation.ts';
import type { Access } from '../kubernetes/authorization.ts';
import { AuthorizerValue, ResourceCheck } from '../kubernetes/authorization.ts';
import { fromJson } from '../values/json.ts';
import type { Value } from '../values/value.ts';

/** What admission expressions are evaluated with, as JSON. Do not change it while they are. */
export interface AdmissionInput {
  readonly user: UserInfo;
  readonly access: Access;
  /** For `authorizer.requestResource`. */
  readonly resource: {
    readonly group: string;
    readonly resource: string;
    readonly subresource?: string | undefined;
    readonly namespace?: string | undefined;
    readonly name: string;
  };
  /** AdmissionRequest without its objects. */
  readonly request: unknown;
  /** With apiVersion and kind; undefined: there is none. */
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly namespaceObject?: unknown;
  readonly params?: unknown;
}

/**
 * The variables `object`, `oldObject`, `request`, `namespaceObject`, `params`, `authorizer` and
 * `authorizer.requestResource` of one request; each is made when an expression asks for it.
 */
export function admissionVariables(input: AdmissionInput): Variables {
  const made = new Map<string, Value | undefined>();
  return (name) => {
    if (!made.has(name)) made.set(name, makeVariable(input, name));
    return made.get(name);
  };
}

function makeVariable(input: AdmissionInput, name: string): Value | undefined {
  switch (name) {
    case 'object':
    case 'oldObject':
    case 'namespaceObject':
    case 'params':
    case 'request':
      return fromJson(input[name] ?? null);
    case 'authorizer':
      return new AuthorizerValue(input.user, input.access);
    case 'authorizer.requestResource':
      return requestResource(input);
    default:
      return undefined;
  }
}

function requestResource({ user, access, resource: asked }: AdmissionInput): Value {
  const { group, resource, subresource = '', namespace = '', name } = asked;
  const authorizer = new AuthorizerValue(user, access);
  return new ResourceCheck(authorizer, { group, resource, subresource, namespace, name });
}
