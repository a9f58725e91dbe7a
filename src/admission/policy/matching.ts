import { ApiError } from '../../apimachinery/errors.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type { MatchResources } from '../../apimachinery/types.generated.ts';
import type { NamespaceLookup } from '../namespace-lifecycle.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { EquivalentResource, ObjectVersions } from '../webhook/object-versions.ts';
import { requestKind } from '../webhook/request-view.ts';
import { matchRules } from '../webhook/rules.ts';
import { matchNamespace, matchObject } from '../webhook/selectors.ts';

type NamedRule = NonNullable<MatchResources['resourceRules']>[number];

export interface MatchParts {
  readonly namespaces: NamespaceLookup;
  readonly versions: ObjectVersions;
}

/** The requests that a policy or a binding is about; selectors are made once. */
export class Matcher {
  readonly #resources: MatchResources;
  #namespaceSelector: LabelSelector | undefined;
  #objectSelector: LabelSelector | undefined;

  constructor(resources: MatchResources) {
    this.#resources = resources;
  }

  /**
   * The resource under which the policy knows the request; undefined: it is not about it.
   * @throws ApiError where the namespace cannot be had
   */
  async match(
    attributes: AdmissionAttributes,
    { namespaces, versions }: MatchParts,
  ): Promise<EquivalentResource | undefined> {
    const { matchPolicy, resourceRules = [], excludeResourceRules = [] } = this.#resources;
    const matched = (rules: readonly NamedRule[]): EquivalentResource | undefined =>
      matchRules(named(rules, attributes), matchPolicy, attributes, versions);
    // The rules are cheaper to look at than labels, and most requests end here.
    const found = resourceRules.length === 0 ? ownResource(attributes) : matched(resourceRules);
    if (found === undefined) return undefined;
    this.#objectSelector ??= labelSelectorFromObject(this.#resources.objectSelector);
    if (!matchObject(this.#objectSelector, attributes)) return undefined;
    this.#namespaceSelector ??= labelSelectorFromObject(this.#resources.namespaceSelector);
    const isInside = await matchNamespace(this.#namespaceSelector, attributes, namespaces);
    if (isInside === false) return undefined;
    if (excludeResourceRules.length > 0 && matched(excludeResourceRules) !== undefined) {
      return undefined;
    }
    if (isInside instanceof ApiError) throw isInside;
    return found;
  }
}

/** The rules that are about the name of the request. */
function named(rules: readonly NamedRule[], { name }: AdmissionAttributes): readonly NamedRule[] {
  return rules.filter(({ resourceNames = [] }) => {
    return resourceNames.length === 0 || resourceNames.includes(name);
  });
}

function ownResource(attributes: AdmissionAttributes): EquivalentResource {
  const { group, version, resource } = attributes;
  return { group, version, resource, kind: requestKind(attributes) };
}
