import { describe, expect } from 'vitest';
import { contract } from './contract.ts';

describe('Who is not known', () => {
  contract('gets 401 with a wrong token', async ({ api }) => {
    const refused = await api.anonymous('/api/v1/namespaces', { authorization: 'Bearer wrong' });

    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
  });

  // Not 401: kube-apiserver lets strangers in as system:anonymous, and RBAC refuses them
  // (scenario auth/anonymous, recorded from a real one). Only wrong credentials are unauthorized.
  contract.for(['/api/v1/namespaces', '/api', '/metrics'])(
    'is system:anonymous without a token, who may not ask for %s',
    async (path, { api }) => {
      const refused = await api.anonymous(path);

      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ kind: 'Status', reason: 'Forbidden', code: 403 });
      expect(refused.body.message).toContain('User "system:anonymous" cannot ');
    },
  );

  contract.for(['/healthz', '/livez', '/readyz', '/version'])(
    'may still ask for %s',
    async (path, { api }) => {
      expect((await api.anonymous(path)).status).toBe(200);
    },
  );
});
