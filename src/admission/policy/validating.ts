import { ApiError } from '../../apimachinery/errors.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Access } from '../../cel/kubernetes/authorization.ts';
import type { Client } from '../../client/client.ts';
import { refusal } from '../objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin.ts';
import type { EquivalentResource } from '../webhook/object-versions.ts';
import { requestKind, requestNamespace, requestView } from '../webhook/request-view.ts';
import { isExempt } from '../webhook/rules.ts';
import { VersionedRequest } from '../webhook/versioned-request.ts';
import type { MatchParts } from './matching.ts';
import type { ParamSource } from './params.ts';
import { ConfigurationError, collectParams, paramSource } from './params.ts';
import type { Binding, BoundPolicy, Policies, Policy } from './policies.ts';
import type { Finding, Verdict } from './validating-policy.ts';

export interface PolicyParts extends MatchParts {
  /** For parameters. */
  readonly client: Client;
  readonly catalog: Catalog;
  readonly access: Access;
}

/** Nothing could be asked any more if these were refused. */
const EXEMPT_GROUPS: ReadonlySet<string> = new Set([
  'authentication.k8s.io',
  'authorization.k8s.io',
]);

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
  Unauthorized: 401,
};

/** Asks the policies of the cluster. All are asked; the first refusal is told. */
export function validatingPolicies(policies: Policies, parts: PolicyParts): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionPolicy',
    validate(attributes) {
      const { bound } = policies;
      if (bound.length === 0 || isExempt(attributes) || EXEMPT_GROUPS.has(attributes.group)) {
        return undefined;
      }
      return new Dispatch(attributes, parts).run(bound);
    },
  };
}

/** One request on its way through all policies. */
class Dispatch {
  readonly #attributes: AdmissionAttributes;
  readonly #parts: PolicyParts;
  readonly #request: VersionedRequest;
  #refusal: ApiError | undefined;

  constructor(attributes: AdmissionAttributes, parts: PolicyParts) {
    this.#attributes = attributes;
    this.#parts = parts;
    this.#request = new VersionedRequest(attributes, parts.versions);
  }

  async run(bound: readonly BoundPolicy[]): Promise<void> {
    for (const { policy, bindings } of bound) await this.#ask(policy, bindings);
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  async #ask(policy: Policy, bindings: readonly Binding[]): Promise<void> {
    let source: ParamSource | undefined;
    let asked: EquivalentResource | undefined;
    try {
      asked = await policy.matcher.match(this.#attributes, this.#parts);
      if (asked === undefined) return;
      const { paramKind } = policy.object.spec;
      if (paramKind !== undefined) source = paramSource(paramKind, this.#parts);
    } catch (error) {
      this.#misconfigured(policy, undefined, error);
      return;
    }
    for (const binding of bindings) {
      try {
        await this.#askBound(policy, binding, { asked, source });
      } catch (error) {
        this.#misconfigured(policy, binding, error);
      }
    }
  }

  async #askBound(
    policy: Policy,
    binding: Binding,
    { asked, source }: { asked: EquivalentResource; source: ParamSource | undefined },
  ): Promise<void> {
    const { matcher, object } = binding;
    const isMeant = matcher === undefined || (await matcher.match(this.#attributes, this.#parts));
    if (isMeant === undefined) return;
    const namespace = this.#attributes.namespace ?? '';
    const params = await collectParams(source, object.spec.paramRef, namespace);
    if (params.length === 0) return;
    const { object: next, previous: oldObject } = await this.#request.in(asked);
    const request = requestView(this.#attributes, asked, '');
    const namespaceObject = await this.#namespaceObject();
    for (const each of params) {
      const verdict = policy.program.validate({
        user: this.#attributes.user,
        access: this.#parts.access,
        resource: this.#attributes,
        request,
        object: next,
        oldObject,
        namespaceObject,
        params: each,
      });
      this.#act(policy, binding, verdict);
    }
  }

  /** A request for a Namespace is in none. */
  async #namespaceObject(): Promise<unknown> {
    const { group, kind } = requestKind(this.#attributes);
    const name = requestNamespace(this.#attributes);
    if (name === '' || (group === '' && kind === 'Namespace')) return undefined;
    const found = await this.#parts.namespaces(name);
    if (found === undefined) return undefined;
    // Expressions are not shown who owns the namespace or its fields.
    const metadata = { ...found.metadata, managedFields: undefined, ownerReferences: undefined };
    return { ...found, metadata };
  }

  #act(policy: Policy, binding: Binding, { findings, refusals }: Verdict): void {
    const { validationActions = [] } = binding.object.spec;
    for (const finding of findings) {
      if (validationActions.includes('Deny')) this.#refuse(policy, binding, finding);
      if (validationActions.includes('Warn')) {
        this.#attributes.warn(
          `Validation failed for ValidatingAdmissionPolicy '${policy.name}' ` +
            `with binding '${binding.name}': ${finding.message}`,
        );
      }
    }
    for (const refusal of refusals) this.#refuse(policy, binding, refusal);
  }

  #misconfigured(policy: Policy, binding: Binding | undefined, error: unknown): void {
    if (!(error instanceof ConfigurationError) && !(error instanceof ApiError)) throw error;
    if (policy.object.spec.failurePolicy === 'Ignore') return;
    const what = binding === undefined ? 'policy' : 'binding';
    const message = `failed to configure ${what}: ${error.message}`;
    this.#refuse(policy, binding, { message, reason: 'Invalid' });
  }

  #refuse(policy: Policy, binding: Binding | undefined, { message, reason }: Finding): void {
    if (this.#refusal !== undefined) return;
    const bound = binding === undefined ? '' : ` with binding '${binding.name}'`;
    const told = `ValidatingAdmissionPolicy '${policy.name}'${bound} denied request: ${message}`;
    const base = refusal(this.#attributes, told, [{ message: told }]);
    const { details } = base.status;
    this.#refusal = new ApiError(CODES[reason] ?? 422, reason, base.message, details);
  }
}
