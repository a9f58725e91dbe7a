import { describe, expect } from 'vitest';
import type { Api } from './contract.ts';
import { contract } from './contract.ts';

/** The values of one metric, by the labels that are looked for; undefined: there is no such line. */
async function valueOf(api: Api, name: string, labels: Readonly<Record<string, string>> = {}) {
  const { text } = await api.get('/metrics');
  const line = text
    .split('\n')
    .find(
      (each) =>
        (each.startsWith(`${name}{`) || each.startsWith(`${name} `)) &&
        Object.entries(labels).every(([label, value]) => each.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

describe('/metrics', () => {
  contract('is text of Prometheus', async ({ api }) => {
    const { status, headers, text } = await api.get('/metrics');

    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4; charset=utf-8/);
    expect(headers['process-start-time-unix']).toMatch(/^\d+$/);
    expect(text).toMatch(/^# TYPE process_cpu_seconds_total counter$/m);
    expect(text).toMatch(/^kubernetes_build_info\{.*git_version="v1\.34\.\d+".*\} 1$/m);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \S+)$/);
    }
  });

  contract('counts requests by verb, resource, scope and code', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/podtemplates`;
    const of = (verb: string, scope: string, code: number) =>
      valueOf(api, 'apiserver_request_total', {
        code: String(code),
        resource: 'podtemplates',
        scope,
        verb,
        version: 'v1',
      });
    const before = {
      list: (await of('LIST', 'namespace', 200)) ?? 0,
      missed: (await of('GET', 'resource', 404)) ?? 0,
      refused: (await of('POST', 'resource', 422)) ?? 0,
    };

    await api.get(path);
    await api.get(path);
    await api.get(`${path}/none`);
    await api.post(path, { metadata: { name: 'UPPER' } });

    expect(await of('LIST', 'namespace', 200)).toBe(before.list + 2);
    expect(await of('GET', 'resource', 404)).toBe(before.missed + 1);
    expect(await of('POST', 'resource', 422)).toBe(before.refused + 1);
    const labels = { resource: 'podtemplates', verb: 'LIST', scope: 'namespace', le: '+Inf' };
    expect(await valueOf(api, 'apiserver_request_duration_seconds_bucket', labels)).toBe(
      before.list + 2,
    );
  });

  contract('has no line for what does not exist', async ({ api }) => {
    await api.get('/apis/apps/v1/nothings');

    expect(await valueOf(api, 'apiserver_request_total', { resource: 'nothings' })).toBeUndefined();
  });

  contract('has the state of the health checks beside it', async ({ api }) => {
    const { status, text } = await api.get('/metrics/slis');

    expect(status).toBe(200);
    expect(text).toMatch(/^kubernetes_healthcheck\{name="ping",type="readyz"\} 1$/m);
    expect(await api.get('/metrics/none')).toMatchObject({
      status: 404,
      text: '404 page not found\n',
    });
  });

  contract('is for those who may read it', async ({ api }) => {
    const answer = await api.get('/metrics', { 'impersonate-user': 'ann' });

    expect(answer.status).toBe(403);
    expect(answer.body.message).toBe('forbidden: User "ann" cannot get path "/metrics"');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('/metrics of this server', () => {
  contract('counts the objects of every resource', async ({ api, namespace }) => {
    const count = () =>
      valueOf(api, 'apiserver_resource_objects', {
        group: 'apps',
        resource: 'controllerrevisions',
      });
    const before = (await count()) ?? 0;

    await api.post(`/apis/apps/v1/namespaces/${namespace}/controllerrevisions`, {
      metadata: { name: 'one' },
      revision: 1,
      data: { kept: true },
    });

    expect(await count()).toBe(before + 1);
  });
});
