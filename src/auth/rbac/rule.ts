import type { PolicyRule } from '../../apimachinery/types.generated.ts';
import type { Attributes } from '../authorizer.ts';

const ALL = '*';

/** A rule that answers questions without walking its lists. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  /** Resources, `resource/subresource` or any resource with a subresource, that it is about; `*` is all of them. */
  readonly resources: readonly string[];
  readonly verbs: ReadonlySet<string> | undefined;
  readonly groups: ReadonlySet<string> | undefined;
  readonly names: ReadonlySet<string> | undefined;
  readonly urls: UrlMatcher | undefined;
}

interface UrlMatcher {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** Undefined sets stand for everything. */
export function compileRule(rule: PolicyRule): CompiledRule {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  return {
    rule,
    resources,
    verbs: setOf(rule.verbs),
    groups: setOf(apiGroups),
    names: resourceNames.length === 0 ? undefined : new Set(resourceNames),
    urls: nonResourceURLs.length === 0 ? undefined : urlMatcher(nonResourceURLs),
  };
}

/** The caller has already found that resource and verb match. */
export function allowsResource(
  { groups, names }: CompiledRule,
  { group, name }: NonNullable<Attributes['resource']>,
): boolean {
  return (groups === undefined || groups.has(group)) && (names === undefined || names.has(name));
}

export function allowsPath({ verbs, urls }: CompiledRule, verb: string, path: string): boolean {
  if (urls === undefined || (verbs !== undefined && !verbs.has(verb))) return false;
  return urls.exact.has(path) || urls.prefixes.some((prefix) => path.startsWith(prefix));
}

function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.includes(ALL) ? undefined : new Set(values);
}

function urlMatcher(urls: readonly string[]): UrlMatcher {
  const prefixes = urls.filter((url) => url.endsWith(ALL)).map(trimStars);
  return { exact: new Set(urls), prefixes };
}

/** A rule may end in several stars. */
export function trimStars(url: string): string {
  let end = url.length;
  while (end > 0 && url[end - 1] === ALL) end--;
  return url.slice(0, end);
}
