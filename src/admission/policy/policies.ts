import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../apimachinery/types.generated.ts';
import { Matcher } from './matching.ts';
import { ValidatingPolicy } from './validating-policy.ts';

/** A policy with what is made of it once. */
export class Policy {
  readonly object: ValidatingAdmissionPolicy;
  readonly matcher: Matcher;
  #program: ValidatingPolicy | undefined;

  constructor(object: ValidatingAdmissionPolicy) {
    this.object = object;
    this.matcher = new Matcher(object.spec.matchConstraints ?? {});
  }

  get name(): string {
    return this.object.metadata.name ?? '';
  }

  /** Compiled when a request first matches. */
  get program(): ValidatingPolicy {
    this.#program ??= new ValidatingPolicy(this.object.spec);
    return this.#program;
  }
}

export class Binding {
  readonly object: ValidatingAdmissionPolicyBinding;
  /** Undefined: it is about whatever the policy is about. */
  readonly matcher: Matcher | undefined;

  constructor(object: ValidatingAdmissionPolicyBinding) {
    this.object = object;
    const { matchResources } = object.spec;
    this.matcher = matchResources === undefined ? undefined : new Matcher(matchResources);
  }

  get name(): string {
    return this.object.metadata.name ?? '';
  }
}

export interface BoundPolicy {
  readonly policy: Policy;
  readonly bindings: readonly Binding[];
}

/** The policies of the cluster that are bound, in the order of their names. */
export class Policies {
  readonly #policies = new Map<string, Policy>();
  readonly #bindings = new Map<string, Binding>();
  #bound: readonly BoundPolicy[] = [];

  /** Now; the list is never changed, only replaced. */
  get bound(): readonly BoundPolicy[] {
    return this.#bound;
  }

  /** As it was last written, but for its status. */
  policy(name: string): ValidatingAdmissionPolicy | undefined {
    return this.#policies.get(name)?.object;
  }

  /** @param object undefined: the policy is gone */
  setPolicy(name: string, object: ValidatingAdmissionPolicy | undefined): void {
    const present = this.#policies.get(name);
    if (object === undefined) this.#policies.delete(name);
    // A change of the status compiles nothing again.
    else if (present === undefined || !isSameSpec(present.object, object)) {
      this.#policies.set(name, new Policy(object));
    } else return;
    this.#bind();
  }

  /** @param object undefined: the binding is gone */
  setBinding(name: string, object: ValidatingAdmissionPolicyBinding | undefined): void {
    if (object === undefined) this.#bindings.delete(name);
    else this.#bindings.set(name, new Binding(object));
    this.#bind();
  }

  #bind(): void {
    const bindings = sortedByName(this.#bindings.values());
    this.#bound = sortedByName(this.#policies.values()).flatMap((policy) => {
      const own = bindings.filter(({ object }) => object.spec.policyName === policy.name);
      return own.length === 0 ? [] : [{ policy, bindings: own }];
    });
  }
}

function isSameSpec(
  { metadata: a }: ValidatingAdmissionPolicy,
  { metadata: b }: ValidatingAdmissionPolicy,
): boolean {
  return a.uid === b.uid && a.generation === b.generation;
}

function sortedByName<T extends { readonly name: string }>(items: Iterable<T>): T[] {
  return [...items].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
