import { describe, expect, test } from 'vitest';
import { notFound } from '../apimachinery/errors.ts';
import { SeededRng } from '../base/rng.ts';
import type { Client } from '../client/client.ts';
import { serviceResolver } from './services.ts';

function clientWith(objects: Readonly<Record<string, object>>): Client {
  return {
    resource: (_version: string, plural: string) => ({
      get: (_namespace: string, name: string) => {
        const found = objects[plural];
        if (found !== undefined) return Promise.resolve(found);
        return Promise.reject(notFound({ group: '', resource: plural }, name));
      },
    }),
  } as unknown as Client;
}

const SERVICE = {
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', ports: [{ name: 'https', port: 443 }] },
};
const ENDPOINTS = {
  subsets: [
    {
      addresses: [{ ip: '10.1.0.1' }],
      notReadyAddresses: [{ ip: '10.1.0.2' }],
      ports: [
        { name: 'metrics', port: 9000 },
        { name: 'https', port: 8443 },
      ],
    },
  ],
};

const ask = (objects: Readonly<Record<string, object>>, port = 443): Promise<unknown> =>
  serviceResolver(clientWith(objects), new SeededRng(1), new Map())('apps', 'hooks', port);

describe('who answers for a Service', () => {
  test('is an endpoint that is ready, at the port of that name', async () => {
    const found = await ask({ services: SERVICE, endpoints: ENDPOINTS });

    expect(found).toEqual({ host: '10.1.0.1', port: 8443 });
  });

  test('is the name of an external one', async () => {
    const external = { spec: { type: 'ExternalName', externalName: 'hooks.example.com' } };

    expect(await ask({ services: external })).toEqual({ host: 'hooks.example.com', port: 443 });
  });

  test('is who stands in for it, whether it is there or not', async () => {
    const local = new Map([['apps/hooks', { host: 'localhost', port: 9443 }]]);
    const resolve = serviceResolver(clientWith({}), new SeededRng(1), local);

    expect(await resolve('apps', 'hooks', 443)).toMatchObject({ host: 'localhost', port: 9443 });
  });

  test.each<[string, Readonly<Record<string, object>>, number]>([
    ['service "hooks" not found', {}, 443],
    ['no service port 80 found for service "hooks"', { services: SERVICE }, 80],
    ['no endpoints available for service "hooks"', { services: SERVICE }, 443],
    ['no endpoints available for service "hooks"', { services: SERVICE, endpoints: {} }, 443],
    [
      'cannot route to service with ClusterIP "None"',
      { services: { spec: { ...SERVICE.spec, clusterIP: 'None' } } },
      443,
    ],
  ])('%s', async (message, objects, port) => {
    await expect(ask(objects, port)).rejects.toThrow(message);
  });
});
