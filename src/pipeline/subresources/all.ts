import type { Authenticator } from '../../auth/authenticator.ts';
import type { TokenSigner } from '../../auth/token-signer.ts';
import type { Resource } from '../../catalog/catalog.ts';
import { accessReviewHandler, rulesReviewHandler } from '../reviews/access.ts';
import { selfReviewHandler, tokenReviewHandler } from '../reviews/authentication.ts';
import { bindingHandler } from './binding.ts';
import { componentStatusHandler } from './component-statuses.ts';
import { customScalable } from './custom-scale.ts';
import { evictionHandler } from './eviction.ts';
import type { Handler, HandlerParts, Handlers } from './handler.ts';
import { builtInScalable, scaleHandler } from './scale.ts';
import { tokenRequestHandler } from './token-request.ts';

type Make = (resource: Resource) => Handler | undefined;

export interface AllHandlerParts extends HandlerParts {
  readonly authenticator: Authenticator;
  readonly signer: TokenSigner;
}

/** All handlers of a server, by `<resource>[/<subresource>]`; each is made when it is first asked for. */
export function allHandlers(parts: AllHandlerParts): Handlers {
  const pods = parts.catalog.find('', 'v1', 'pods');
  if (pods === undefined) throw new Error('the catalog has no pods');
  const scale: Make = (resource) => {
    const scalable =
      resource.custom === undefined ? builtInScalable(resource) : customScalable(resource);
    return scalable === undefined ? undefined : scaleHandler(parts, resource, scalable);
  };
  const makers: Readonly<Record<string, Make>> = {
    bindings: () => bindingHandler(parts, pods),
    'pods/binding': () => bindingHandler(parts, pods),
    'pods/eviction': () => evictionHandler(parts, pods),
    'deployments/scale': scale,
    'replicasets/scale': scale,
    'statefulsets/scale': scale,
    'replicationcontrollers/scale': scale,
    'serviceaccounts/token': (accounts) => tokenRequestHandler(parts, accounts, parts.signer),
    selfsubjectreviews: (type) => selfReviewHandler(parts, type),
    tokenreviews: (type) => tokenReviewHandler(parts, type, parts.authenticator),
    selfsubjectaccessreviews: (type) => accessReviewHandler(parts, type),
    subjectaccessreviews: (type) => accessReviewHandler(parts, type),
    localsubjectaccessreviews: (type) => accessReviewHandler(parts, type),
    selfsubjectrulesreviews: (type) => rulesReviewHandler(parts, type),
    componentstatuses: componentStatusHandler,
  };
  const made = new WeakMap<Resource, Map<string, Handler | undefined>>();
  return (resource, subresource) => {
    if (resource.custom !== undefined && subresource !== 'scale') return undefined;
    let handlers = made.get(resource);
    if (handlers === undefined) {
      handlers = new Map();
      made.set(resource, handlers);
    }
    if (!handlers.has(subresource)) {
      const path = subresource === '' ? resource.plural : `${resource.plural}/${subresource}`;
      const make = resource.custom === undefined ? makers[path] : scale;
      handlers.set(subresource, make?.(resource));
    }
    return handlers.get(subresource);
  };
}
