import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

const JSON_TYPE = 'application/json';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const ONLY = `only the following media types are accepted: ${JSON_TYPE}, application/yaml, ${PROTOBUF}`;
const AGGREGATED = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

describe('The form of an answer', () => {
  contract('is a Table for those who print', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue', sea: 'green' }));

    const table = await api.get(`${path}/colors`, { accept: TABLE });

    expect(table.body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const columns = table.body.columnDefinitions.map((each: { name: string }) => each.name);
    expect(columns).toEqual(['Name', 'Data', 'Age']);
    expect(table.body.rows[0].cells.slice(0, 2)).toEqual(['colors', 2]);
    expect(table.body.rows[0].object.kind).toBe('PartialObjectMetadata');
  });

  contract('is the metadata alone for those who cache it', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const partial = await api.get(`${path}/colors`, { accept: PARTIAL });

    expect(partial.body).toEqual({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: created.body.metadata,
    });
  });

  // kubectl get --subresource falls back to columns of its own.
  contract('is no Table where there is only a deed', async ({ api, namespace }) => {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await api.post(pods, {
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'i' }], automountServiceAccountToken: false },
    });

    const refused = await api.get(`${pods}/p/resize`, { accept: TABLE });
    const fallen = await api.get(`${pods}/p/resize`, { accept: `${TABLE},${JSON_TYPE}` });
    const partial = await api.get(`${pods}/p/resize`, { accept: PARTIAL });
    const status = await api.get(`${pods}/p/status`, { accept: TABLE });
    const review = await api.post(
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
      { accept: TABLE },
    );

    expect([refused.status, refused.body.message]).toEqual([406, ONLY]);
    expect(fallen.body.kind).toBe('Pod');
    expect(partial.body.kind).toBe('PartialObjectMetadata');
    expect(status.body.kind).toBe('Table');
    expect([review.status, review.body.message]).toEqual([406, ONLY]);
  });

  contract('is never turned into something else where it describes', async ({ api }) => {
    for (const path of ['/apis/apps', '/apis/apps/v1', '/api/v1']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      const { status, body } = await api.get(path, { accept: TABLE });
      expect([status, body.message], path).toEqual([406, ONLY]);
    }
  });

  contract('follows the first range that can be served', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue' }));
    const available = `406: Not Acceptable\n\nAvailable representations: ${JSON_TYPE}, application/yaml, ${PROTOBUF}`;
    const cases: [string, string, number, string][] = [
      [`${path}/colors`, '*/*;q=0.5,application/yaml;q=0.4', 200, 'application/yaml'],
      [`${path}/colors`, 'application/json;as=;v=;g=', 200, JSON_TYPE],
      [`${path}/colors`, 'application/json;sv=v1', 200, JSON_TYPE],
      [`${path}/colors`, 'application/yaml;stream=watch', 406, ONLY],
      [`${path}/colors`, '*', 406, available],
      [`/api/v1/namespaces/${namespace}/pods/none/log`, 'text/plain', 406, ONLY],
      [
        `/api/v1/namespaces/${namespace}/pods/none/log`,
        'text/html',
        406,
        available.replace(JSON_TYPE, `text/plain, ${JSON_TYPE}`),
      ],
    ];
    for (const [url, accept, status, told] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      const answer = await api.get(url, { accept });
      const form = answer.headers['content-type'];
      expect([answer.status, status === 200 ? form : answer.body.message], accept).toEqual([
        status,
        told,
      ]);
    }
  });

  // What is found first for a list is not looked for again to write a stream in.
  contract('is refused to a watch that prefers YAML', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps?watch=1&timeoutSeconds=1`;

    const refused = await api.get(path, { accept: 'application/json;q=0.5,application/yaml' });

    expect(refused.status).toBe(406);
    expect(refused.text).toContain(`${JSON_TYPE};stream=watch`);
  });

  contract('ends a watch that wants lists for events', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const ended = await api.get(`${path}?watch=1`, {
      accept: PARTIAL.replace(';v', 'List;v'),
    });

    expect([ended.status, ended.text]).toEqual([200, '']);
  });

  contract('is aggregated discovery behind plain JSON, too', async ({ api }) => {
    const document = await api.get('/apis', { accept: `${JSON_TYPE},${JSON_TYPE}${AGGREGATED}` });

    expect(document.body.kind).toBe('APIGroupDiscoveryList');
  });

  contract('is what the keys are written in, or refused', async ({ api }) => {
    const plain = await api.get('/openid/v1/jwks', { accept: JSON_TYPE });
    const any = await api.get('/openid/v1/jwks', { accept: '*/*' });

    expect([plain.status, plain.body.message]).toEqual([
      406,
      '406: Not Acceptable\n\nAvailable representations: application/jwk-set+json',
    ]);
    expect(any.headers['content-type']).toBe('application/jwk-set+json');
  });

  contract('is YAML on request', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const yaml = await api.get(`${path}/colors`, { accept: 'application/yaml' });

    expect(yaml.headers['content-type']).toBe('application/yaml');
    expect(yaml.text).toMatch(/^apiVersion: v1\ndata:\n {2}sky: blue\nkind: ConfigMap\n/);
  });

  contract('is protobuf on request, errors too', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const missing = await api.get(`${path}/ghost`, { accept: PROTOBUF });

    expect(missing.status).toBe(404);
    expect(missing.headers['content-type']).toBe(PROTOBUF);
    expect(Buffer.from(missing.body).subarray(0, 4)).toEqual(Buffer.from('k8s\0'));
  });

  const METADATA = ';as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
  contract.for([
    ['a refusal before there is a route', '/api/v1/ghosts', 'application/yaml', 404, ''],
    ['a refusal of metadata alone', '/api/v1/nodes/ghost', PROTOBUF + METADATA, 404, JSON_TYPE],
    ['options before the form', '/api/v1/nodes?limit=x', `${PROTOBUF};as=Table`, 400, JSON_TYPE],
    ['discovery in protobuf', '/apis', PROTOBUF + AGGREGATED, 200, PROTOBUF + AGGREGATED],
    [
      'discovery that is no more',
      '/apis',
      JSON_TYPE + AGGREGATED.replace('v2', 'v2beta1'),
      406,
      JSON_TYPE,
    ],
    ['the version in YAML', '/version', 'application/yaml', 406, ''],
  ] as const)('of %s: %s for %s', async ([, path, accept, status, type], { api }) => {
    const answer = await api.get(path, { accept });

    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(type === '' ? accept : type);
  });

  contract('is 406 when nothing fits', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const refused = await api.get(path, { accept: 'text/html' });

    expect(refused.status).toBe(406);
    expect(refused.body).toMatchObject({ reason: 'NotAcceptable' });
  });
});

describe('The form of a request', () => {
  contract('may be YAML', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const yaml = 'metadata:\n  name: colors\ndata:\n  sky: blue # at noon\n';

    const created = await api.post(path, yaml, { 'content-type': 'application/yaml' });

    expect(created.status).toBe(201);
    expect(created.body.data).toEqual({ sky: 'blue' });
  });

  contract.for<[type: string, body: string, code: number]>([
    ['text/plain', 'hello', 415],
    ['application/json', '{"metadata":', 400],
    ['application/json', '', 400],
    ['application/yaml', 'metadata: [', 400],
    [PROTOBUF, 'k8s', 400],
  ])('is refused as %s of %j', async ([type, body, code], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const refused = await api.post(path, body, { 'content-type': type });

    expect(refused.body).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect(refused.status).toBe(code);
  });

  contract('may have 3 MiB and not more', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const refused = await api.post(path, configMapNamed('big', { a: 'x'.repeat(3 * 1024 * 1024) }));

    expect(refused.status).toBe(413);
    expect(refused.body).toMatchObject({ reason: 'RequestEntityTooLarge' });
  });
});
