import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

// Go tells an empty list or map from none until an object is stored as protobuf.

describe('An empty list or map', () => {
  contract('of a built-in kind is none in every answer', async ({ api, namespace }) => {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
    const policy = {
      metadata: { name: 'closed', labels: {}, finalizers: [] },
      spec: { podSelector: { matchLabels: {} }, ingress: [], policyTypes: ['Ingress'] },
    };

    const tried = await api.post(`${path}?dryRun=All`, policy);
    const created = await api.post(path, policy);

    for (const { status, body } of [tried, created, await api.get(`${path}/closed`)]) {
      expect(status).toBeLessThan(300);
      expect(body.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
      expect(body.metadata).not.toHaveProperty('labels');
      expect(body.metadata).not.toHaveProperty('finalizers');
    }
  });

  contract('is null where a member is never left out', async ({ api, namespace }) => {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;

    const created = await api.post(path, { metadata: { name: 'nothing' }, rules: [] });

    expect(created.body.rules).toBeNull();
    // Whoever sends it owns it all the same.
    expect(fieldsOf(created.body)).toEqual([{ 'f:rules': {} }]);
  });

  contract('that may be left out belongs to nobody', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const created = await api.post(path, {
      metadata: { name: 'colors', labels: {}, annotations: {} },
      data: {},
    });

    expect(created.body.metadata).not.toHaveProperty('managedFields');
  });

  contract('belongs to who applies it', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors?fieldManager=ann`;

    const applied = await api.patch(path, 'apply', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colors', labels: {} },
      data: {},
    });

    expect(fieldsOf(applied.body)).toEqual([{ 'f:data': {}, 'f:metadata': { 'f:labels': {} } }]);
    expect(applied.body).not.toHaveProperty('data');
  });

  contract('takes the place of a default that is for none', async ({ api, namespace }) => {
    const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;

    const refused = await api.post(path, {
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 3,
        behavior: { scaleDown: { policies: [] } },
      },
    });

    expect(refused.status).toBe(422);
    expect(refused.body.message).toBe(
      'HorizontalPodAutoscaler.autoscaling "web" is invalid: ' +
        'spec.behavior.scaleDown.policies: Required value: must specify at least one Policy',
    );
  });

  contract('is printed as it was sent by a refusal', async ({ api, namespace }) => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const refusal = async (labels: object | undefined): Promise<string> => {
      const refused = await api.post(path, {
        metadata: { name: 'web' },
        spec: {
          selector: { matchLabels: { app: 'web' }, matchExpressions: [] },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'main', image: 'example.test/a:1' }] },
          },
        },
      });
      expect(refused.status).toBe(422);
      return refused.body.message;
    };

    expect(await refusal({})).toContain('metadata.labels: Invalid value: {}: `selector` does not');
    expect(await refusal(undefined)).toContain('Invalid value: null: `selector` does not match');
  });

  contract('is no change, and raises no generation', async ({ api, namespace }) => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const deployment = {
      metadata: { name: 'web' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'main', image: 'example.test/a:1' }] },
        },
      },
    };
    await api.post(path, deployment);

    const updated = await api.patch(`${path}/web`, 'merge', {
      spec: {
        selector: { matchExpressions: [] },
        template: { spec: { volumes: [], nodeSelector: {}, imagePullSecrets: [] } },
      },
    });

    expect(updated.status).toBe(200);
    expect(updated.body.metadata.generation).toBe(1);
  });

  // Upstream compares the specs of NetworkPolicies to the letter.
  contract('in a NetworkPolicy raises its generation each time', async ({ api, namespace }) => {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
    const policy = {
      metadata: { name: 'closed' },
      spec: { podSelector: {}, ingress: [], policyTypes: ['Ingress'] },
    };
    await api.post(path, policy);

    const first = await api.put(`${path}/closed`, policy);
    const second = await api.put(`${path}/closed`, policy);

    expect(first.body.metadata.generation).toBe(2);
    expect(second.body.metadata.generation).toBe(3);
  });

  contract('is not what an immutable Secret holds', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await api.post(path, { metadata: { name: 'closed' }, immutable: true });

    const refused = await api.patch(`${path}/closed`, 'merge', { data: {} });
    const same = await api.patch(`${path}/closed`, 'merge', { stringData: {} });

    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain('data: Forbidden: field is immutable when');
    expect(same.status).toBe(200);
  });

  contract('is taken from another manager like none', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(`${path}?fieldManager=ann`, configMapNamed('colors', { sky: 'blue' }));

    const emptied = await api.patch(`${path}/colors?fieldManager=bob`, 'json', [
      { op: 'replace', path: '/data', value: {} },
    ]);

    expect(emptied.status).toBe(200);
    expect(emptied.body).not.toHaveProperty('data');
    expect(emptied.body.metadata).not.toHaveProperty('managedFields');
  });
});

function fieldsOf({
  metadata,
}: {
  metadata: { managedFields: readonly { fieldsV1: unknown }[] };
}): unknown[] {
  return metadata.managedFields.map(({ fieldsV1 }) => fieldsV1);
}
