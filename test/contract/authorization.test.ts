import { describe, expect } from 'vitest';
import { contract } from './contract.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const MIA = { 'impersonate-user': 'mia' };

describe('Who may read one ConfigMap', () => {
  contract('reads it, and nothing else by any spelling', async ({ api, namespace }) => {
    const rules = [
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['open'] },
    ];
    const base = `/api/v1/namespaces/${namespace}`;
    await api.post(`${base}/configmaps`, { metadata: { name: 'open' }, data: { is: 'public' } });
    await api.post(`${base}/secrets`, { metadata: { name: 'closed' }, stringData: { is: 'hush' } });
    await api.post(`${base}/configmaps`, { metadata: { name: 'closed' }, data: { is: 'hush' } });
    await api.post(`${RBAC}/namespaces/${namespace}/roles`, { metadata: { name: 'one' }, rules });
    await api.post(`${RBAC}/namespaces/${namespace}/rolebindings`, {
      metadata: { name: 'one' },
      roleRef: { kind: 'Role', name: 'one' },
      subjects: [{ kind: 'User', name: 'mia' }],
    });

    expect((await api.get(`${base}/configmaps/open`, MIA)).status).toBe(200);
    const tricks = [
      `${base}/configmaps/closed`,
      `${base}/configmaps/open%2f..%2fclosed`,
      `${base}/configmaps/open/../closed`,
      `${base}/configmaps/open/%2e%2e/closed`,
      `${base}/configmaps/open%2F..%2F..%2Fsecrets%2Fclosed`,
      `${base}/configmaps//closed`,
      `${base}//configmaps/closed`,
      `/${base}/configmaps/closed`,
      `/api//v1/namespaces/${namespace}/configmaps/closed`,
      `/api%2Fv1/namespaces/${namespace}/configmaps/closed`,
      `/api/v1%2Fnamespaces%2F${namespace}%2Fconfigmaps%2Fclosed`,
      `${base}%2Fconfigmaps%2Fclosed`,
      `${base}/ConfigMaps/closed`,
      `${base}/configmaps/closed/`,
      `${base}/configmaps/closed/status`,
      `${base}/secrets/closed?name=open`,
      `${base}/configmaps?fieldSelector=metadata.name%3Dopen`,
      `${base}/configmaps?fieldSelector=metadata.name%3Dclosed`,
      `/api/v1/watch/namespaces/${namespace}/configmaps/closed?timeoutSeconds=1`,
      `/api/v1/configmaps?fieldSelector=metadata.name%3Dopen`,
    ];
    for (const path of tricks) {
      const answer = await api.get(path, MIA);
      // What leads past the resources may be discovery, which everybody reads.
      const kind: unknown = answer.status < 400 ? answer.body.kind : 'Status';
      expect({ path, kind }).toEqual({
        path,
        kind: expect.stringMatching(/^(Status|APIResourceList)$/),
      });
      expect(answer.text ?? '').not.toMatch(/hush|aHVzaA/);
      const body = { metadata: { name: 'closed' }, data: { is: 'changed' } };
      const writes = [
        await api.delete(path, undefined, MIA),
        await api.put(path, body, MIA),
        await api.post(path, body, MIA),
      ];
      expect({ path, refused: writes.every(({ status }) => status >= 400) }).toEqual({
        path,
        refused: true,
      });
    }
    expect((await api.get(`${base}/configmaps/closed`)).body.data).toEqual({ is: 'hush' });
    expect((await api.get(`${base}/secrets/closed`)).status).toBe(200);
  });
});

describe('Who binds a role', () => {
  contract('cannot hand out what they do not hold', async ({ api, namespace }) => {
    const rules = [
      { verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'] },
    ];
    const path = `${RBAC}/namespaces/${namespace}`;
    await api.post(`${path}/roles`, { metadata: { name: 'binder' }, rules });
    await api.post(`${path}/rolebindings`, {
      metadata: { name: 'binder' },
      roleRef: { kind: 'Role', name: 'binder' },
      subjects: [{ kind: 'User', name: 'mia' }],
    });
    const wanted = [{ verbs: ['get', 'delete'], apiGroups: [''], resources: ['pods'] }];

    const refused = await api.post(
      `${path}/roles`,
      { metadata: { name: 'more' }, rules: wanted },
      MIA,
    );

    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      message:
        'roles.rbac.authorization.k8s.io "more" is forbidden: user "mia" ' +
        '(groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently ' +
        'held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}',
    });
    expect((await api.get(`${path}/roles/more`)).status).toBe(404);
  });
});
