import { describe, expect } from 'vitest';
import { eventually } from '../eventually.ts';
import type { Api } from './contract.ts';
import { contract } from './contract.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const free = { 'x-kubernetes-preserve-unknown-fields': true };

/** Makes a definition of a group of its own, and gives the path of its objects. */
async function defined(api: Api, namespace: string): Promise<{ path: string; group: string }> {
  const group = `${namespace}.example.com`;
  const spec = {
    type: 'object',
    properties: {
      any: free,
      most: { type: 'number', maximum: 1_000_000 },
      set: { type: 'array', items: { type: 'number' }, 'x-kubernetes-list-type': 'set' },
    },
  };
  await api.post(DEFINITIONS, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec }, ...free } },
        },
      ],
    },
  });
  const path = `/apis/${group}/v1/namespaces/${namespace}/things`;
  await eventually(async () => (await api.get(path)).status === 200);
  return { path, group };
}

const JSON_BODY = { 'content-type': 'application/json' };

const head = (group: string, name: string): string =>
  `"apiVersion":"${group}/v1","kind":"Thing","metadata":{"name":"${name}"}`;

describe('A custom resource', () => {
  contract('is written in the order of its names at every level', async ({ api, namespace }) => {
    const { path, group } = await defined(api, namespace);
    await api.post(
      path,
      `{${head(group, 'a')},"zeta":1,"data":{"b":1,"a":2},"Alpha":1}`,
      JSON_BODY,
    );

    const one = await api.get(`${path}/a`);
    const list = await api.get(path);
    const partial = await api.get(`${path}/a`, {
      accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    });

    expect(Object.keys(one.body)).toEqual([
      'Alpha',
      'apiVersion',
      'data',
      'kind',
      'metadata',
      'zeta',
    ]);
    expect(Object.keys(one.body.data)).toEqual(['a', 'b']);
    expect(Object.keys(list.body)).toEqual(['apiVersion', 'items', 'kind', 'metadata']);
    expect(Object.keys(list.body.metadata)).toEqual(['continue', 'resourceVersion']);
    expect(Object.keys(partial.body)).toEqual(['kind', 'apiVersion', 'metadata']);
    expect(Object.keys(partial.body.metadata).slice(0, 3)).toEqual(['name', 'namespace', 'uid']);
    await api.delete(`${DEFINITIONS}/things.${group}`);
  });

  contract('keeps all digits of large numbers', async ({ api, namespace }) => {
    const { path, group } = await defined(api, namespace);
    const spec = '{"any":9007199254740993,"set":[-9223372036854775808,1e-7]}';

    const created = await api.post(path, `{${head(group, 'a')},"spec":${spec}}`, JSON_BODY);
    const applied = await api.patch(
      `${path}/b?fieldManager=m`,
      'apply',
      `{${head(group, 'b')},"spec":${spec}}`,
    );

    expect([created.status, applied.status]).toEqual([201, 201]);
    expect(created.text).toContain(`"spec":${spec}`);
    expect(created.text).toContain(
      '"f:spec":{".":{},"f:any":{},"f:set":{".":{},"v:-9223372036854775808":{},"v:1e-07":{}}}',
    );
    expect(applied.text).toContain(
      '"f:spec":{"f:any":{},"f:set":{"v:-9223372036854775808":{},"v:1e-07":{}}}',
    );
    await api.delete(`${DEFINITIONS}/things.${group}`);
  });

  contract('is refused with numbers as Go prints them', async ({ api, namespace }) => {
    const { path, group } = await defined(api, namespace);
    const numbers: [string, string][] = [
      [
        '1000001',
        'Invalid value: 1000001: spec.most in body should be less than or equal to 1000000',
      ],
      [
        '1000000.5',
        'Invalid value: 1.0000005e+06: spec.most in body should be less than or equal to 1e+06',
      ],
      ['1e20', 'Invalid value: 1e+20: spec.most in body should be less than or equal to 1e+06'],
      [
        '9007199254740993',
        'Invalid value: 9007199254740993: spec.most in body should be less than',
      ],
      [
        '1e400',
        'cannot be handled as a Thing: json: cannot unmarshal number 1e400 into Go value of type float64',
      ],
    ];
    for (const [number, told] of numbers) {
      const body = `{${head(group, 'a')},"spec":{"most":${number}}}`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other says which one failed
      const refused = await api.post(path, body, JSON_BODY);
      expect(refused.body.message, number).toContain(told);
    }
    await api.delete(`${DEFINITIONS}/things.${group}`);
  });

  contract('says what it is in the very letters', async ({ api, namespace }) => {
    const { path, group } = await defined(api, namespace);
    const meta = '"metadata":{"name":"a"}';
    const body = `{"apiVersion":"${group}/v1","Kind":"Thing",${meta}}`;
    const missing = `Object 'Kind' is missing in '${body}'`;

    const refused = await api.post(path, body, JSON_BODY);
    const lenient = await api.post(`${path}?fieldValidation=Ignore`, body, JSON_BODY);
    const other = await api.post(
      `${path}?fieldValidation=Strict`,
      `{"apiversion":"${group}/v1","kind":"Thing",${meta}}`,
      JSON_BODY,
    );

    expect(refused.body.message).toBe(
      `the object provided is unrecognized (must be of type Thing): ${missing} (${body.slice(0, 30)} ...)`,
    );
    expect(lenient.body.message).toBe(
      `Thing in version "v1" cannot be handled as a Thing: ${missing}`,
    );
    expect(other.body.message).toBe(
      `the API version in the data () does not match the expected API version (${group}/v1)`,
    );
    await api.delete(`${DEFINITIONS}/things.${group}`);
  });
});
