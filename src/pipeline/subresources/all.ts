import type { Resource } from '../../catalog/catalog.ts';
import { bindingHandler } from './binding.ts';
import { evictionHandler } from './eviction.ts';
import type { Handler, HandlerParts, Handlers } from './handler.ts';
import { builtInScalable, scaleHandler } from './scale.ts';

type Make = (resource: Resource) => Handler | undefined;

/** All handlers of a server, by `<resource>[/<subresource>]`; each is made when it is first asked for. */
export function allHandlers(parts: HandlerParts): Handlers {
  const pods = parts.catalog.find('', 'v1', 'pods');
  if (pods === undefined) throw new Error('the catalog has no pods');
  const scale: Make = (resource) => {
    const scalable = builtInScalable(resource);
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
  };
  const made = new WeakMap<Resource, Map<string, Handler | undefined>>();
  return (resource, subresource) => {
    if (resource.custom !== undefined) return undefined;
    let handlers = made.get(resource);
    if (handlers === undefined) {
      handlers = new Map();
      made.set(resource, handlers);
    }
    if (!handlers.has(subresource)) {
      const path = subresource === '' ? resource.plural : `${resource.plural}/${subresource}`;
      handlers.set(subresource, makers[path]?.(resource));
    }
    return handlers.get(subresource);
  };
}
