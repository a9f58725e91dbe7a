import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../catalog.ts';
import type { OpenApiRequest } from './answers.ts';
import { answerOpenApi } from './answers.ts';
import { loadDescriptions } from './descriptions.ts';
import { OpenApi } from './open-api.ts';

const api = new OpenApi(
  loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url)),
  loadDescriptions(new URL('../../../openapi/descriptions/', import.meta.url)),
);

function ask(path: string, request: Partial<OpenApiRequest> = {}) {
  const nothing = { hash: undefined, accept: undefined, ifNoneMatch: undefined };
  return answerOpenApi(api, { ...nothing, ...request, path });
}

const right = api.documentV3('version')?.hash ?? '';

describe('/openapi/v3', () => {
  test('is an index that calls itself plain text', () => {
    expect(ask('/openapi/v3')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  test('serves a document without its hash, and for ever with it', () => {
    const plain = ask('/openapi/v3/version');
    expect(plain).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', vary: 'Accept', etag: `"${right}"` },
    });
    expect(plain?.headers).not.toHaveProperty('cache-control');
    expect(ask('/openapi/v3/version', { hash: right })).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, immutable' },
    });
  });

  test('sends a wrong hash to the right one', () => {
    expect(ask('/openapi/v3/version', { hash: '0' })).toMatchObject({
      status: 301,
      headers: { location: `/openapi/v3/version?hash=${right}` },
      body: '',
    });
  });

  test('spares a client what it has', () => {
    expect(ask('/openapi/v3/version', { ifNoneMatch: `"${right}"` })).toMatchObject({
      status: 304,
      body: '',
    });
  });

  test('has a protobuf form', () => {
    const accept = 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf';
    const answer = ask('/openapi/v3/version', { accept });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf' },
    });
    const wire = Buffer.from(answer?.body ?? '');
    expect(wire.subarray(0, 7).toString('hex')).toBe('0a05332e302e30');
  });

  test.each([
    ['/openapi/v3/', {}, 404],
    ['/openapi/v3/apis/nope.example.com/v1', {}, 404],
    ['/openapi/v3/version', { accept: 'text/html' }, 406],
  ])('%s %j: %d', (path, request, status) => {
    expect(ask(path, request)).toMatchObject({ status, body: '' });
  });
});

describe('/openapi/v2', () => {
  test('is JSON unless somebody asks for protobuf', () => {
    const json = ask('/openapi/v2');
    expect(json).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', vary: 'Accept-Encoding, Accept' },
    });
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const protobuf = ask('/openapi/v2', { accept });
    expect(protobuf?.headers).toMatchObject({
      'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      etag: json?.headers['etag'],
    });
    expect(Buffer.isBuffer(protobuf?.body)).toBe(true);
  });

  test('refuses other types, and spares a client what it has', () => {
    expect(ask('/openapi/v2', { accept: 'text/html' })).toMatchObject({
      status: 406,
      headers: { vary: 'Accept-Encoding, Accept' },
      body: '',
    });
    const etag = ask('/openapi/v2')?.headers['etag'];
    expect(ask('/openapi/v2', { ifNoneMatch: etag })).toMatchObject({ status: 304, body: '' });
  });
});

test('other paths are none of its business', () => {
  expect(ask('/openapi')).toBeUndefined();
  expect(ask('/openapi/v4')).toBeUndefined();
});
