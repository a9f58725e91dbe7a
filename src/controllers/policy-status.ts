import type { MatchResources, ValidatingAdmissionPolicy } from '../apimachinery/types.generated.ts';
import type { TypedKind } from '../cel/admission/type-checking.ts';
import { checkPolicyTypes } from '../cel/admission/type-checking.ts';
import { keyOf } from '../client/informer.ts';
import type { ControllerFactory } from './runtime.ts';

const API_VERSION = 'admissionregistration.k8s.io/v1';
const KIND = 'ValidatingAdmissionPolicy';
const PLURAL = 'validatingadmissionpolicies';

/** A rule that names more kinds is checked only for so many. */
const KINDS_MAX = 10;

/** What expressions see of the objects of served kinds. */
export interface PolicyTypes {
  byResource(group: string, version: string, plural: string): TypedKind | undefined;
  byKind(apiVersion: string, kind: string): TypedKind | undefined;
}

/** Tells in the status of policies which of their expressions do not fit the kinds they are about. */
export function policyStatusController(types: PolicyTypes): ControllerFactory {
  return (context) => {
    const policies = context.informer<ValidatingAdmissionPolicy>(API_VERSION, PLURAL);
    const client = context.client<ValidatingAdmissionPolicy>(API_VERSION, PLURAL);
    policies.onChange((policy) => {
      if (policy !== undefined) context.enqueue(keyOf(policy));
    });
    return {
      name: 'validatingadmissionpolicy-status',
      async reconcile(key) {
        const policy = policies.get(key);
        if (policy === undefined) return {};
        const { generation = 0 } = policy.metadata;
        if (generation <= (policy.status?.observedGeneration ?? 0)) return {};
        const body = {
          apiVersion: API_VERSION,
          kind: KIND,
          metadata: { name: key },
          status: { observedGeneration: generation, typeChecking: typeChecking(policy, types) },
        };
        const options = { subresource: 'status' };
        await client.patch(undefined, key, { type: 'apply', body, force: true }, options);
        return {};
      },
    };
  };
}

function typeChecking({ spec }: ValidatingAdmissionPolicy, types: PolicyTypes): object {
  const kinds = kindsOf(spec.matchConstraints?.resourceRules ?? [], types);
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {};
  const params = spec.paramKind === undefined ? undefined : types.byKind(apiVersion, kind);
  const expressionWarnings = checkPolicyTypes(spec, kinds, params);
  return expressionWarnings.length === 0 ? {} : { expressionWarnings };
}

/** The kinds that the rules name, in the order of their names; wildcards name none. */
function kindsOf(
  rules: NonNullable<MatchResources['resourceRules']>,
  types: PolicyTypes,
): readonly TypedKind[] {
  const found = new Map<string, TypedKind>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) continue;
    let count = 0;
    const named = resources.filter((resource) => !/[*/]/.test(resource));
    for (const [group, version, plural] of combinations(apiGroups, apiVersions, named)) {
      const kind = types.byResource(group, version, plural);
      if (kind === undefined) continue;
      found.set(kind.shown, kind);
      if (++count === KINDS_MAX) return sorted(found);
    }
  }
  return sorted(found);
}

function* combinations(
  groups: readonly string[],
  versions: readonly string[],
  resources: readonly string[],
): Generator<[string, string, string]> {
  for (const group of groups.toSorted()) {
    for (const version of versions.toSorted()) {
      for (const resource of resources.toSorted()) yield [group, version, resource];
    }
  }
}

function sorted(kinds: ReadonlyMap<string, TypedKind>): readonly TypedKind[] {
  return [...kinds.values()].toSorted((a, b) => (a.shown < b.shown ? -1 : 1));
}
