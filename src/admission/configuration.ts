import * as z from 'zod';
import type { FieldError } from '../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../apimachinery/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../apimachinery/names.ts';
import type { ScopedResourceSelectorRequirement } from '../apimachinery/types.generated.ts';
import { parseYaml, YamlError, yamlErrors } from '../catalog/yaml.ts';
import type { Mode, Policy } from './pod-security/policy.ts';
import { ALL_PRIVILEGED, parseLevel, parseMinor } from './pod-security/policy.ts';

/** Whom PodSecurity does not look at, and what it asks of namespaces without labels. */
export interface PodSecurityConfiguration {
  readonly defaults: Policy;
  readonly exemptions: {
    readonly usernames: readonly string[];
    readonly namespaces: readonly string[];
    readonly runtimeClasses: readonly string[];
  };
}

/** What may only be used up where a quota covers it. */
export interface LimitedResource {
  readonly apiGroup: string;
  readonly resource: string;
  readonly matchContains: readonly string[];
  readonly matchScopes: readonly ScopedResourceSelectorRequirement[];
}

/** The settings of the plugins that take any. */
export interface AdmissionConfiguration {
  readonly podSecurity: PodSecurityConfiguration;
  readonly limitedResources: readonly LimitedResource[];
}

export const DEFAULT_CONFIGURATION: AdmissionConfiguration = {
  podSecurity: {
    defaults: ALL_PRIVILEGED,
    exemptions: { usernames: [], namespaces: [], runtimeClasses: [] },
  },
  limitedResources: [],
};

/** A configuration that cannot be used; the message says where. */
export class AdmissionConfigurationError extends Error {}

// As in YAML, null is as good as absent.
const text = z.string().nullish();
const texts = z
  .array(z.string())
  .nullish()
  .transform((given) => given ?? []);

const pluginList = z.strictObject({
  apiVersion: z.enum(['apiserver.config.k8s.io/v1', 'apiserver.k8s.io/v1alpha1']),
  kind: z.literal('AdmissionConfiguration'),
  plugins: z
    .array(z.strictObject({ name: z.string(), path: text, configuration: z.unknown().optional() }))
    .nullish(),
});

const podSecurityConfiguration = z.strictObject({
  apiVersion: z.enum(
    ['v1', 'v1beta1', 'v1alpha1'].map((each) => `pod-security.admission.config.k8s.io/${each}`),
  ),
  kind: z.literal('PodSecurityConfiguration'),
  defaults: z
    .strictObject({
      enforce: text,
      'enforce-version': text,
      audit: text,
      'audit-version': text,
      warn: text,
      'warn-version': text,
    })
    .nullish(),
  exemptions: z
    .strictObject({ usernames: texts, namespaces: texts, runtimeClasses: texts })
    .nullish(),
});

const limitedResource = z.strictObject({
  apiGroup: text,
  resource: text,
  matchContains: texts,
  matchScopes: z
    .array(
      z.strictObject({
        scopeName: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .nullish(),
});

const resourceQuotaConfiguration = z.discriminatedUnion('kind', [
  z.strictObject({
    apiVersion: z.literal('apiserver.config.k8s.io/v1'),
    kind: z.literal('ResourceQuotaConfiguration'),
    limitedResources: z.array(limitedResource).nullish(),
  }),
  z.strictObject({
    apiVersion: z.enum(
      ['v1beta1', 'v1alpha1'].map((each) => `resourcequota.admission.k8s.io/${each}`),
    ),
    kind: z.literal('Configuration'),
    limitedResources: z.array(limitedResource).nullish(),
  }),
]);

/**
 * Reads an AdmissionConfiguration, the file behind `--admission-control-config-file`.
 * @param readFile reads what the configuration names by a path
 * @throws AdmissionConfigurationError
 */
export function parseAdmissionConfiguration(
  source: string,
  readFile: (path: string) => string,
): AdmissionConfiguration {
  const { plugins } = checked(pluginList, source, 'AdmissionConfiguration');
  let { podSecurity, limitedResources } = DEFAULT_CONFIGURATION;
  const seen = new Set<string>();
  for (const { name, path, configuration } of plugins ?? []) {
    // The first one of a name counts.
    if (seen.has(name)) continue;
    seen.add(name);
    const given = configuration ?? (path ? readFile(path) : undefined);
    if (given === undefined) continue;
    if (name === 'PodSecurity') podSecurity = podSecurityOf(given);
    else if (name === 'ResourceQuota') limitedResources = limitedOf(given);
    // Said rather than ignored: whoever configures something expects it to happen.
    else throw new AdmissionConfigurationError(`plugin ${JSON.stringify(name)} takes no settings`);
  }
  return { podSecurity, limitedResources };
}

/** @param source YAML, or what was in YAML already */
function checked<S extends z.ZodType>(schema: S, source: unknown, what: string): z.output<S> {
  const result = schema.safeParse(typeof source === 'string' ? readYaml(source, what) : source);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  });
  throw new AdmissionConfigurationError(`${what}: ${problems.join('; ')}`);
}

function readYaml(source: string, what: string): unknown {
  try {
    const { value, duplicates } = parseYaml(source);
    if (duplicates.length === 0) return value;
    throw new AdmissionConfigurationError(`${what}: ${yamlErrors(duplicates)}`);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new AdmissionConfigurationError(`${what}: ${error.message}`);
  }
}

function podSecurityOf(source: unknown): PodSecurityConfiguration {
  const { defaults = {}, exemptions } = checked(
    podSecurityConfiguration,
    source,
    'PodSecurityConfiguration',
  );
  const errors: FieldError[] = [];
  const inMode = (mode: Mode): Policy['enforce'] => {
    const path = FieldPath.of('defaults');
    const level = parseLevel(defaults?.[mode] || 'privileged', path.child(mode), errors);
    const key = `${mode}-version` as const;
    const minor = parseMinor(defaults?.[key] || 'latest', path.child(key), errors);
    return { level: level ?? 'restricted', minor };
  };
  const [enforce, warn, audit] = [inMode('enforce'), inMode('warn'), inMode('audit')];
  const namespaces = exemptions?.namespaces ?? [];
  const runtimeClasses = exemptions?.runtimeClasses ?? [];
  const usernames = exemptions?.usernames ?? [];
  errors.push(
    ...listErrors('namespaces', namespaces, isDns1123Label),
    ...listErrors('runtimeClasses', runtimeClasses, isDns1123Subdomain),
    ...listErrors('usernames', usernames, (each) =>
      each === '' ? ['username must not be empty'] : [],
    ),
  );
  refuse('PodSecurityConfiguration', errors);
  return {
    defaults: { enforce, audit, warn },
    exemptions: { usernames, namespaces, runtimeClasses },
  };
}

function listErrors(
  list: string,
  values: readonly string[],
  problems: (value: string) => readonly string[],
): FieldError[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const path = FieldPath.of('exemptions', list).index(index);
    const found = problems(value);
    if (found.length > 0) return fieldError.invalid(path, value, found.join(', '));
    if (seen.has(value)) return fieldError.duplicate(path, value);
    seen.add(value);
    return [];
  });
}

function limitedOf(source: unknown): LimitedResource[] {
  const found = checked(resourceQuotaConfiguration, source, 'ResourceQuotaConfiguration');
  const errors: FieldError[] = [];
  const limited = (found.limitedResources ?? []).map((each, index) => {
    if (!each.resource) {
      const path = FieldPath.of('limitedResources').index(index);
      errors.push(fieldError.required(path.child('resource')));
    }
    return {
      apiGroup: each.apiGroup ?? '',
      resource: each.resource ?? '',
      matchContains: each.matchContains,
      matchScopes: each.matchScopes ?? [],
    };
  });
  refuse('ResourceQuotaConfiguration', errors);
  return limited;
}

function refuse(what: string, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const problems = errors.map(({ field, body }) => `${field}: ${body}`);
  throw new AdmissionConfigurationError(`${what}: ${problems.join('; ')}`);
}
