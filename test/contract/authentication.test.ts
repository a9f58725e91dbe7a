import { describe, expect } from 'vitest';
import { contract } from './contract.ts';

describe('Who is not known', () => {
  contract.for([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
  ] as const)('gets 401 with %s', async ([sentence, headers], { api, skip }) => {
    const refused = await api.anonymous('/api/v1/namespaces', headers);

    // A cluster may let strangers in as system:anonymous, who then may do nothing.
    skip(sentence === 'no token' && refused.status === 403, 'anonymous requests are allowed');
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
  });

  contract.for(['/healthz', '/livez', '/readyz', '/version'])(
    'may still ask for %s',
    async (path, { api }) => {
      expect((await api.anonymous(path)).status).toBe(200);
    },
  );
});
