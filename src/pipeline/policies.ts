import type { Policies } from '../admission/policy/policies.ts';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../apimachinery/types.generated.ts';
import type { Attributes, Authorizer } from '../auth/authorizer.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { followObjects } from '../registry/objects-feed.ts';
import type { ObservableStore } from '../store/store.ts';

const GROUP = 'admissionregistration.k8s.io';

/** Begins to follow the policies; one that is written counts from its commit on. @returns stops */
export async function followPolicies(
  policies: Policies,
  store: ObservableStore,
  catalog: Catalog,
): Promise<() => void> {
  const find = (plural: string): NonNullable<ReturnType<Catalog['find']>> => {
    const resource = catalog.find(GROUP, 'v1', plural);
    if (resource === undefined) throw new Error(`the catalog has no ${plural}`);
    return resource;
  };
  const stops = [
    await followObjects<ValidatingAdmissionPolicy>(
      store,
      find('validatingadmissionpolicies'),
      (name, object) => policies.setPolicy(name, object),
    ),
    await followObjects<ValidatingAdmissionPolicyBinding>(
      store,
      find('validatingadmissionpolicybindings'),
      (name, object) => policies.setBinding(name, object),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What policies and bindings ask when they are written: who may read their parameters. */
export function paramAccess(
  authorizer: Authorizer,
  catalog: Catalog,
  policies: Policies,
): {
  mayRead(question: Attributes): boolean;
  pluralOf(group: string, version: string, kind: string): string | undefined;
  policy(name: string): ValidatingAdmissionPolicy | undefined;
} {
  return {
    mayRead: (question) => authorizer.authorize(question).allowed,
    pluralOf: (...gvk) => catalog.findKind(...gvk)?.plural,
    policy: (name) => policies.policy(name),
  };
}
