import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

describe('Server-side apply', () => {
  contract('creates, and then removes what is applied no more', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors?fieldManager=painter`;

    const first = await api.patch(
      path,
      'apply',
      configMapNamed('colors', { sky: 'blue', sea: 'green' }),
    );
    const second = await api.patch(path, 'apply', configMapNamed('colors', { sky: 'blue' }));

    expect(first.status).toBe(201);
    expect(second.status).toBe(200);
    expect(second.body.data).toEqual({ sky: 'blue' });
    expect(second.body.metadata.managedFields).toMatchObject([
      { manager: 'painter', operation: 'Apply', fieldsV1: { 'f:data': { 'f:sky': {} } } },
    ]);
  });

  contract('of the same twice changes nothing', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors?fieldManager=painter`;

    const first = await api.patch(path, 'apply', configMapNamed('colors', { sky: 'blue' }));
    const second = await api.patch(path, 'apply', configMapNamed('colors', { sky: 'blue' }));

    expect(second.body).toEqual(first.body);
  });

  contract(
    'refuses to take what another manager owns, unless forced',
    async ({ api, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/configmaps/colors`;
      await api.patch(
        `${path}?fieldManager=painter`,
        'apply',
        configMapNamed('colors', { sky: 'blue' }),
      );
      const grey = configMapNamed('colors', { sky: 'grey' });

      const refused = await api.patch(`${path}?fieldManager=vandal`, 'apply', grey);
      const forced = await api.patch(`${path}?fieldManager=vandal&force=true`, 'apply', grey);

      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "painter": .data.sky',
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.sky' }] },
      });
      expect(forced.status).toBe(200);
      expect(forced.body.data).toEqual({ sky: 'grey' });
      const managers = forced.body.metadata.managedFields.map(
        (each: { manager: string }) => each.manager,
      );
      expect(managers).toEqual(['vandal']);
    },
  );

  contract('reads YAML', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors?fieldManager=painter`;
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colors\ndata:\n  sky: blue\n';

    const applied = await api.patch(path, 'apply', yaml);

    expect(applied.status).toBe(201);
    expect(applied.body.data).toEqual({ sky: 'blue' });
  });

  contract.for<[sentence: string, query: string, body: object, message: string]>([
    ['no field manager', '', configMapNamed('colors'), 'fieldManager: Required value'],
    [
      'managedFields',
      'fieldManager=a',
      { ...configMapNamed('colors'), metadata: { name: 'colors', managedFields: [{}] } },
      'metadata.managedFields must be nil',
    ],
  ])('refuses %s', async ([, query, body, message], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors`;

    const refused = await api.patch(`${path}?${query}`, 'apply', body);

    expect(refused.body).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect(refused.body.message).toContain(message);
    expect((await api.get(path)).status).toBe(404);
  });
});
