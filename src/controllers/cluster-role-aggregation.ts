import { isDeepStrictEqual } from 'node:util';
import type { LabelSelector } from '../apimachinery/selectors/labels.ts';
import { labelSelectorFromObject } from '../apimachinery/selectors/labels.ts';
import type { ClusterRole, PolicyRule } from '../apimachinery/types.generated.ts';
import type { ControllerFactory } from './runtime.ts';

const API_VERSION = 'rbac.authorization.k8s.io/v1';

/** Gathers the rules of the ClusterRoles that another one selects by labels. */
export const clusterRoleAggregation: ControllerFactory = (context) => {
  const roles = context.informer<ClusterRole>(API_VERSION, 'clusterroles');
  const client = context.client<ClusterRole>(API_VERSION, 'clusterroles');
  // The roles that gather, so that a change of any role does not walk through all of them.
  const gathering = new Set<string>();
  roles.onChange((role, previous) => {
    const name = (role ?? previous)?.metadata.name ?? '';
    if (role?.aggregationRule === undefined) gathering.delete(name);
    else gathering.add(name);
    for (const each of gathering) context.enqueue(each);
  });
  return {
    name: 'clusterrole-aggregation',
    async reconcile(key) {
      const role = roles.get(key);
      if (role?.aggregationRule === undefined) return {};
      const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
      const rules = gather(key, selectors.map(labelSelectorFromObject), roles.list());
      if (isDeepStrictEqual(rules, role.rules ?? [])) return {};
      const body = { apiVersion: API_VERSION, kind: 'ClusterRole', metadata: { name: key }, rules };
      await client.patch(undefined, key, { type: 'apply', body, force: true });
      return {};
    },
  };
};

function gather(
  own: string,
  selectors: readonly LabelSelector[],
  roles: readonly ClusterRole[],
): PolicyRule[] {
  const sorted = roles.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const selector of selectors) {
    for (const role of sorted) {
      if (nameOf(role) === own || !selector.matches(role.metadata.labels ?? {})) continue;
      for (const rule of role.rules ?? [])
        rules.set(identityOf(rule), rules.get(identityOf(rule)) ?? rule);
    }
  }
  return [...rules.values()];
}

/** Rules are the same if their lists are; an absent list is an empty one. */
function identityOf(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const lists = [verbs, apiGroups, resources, resourceNames, nonResourceURLs];
  return JSON.stringify(lists.map((list) => list ?? []));
}

function nameOf({ metadata }: ClusterRole): string {
  return metadata.name ?? '';
}
