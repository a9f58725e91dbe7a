import { describe, expect, test } from 'vitest';
import { ApiError } from './errors.ts';
import { parseQuery, queryBoolean, queryInteger } from './query.ts';
import type { RequestInfo } from './request-info.ts';
import { parseRequestInfo } from './request-info.ts';

function infoOf(request: string): RequestInfo {
  const [method = '', url = ''] = request.split(' ');
  const [path = '', search = ''] = url.split('?');
  return parseRequestInfo(method, path, parseQuery(search));
}

function refusalOf(act: () => unknown): ApiError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return undefined;
}

describe('a path of the API', () => {
  test.each<[string, Partial<RequestInfo>]>([
    ['GET /api/v1/pods', { verb: 'list', group: '', version: 'v1', resource: 'pods', name: '' }],
    ['GET /api/v1/namespaces/ns/pods', { verb: 'list', resource: 'pods', namespace: 'ns' }],
    ['POST /api/v1/namespaces/ns/pods', { verb: 'create', resource: 'pods', namespace: 'ns' }],
    ['GET /api/v1/namespaces/ns/pods/p', { verb: 'get', name: 'p', subresource: '' }],
    ['PUT /apis/apps/v1/namespaces/ns/deployments/d', { verb: 'update', group: 'apps' }],
    [
      'PATCH /apis/apps/v1/namespaces/ns/deployments/d/scale',
      { verb: 'patch', subresource: 'scale' },
    ],
    ['DELETE /api/v1/namespaces/ns/pods/p', { verb: 'delete' }],
    ['DELETE /api/v1/namespaces/ns/pods', { verb: 'deletecollection' }],
    ['GET /api/v1/namespaces', { verb: 'list', resource: 'namespaces', namespace: '', name: '' }],
    ['GET /api/v1/namespaces/ns', { resource: 'namespaces', namespace: 'ns', name: 'ns' }],
    ['PUT /api/v1/namespaces/ns/finalize', { resource: 'namespaces', subresource: 'finalize' }],
    ['GET /api/v1/namespaces/ns/status', { resource: 'namespaces', subresource: 'status' }],
    ['GET /api/v1/namespaces/ns/status/x', { resource: 'namespaces', rest: 'x' }],
    ['GET /api/v1/nodes/n/proxy/a/b', { subresource: 'proxy', rest: 'a/b', name: 'n' }],
    ['GET /api/v1/pods/', { verb: 'list', resource: 'pods' }],
    ['GET /api/v1/namespaces//pods', { verb: 'list', resource: 'pods', namespace: '' }],
    ['GET /api/v1/namespaces/a%2Fpods/p', { resource: 'pods', namespace: 'a', name: 'p' }],
    ['GET /api/v1/namespaces/ns/pods/a%20b%25', { name: 'a b%' }],
    ['GET /api/v1/nodes/%C3%A9', { name: 'é' }],
    ['GET /api/v1/nodes/\u00c3\u00a9', { name: 'é' }],
    ['GET /api/v1/nodes/%ff', { name: '\ufffd' }],
    ['HEAD /api/v1/pods', { verb: 'list' }],
    ['OPTIONS /api/v1/pods', { verb: '' }],
  ])('%s', (request, expected) => {
    expect(infoOf(request)).toMatchObject({ watchPrefix: false, selectedName: '', ...expected });
  });

  test.each<[string, Partial<RequestInfo>]>([
    ['GET /api/v1/pods?watch', { verb: 'watch' }],
    ['GET /api/v1/pods?watch=', { verb: 'watch' }],
    ['GET /api/v1/pods?watch=yes', { verb: 'watch' }],
    ['GET /api/v1/pods?watch=0', { verb: 'list' }],
    ['GET /api/v1/pods?watch=FALSE', { verb: 'list' }],
    ['GET /api/v1/pods?watch=false&watch=true', { verb: 'list' }],
    ['GET /api/v1/namespaces/ns/pods/p?watch=true', { verb: 'get' }],
    ['GET /api/v1/watch/pods', { verb: 'watch', resource: 'pods', watchPrefix: true }],
    [
      'GET /api/v1/watch/namespaces/ns/pods/p',
      { verb: 'watch', namespace: 'ns', name: 'p', watchPrefix: true },
    ],
  ])('watches where it is told to: %s', (request, expected) => {
    expect(infoOf(request)).toMatchObject(expected);
  });

  test.each([
    ['fieldSelector=metadata.name%3Da', 'a'],
    ['fieldSelector=metadata.name%3D%3Da,spec.x%3D1&watch=1', 'a'],
    ['fieldSelector=metadata.name!%3Da', ''],
    ['fieldSelector=metadata.name%3Da%2Fb', ''],
    ['fieldSelector=metadata.name%3Da&labelSelector=((', ''],
    ['fieldSelector=metadata.name%3Da&limit=x', ''],
    ['labelSelector=a', ''],
  ])('knows the one name that is asked for: %s', (search, name) => {
    expect(infoOf(`GET /api/v1/pods?${search}`)).toMatchObject({ name: '', selectedName: name });
  });

  test.each([
    ['GET /api/v1', 404],
    ['GET /apis/apps/v1/', 404],
    ['GET /api/v1//pods', 404],
    ['GET /api/v1/namespaces/ns//pods', 404],
    ['GET /api/v1/proxy/namespaces/ns/pods/p', 404],
    ['GET /api/v1/watch', 500],
    ['GET /api/v1/nodes/%zz', 400],
  ])('%s is refused with %d', (request, code) => {
    expect(refusalOf(() => infoOf(request))?.code).toBe(code);
  });

  test('of slashes and percent signs without end does no harm', () => {
    expect(refusalOf(() => infoOf(`GET ${'/'.repeat(100_000)}x`))?.code).toBe(404);
    expect(infoOf(`GET /api/v1/nodes/${'%41'.repeat(100_000)}`).name).toHaveLength(100_000);
  });
});

describe('a query', () => {
  test('leaves out what Go leaves out', () => {
    const query = parseQuery('a=1&b=2;c=3&d=%zz&e=%41+b&f=\u00c3\u00a9');

    expect([...query]).toEqual([
      ['a', '1'],
      ['e', 'A b'],
      ['f', 'é'],
    ]);
  });

  test('has booleans that are true unless they say no', () => {
    const query = parseQuery('a&b=0&c=False&d=no');

    expect(['a', 'b', 'c', 'd', 'e'].map((name) => queryBoolean(query, name))).toEqual([
      true,
      false,
      false,
      true,
      undefined,
    ]);
  });

  test.each([
    ['5', 5n],
    ['+5', 5n],
    ['-0', 0n],
    ['0000000000000000000000000000007', 7n],
    ['-9223372036854775808', -(2n ** 63n)],
  ])('has integers: %s', (text, value) => {
    expect(queryInteger(new URLSearchParams({ n: text }), 'n')).toBe(value);
  });

  test.each([
    ['', 'strconv.ParseInt: parsing "": invalid syntax'],
    ['abc', 'strconv.ParseInt: parsing "abc": invalid syntax'],
    ['1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['1_0', 'strconv.ParseInt: parsing "1_0": invalid syntax'],
    ['9223372036854775808', 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
    [`-${'9'.repeat(99)}`, `strconv.ParseInt: parsing "-${'9'.repeat(99)}": value out of range`],
  ])('refuses %j as an integer', (text, message) => {
    const refusal = refusalOf(() => queryInteger(new URLSearchParams({ n: text }), 'n'));

    expect(refusal).toMatchObject({ code: 400, message });
  });
});
