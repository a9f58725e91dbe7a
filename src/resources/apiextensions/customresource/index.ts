import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { Resource } from '../../../catalog/catalog.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import type { CustomKind } from '../../../registry/kind.ts';
import type { ConversionParts } from './conversion.ts';
import { webhookConverter } from './conversion.ts';
import { customStorage } from './storage.ts';
import { customStrategy } from './strategy.ts';

/** Makes the behaviour of a resource that a CustomResourceDefinition has added. */
export function customKind(resource: Resource, parts: ConversionParts): CustomKind {
  const { custom, group, version, kind } = resource;
  if (custom === undefined) throw new Error(`${resource.plural} is no custom resource`);
  return {
    behaviour: defineBehaviour<AnyObject>(`${group}/${version}/${kind}`, {
      strategy: customStrategy(resource, custom),
    }) as unknown as Behaviour,
    storage: customStorage(custom, custom.conversion && webhookConverter(custom.conversion, parts)),
  };
}
