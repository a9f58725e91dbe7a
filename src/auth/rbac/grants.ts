import type { Attributes } from '../authorizer.ts';
import type { Binding } from './policies.ts';
import type { CompiledRule } from './rule.ts';
import { allowsPath, allowsResource } from './rule.ts';

interface Granted {
  readonly rule: CompiledRule;
  readonly binding: Binding;
}

interface Index {
  /** By resource, then by verb. */
  readonly byResource: ReadonlyMap<string, ReadonlyMap<string, readonly Granted[]>>;
  readonly paths: readonly Granted[];
  /** Bindings whose role does not exist. */
  readonly dangling: readonly Binding[];
}

/** All bindings of one subject in one namespace, or in the whole cluster. */
export class Grants {
  readonly bindings = new Set<Binding>();
  #index: Index | undefined;

  /** Something about the bindings or their roles has changed. */
  invalidate(): void {
    this.#index = undefined;
  }

  /** The binding that allows it. */
  find({ verb, resource, path = '' }: Attributes, rulesOf: RulesOf): Binding | undefined {
    const { byResource, paths } = this.index(rulesOf);
    if (resource === undefined) {
      return paths.find(({ rule }) => allowsPath(rule, verb, path))?.binding;
    }
    const { resource: plural, subresource } = resource;
    const search = (key: string): Binding | undefined => {
      const byVerb = byResource.get(key);
      if (byVerb === undefined) return undefined;
      return first(byVerb.get('*'), resource) ?? first(byVerb.get(verb), resource);
    };
    if (subresource === '') return search('*') ?? search(plural);
    return search('*') ?? search(`${plural}/${subresource}`) ?? search(`*/${subresource}`);
  }

  index(rulesOf: RulesOf): Index {
    this.#index ??= indexOf(this.bindings, rulesOf);
    return this.#index;
  }
}

function first(
  granted: readonly Granted[] | undefined,
  resource: NonNullable<Attributes['resource']>,
): Binding | undefined {
  if (granted === undefined) return undefined;
  for (const { rule, binding } of granted) {
    if (allowsResource(rule, resource)) return binding;
  }
  return undefined;
}

/** The rules of a binding's role; undefined: there is no such role. */
export type RulesOf = (binding: Binding) => readonly CompiledRule[] | undefined;

function indexOf(bindings: Iterable<Binding>, rulesOf: RulesOf): Index {
  const byResource = new Map<string, Map<string, Granted[]>>();
  const paths: Granted[] = [];
  const dangling: Binding[] = [];
  // A second binding of the same role adds nothing for this subject.
  const roles = new Set<string>();
  for (const binding of bindings) {
    if (roles.has(binding.role)) continue;
    roles.add(binding.role);
    const rules = rulesOf(binding);
    if (rules === undefined) dangling.push(binding);
    for (const rule of rules ?? []) {
      if (rule.urls !== undefined) paths.push({ rule, binding });
      for (const resource of new Set(rule.resources)) {
        const byVerb = byResource.get(resource) ?? new Map<string, Granted[]>();
        byResource.set(resource, byVerb);
        for (const verb of new Set(rule.rule.verbs)) {
          const granted = byVerb.get(verb);
          if (granted === undefined) byVerb.set(verb, [{ rule, binding }]);
          else granted.push({ rule, binding });
        }
      }
    }
  }
  return { byResource, paths, dangling };
}
