import { describe, expect } from 'vitest';
import { configMapNamed, contract, serviceNamed } from './contract.ts';

describe('POST an object', () => {
  contract('answers 201 with what the server adds', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colors', namespace, uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      data: { sky: 'blue' },
    });
    expect(created.body.metadata.resourceVersion).toMatch(/^[1-9][0-9]*$/);
    expect(created.body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const kept = await api.get(`${path}/colors`);
    expect(kept.body).toEqual(created.body);
  });

  contract('refuses a name that is taken with 409 AlreadyExists', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const second = await api.post(path, configMapNamed('colors', { sky: 'red' }));

    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: 'configmaps "colors" already exists',
      reason: 'AlreadyExists',
      details: { name: 'colors', kind: 'configmaps' },
      code: 409,
    });
    const kept = await api.get(`${path}/colors`);
    expect(kept.body.data).toEqual({ sky: 'blue' });
  });

  contract('makes a name from generateName', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const body = { metadata: { generateName: 'color-' } };

    const names = await Promise.all([api.post(path, body), api.post(path, body)]);

    const [first, second] = names.map((each) => String(each.body.metadata.name));
    expect(first).toMatch(/^color-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(second).not.toBe(first);
  });

  contract('needs the namespace to exist', async ({ api }) => {
    const path = '/api/v1/namespaces/nowhere-at-all/configmaps';

    const refused = await api.post(path, configMapNamed('colors'));

    expect(refused.status).toBe(404);
    expect(refused.body).toMatchObject({
      reason: 'NotFound',
      message: 'namespaces "nowhere-at-all" not found',
    });
  });

  contract('gives a Service an address of the range', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;

    const created = await api.post(path, serviceNamed('web'));

    expect(created.status).toBe(201);
    expect(created.body.spec).toMatchObject({
      type: 'ClusterIP',
      clusterIPs: [created.body.spec.clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    });
    expect(created.body.spec.clusterIP).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(created.body.status).toEqual({ loadBalancer: {} });
  });

  contract.for<[sentence: string, body: object, code: number, message: string]>([
    [
      'a name that is no DNS name',
      configMapNamed('No_Name'),
      422,
      'ConfigMap "No_Name" is invalid: metadata.name: Invalid value: "No_Name": a lowercase RFC 1123 subdomain',
    ],
    [
      'no name at all',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} },
      422,
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'an object of another kind',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap: ',
    ],
    [
      'an object of another namespace',
      { ...configMapNamed('a'), metadata: { name: 'a', namespace: 'elsewhere' } },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'a number where a text belongs',
      { ...configMapNamed('a'), data: { a: 1 } },
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number',
    ],
    [
      'a resourceVersion',
      { ...configMapNamed('a'), metadata: { name: 'a', resourceVersion: '1' } },
      500,
      'resourceVersion should not be set on objects to be created',
    ],
  ])('refuses %s', async ([, body, code, message], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const refused = await api.post(path, body);

    expect(refused.body).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect(refused.status).toBe(code);
    expect(refused.body.message).toContain(message);
    expect((await api.get(`${path}/a`)).status).toBe(404);
  });

  contract.for<[validation: string, code: number, warning: string | undefined]>([
    ['Ignore', 201, undefined],
    ['Warn', 201, '299 - "unknown field \\"colour\\""'],
    ['Strict', 400, undefined],
  ])('treats an unknown field as fieldValidation=%s says', async (row, { api, namespace }) => {
    const [validation, code, warning] = row;
    const path = `/api/v1/namespaces/${namespace}/configmaps?fieldValidation=${validation}`;

    const answer = await api.post(path, { ...configMapNamed('a'), colour: 'red' });

    expect(answer.status).toBe(code);
    expect(answer.headers['warning']).toBe(warning);
    expect(answer.body.colour).toBeUndefined();
  });

  contract('names a LimitRange that has no name', async ({ api, namespace }) => {
    const limits = [{ type: 'Pod', max: { cpu: '64' } }];

    const created = await api.post(`/api/v1/namespaces/${namespace}/limitranges`, {
      spec: { limits },
    });

    expect(created.status).toBe(201);
    expect(created.body.metadata.name).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  contract('complains of some kinds before it does of their names', async ({ api, namespace }) => {
    const path = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;

    const wrong = await api.post(path, { spec: { maxUnavailable: 'x' } });
    const unnamed = await api.post(path, { spec: { maxUnavailable: 1 } });

    const field = 'details.causes[0].field';
    expect(wrong.body.details.causes).toHaveLength(1);
    expect(wrong.body).toHaveProperty(field, 'spec.maxUnavailable');
    expect(unnamed.body).toHaveProperty(field, 'metadata.name');
  });
});
