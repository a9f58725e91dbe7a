import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

const NOT_FOUND = 'the server could not find the requested resource';
const NOT_ALLOWED = 'the server does not allow this method on the requested resource';
const PAGE = '404 page not found\n';
const undetermined = (path: string): string =>
  `Internal Server Error: "${path}": failed to create RequestInfo: ` +
  `unable to determine kind and namespace from url, ${path}\n`;

/** A message of a Status, or the plain text of an answer that has none. */
const refusals: readonly (readonly [path: string, code: number, text: string])[] = [
  ['/api//v1', 404, NOT_FOUND],
  ['/api/v9', 404, NOT_FOUND],
  ['/apis/apps//v1', 404, NOT_FOUND],
  ['/version/more', 404, NOT_FOUND],
  ['/api/v1/bindings', 404, NOT_FOUND],
  ['/api/v1/namespaces//bindings', 405, NOT_ALLOWED],
  ['/api/v1/namespaces//nodes', 404, NOT_FOUND],
  ['/api/v1/namespaces//configmaps/a', 400, 'Namespace parameter required.'],
  ['/%61pi/v1/namespaces/default/configmaps/none', 404, 'configmaps "none" not found'],
  ['/api/v1/configmaps/a', 404, NOT_FOUND],
  ['//api/v1', 404, PAGE],
  ['/apis//', 404, PAGE],
  ['/apis//apps/v1', 404, PAGE],
  ['/livez/', 404, PAGE],
  ['/livez/ping/', 404, PAGE],
  ['/openapi/v2/', 404, PAGE],
  ['/index.html/', 404, PAGE],
  ['/api/v1/watch', 500, undetermined('/api/v1/watch')],
  ['/apis/apps/v1/proxy/', 500, undetermined('/apis/apps/v1/proxy/')],
  ['/api/v1/watch?a=%3Cb', 500, undetermined('/api/v1/watch?a=%3Cb')],
  ['/api/v1/namespaces/default/pods/%zz', 400, '400 Bad Request'],
  [
    '/version?timeout=soon',
    400,
    'invalid timeout specified in the request URL - time: invalid duration "soon"',
  ],
  [
    '/api/v1/pods?timeout=5',
    400,
    'invalid timeout specified in the request URL - time: missing unit in duration "5"',
  ],
  ['/api/v1/pods?resourceVersion=x&fieldSelector=y%3D1', 400, 'field label not supported: y'],
  [
    '/api/v1/pods?watch=1&resourceVersion=x&fieldSelector=y%3D1',
    400,
    'field label not supported: y',
  ],
];

describe('A path that is not served', () => {
  for (const [path, code, text] of refusals) {
    contract(`is refused as upstream refuses it: ${path}`, async ({ api }) => {
      const answer = await api.get(path);

      expect(answer.status).toBe(code);
      const isStatus = answer.headers['content-type'] === 'application/json';
      expect(isStatus ? answer.body.message : answer.text).toBe(text);
    });
  }

  contract('without a namespace is refused when the object is looked at', async ({ api }) => {
    const collection = '/api/v1/namespaces//configmaps';
    const object = configMapNamed('a');

    const created = await api.post(collection, object);
    const renamed = await api.put(`${collection}/b`, object);
    const replaced = await api.put(`${collection}/a`, object);

    expect([created.status, created.body.message]).toEqual([
      422,
      'ConfigMap "a" is invalid: metadata.namespace: Required value',
    ]);
    expect([renamed.status, renamed.body.message]).toEqual([
      400,
      'the name of the object (a) does not match the name on the URL (b)',
    ]);
    expect([replaced.status, replaced.body.message]).toEqual([
      400,
      'Namespace parameter required.',
    ]);
  });

  contract('may end in slashes where it is a document', async ({ api }) => {
    for (const path of [
      '/api/',
      '/api/v1//',
      '/apis/apps/',
      '/version/',
      '/.well-known/openid-configuration/',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      expect((await api.get(path)).status, path).toBe(200);
    }
  });

  contract('knows its methods', async ({ api }) => {
    for (const path of [
      '/api',
      '/version',
      '/openid/v1/jwks',
      '/api/v1',
      '/api/v1/watch/pods',
      '/apis/apiregistration.k8s.io',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      const { status, body } = await api.post(path, {});
      expect([status, body.message], path).toEqual([405, NOT_ALLOWED]);
    }
    for (const path of ['/api/v9', '/apis/apps/v9', '/version/more', '/api/v1/watch/ghosts']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      const { status, body } = await api.post(path, {});
      expect([status, body.message], path).toEqual([404, NOT_FOUND]);
    }
  });

  contract('is refused in the form that the client reads', async ({ api }) => {
    const yaml = await api.get('/api/v9', { accept: 'application/yaml' });
    const curl = await api.get('/api/v9', { 'user-agent': 'curl/8.0' });
    const browser = await api.get('/api/v9', { accept: 'text/html' });

    expect(yaml.text).toMatch(/^apiVersion: v1\ncode: 404\n/);
    expect(curl.text).toMatch(/^{\n {2}"kind": "Status",\n/);
    expect(browser.text).toMatch(/^{\n {2}"kind": "Status",\n/);
  });
});
