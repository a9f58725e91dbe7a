import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterRole, PolicyRule } from '../apimachinery/types.generated.ts';
import type { ResourceClient } from '../client/client.ts';
import type { World } from './controller-world.suite.ts';
import { level, startWorld } from './controller-world.suite.ts';

const rule = (resource: string): PolicyRule => ({
  verbs: ['get'],
  apiGroups: ['example.com'],
  resources: [resource],
});

let world: World;
let roles: ResourceClient<ClusterRole>;
beforeEach(async () => {
  world = await startWorld();
  roles = world.client.resource('rbac.authorization.k8s.io/v1', 'clusterroles');
});
afterEach(() => world.stop());

function rulesAre(name: string, resources: readonly string[]): Promise<ClusterRole> {
  return level(
    async () => {
      const found = await roles.get(undefined, name);
      const own = (found.rules ?? []).flatMap((each) => each.resources ?? []);
      return JSON.stringify(own) === JSON.stringify(resources) ? found : undefined;
    },
    `${name} allows ${resources.join(', ')}`,
  );
}

describe('a role that gathers', () => {
  test('has the rules of all roles with its labels, each once, as they come and go', async () => {
    const labels = { gather: 'yes' };
    await roles.create(undefined, { metadata: { name: 'b', labels }, rules: [rule('bs')] });
    await roles.create(undefined, {
      metadata: { name: 'all' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
      rules: [rule('forgotten')],
    });
    await rulesAre('all', ['bs']);

    await roles.create(undefined, {
      metadata: { name: 'a', labels },
      rules: [rule('as'), rule('bs')],
    });
    await rulesAre('all', ['as', 'bs']);
    await roles.delete(undefined, 'a');

    const { metadata } = await rulesAre('all', ['bs']);
    expect(metadata.managedFields?.map(({ manager }) => manager)).toContain(
      'clusterrole-aggregation-controller',
    );
  });

  test('is view, for custom resources too', async () => {
    const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
    const before = await roles.get(undefined, 'view');

    await roles.create(undefined, {
      metadata: { name: 'gizmos', labels },
      rules: [rule('gizmos')],
    });

    const after = await level(async () => {
      const { rules } = await roles.get(undefined, 'view');
      return rules.some(({ resources }) => resources?.includes('gizmos')) ? rules : undefined;
    }, 'view has the new rule');
    expect(after.length).toBe(before.rules.length + 1);
  });
});
