import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../apimachinery/errors.ts';
import type { APIService, CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import {
  AUTOMANAGED,
  builtInApiServices,
  customApiService,
} from '../../resources/apiregistration/apiservice/built-in.ts';
import type { ControllerFactory } from '../runtime.ts';

export const API_SERVICES = ['apiregistration.k8s.io/v1', 'apiservices'] as const;

/** Makes the objects of what the server has by itself. Once, at its start: later they may be removed. */
export async function ensureApiServices(client: ResourceClient<APIService>): Promise<void> {
  const { items } = await client.list(undefined);
  const present = new Map(items.map((item) => [item.metadata.name, item]));
  await Promise.all(
    builtInApiServices.map(async (wanted) => {
      const current = present.get(wanted.metadata.name);
      if (current === undefined) await client.create(undefined, wanted);
      else if (isManaged(current) && !isDeepStrictEqual(current.spec, wanted.spec)) {
        await client.update(undefined, { ...current, spec: wanted.spec });
      }
    }),
  );
}

/** Every served version of a group of custom resources has an APIService, as long as one serves it. */
export const customApiServices: ControllerFactory = (context) => {
  const services = context.informer<APIService>(...API_SERVICES);
  const definitions = context.informer<CustomResourceDefinition>(
    'apiextensions.k8s.io/v1',
    'customresourcedefinitions',
  );
  const client = context.client<APIService>(...API_SERVICES);
  services.onChange((next, previous) => {
    context.enqueue((next ?? previous)?.metadata.name ?? '');
  });
  definitions.onChange((next, previous) => {
    for (const { spec } of [previous, next].filter((each) => each !== undefined)) {
      for (const { name } of spec.versions) context.enqueue(`${name}.${spec.group}`);
    }
  });

  function wantedOf(name: string): APIService | undefined {
    for (const { spec } of definitions.list()) {
      const served = spec.versions.find(
        (each) => each.served && `${each.name}.${spec.group}` === name,
      );
      if (served !== undefined) return customApiService(spec.group, served.name);
    }
    return undefined;
  }

  return {
    name: 'crd-autoregistration',
    async reconcile(name) {
      const wanted = wantedOf(name);
      const current = services.get(name);
      if (current === undefined) {
        if (wanted !== undefined) await unlessThere(client.create(undefined, wanted));
        return {};
      }
      if (current.metadata.labels?.[AUTOMANAGED] !== 'true') return {};
      if (wanted === undefined) {
        const { uid = '' } = current.metadata;
        await client.delete(undefined, name, { preconditions: { uid } });
      } else if (!isDeepStrictEqual(current.spec, wanted.spec)) {
        await client.update(undefined, { ...current, spec: wanted.spec });
      }
      return {};
    },
  };
};

function isManaged({ metadata }: APIService): boolean {
  return ['true', 'onstart'].includes(metadata.labels?.[AUTOMANAGED] ?? '');
}

async function unlessThere(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
  }
}
