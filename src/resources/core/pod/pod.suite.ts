import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { canonicalise } from '../../../catalog/canonical.ts';
import { loadCatalog } from '../../../catalog/catalog.ts';
import { decodeTyped } from '../../../catalog/decode-typed.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

/** Texts that many messages end with. */
export const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
export const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
export const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
export const VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const schema = loadCatalog(new URL('../../../../openapi/kubernetes/', import.meta.url)).find(
  '',
  'v1',
  'pods',
)?.schema;

export const NOW = Date.parse('2026-01-02T03:04:05Z');

const CONTEXT: StrategyContext = {
  now: NOW,
  uid: () => 'uid',
  user: 'ann',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

function canonical(pod: object): Pod {
  if (schema === undefined) throw new Error('no schema of pods');
  const decoded = decodeTyped(schema, pod).object;
  return canonicalise(schema, decoded) as unknown as Pod;
}

/** A pod as the registry hands it to hooks: decoded and defaulted. */
export function podOf(spec: object, metadata: object = {}, status: object = {}): Pod {
  const containers = [{ name: 'c', image: 'tea:1' }];
  const pod = canonical({
    metadata: { name: 'p', namespace: 'n', ...metadata },
    spec: { containers, serviceAccountName: 'default', ...spec },
    status,
  });
  strategy.defaults?.(pod, CONTEXT);
  return pod;
}

export interface Outcome {
  readonly pod: Pod;
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

/** What the hooks make of a new pod. */
export function create(spec: object, metadata: object = {}): Outcome {
  const pod = podOf(spec, metadata);
  const warnings: string[] = [];
  strategy.prepareForCreate?.(pod, { ...CONTEXT, warn: (text) => warnings.push(text) });
  const refused = lines(strategy.validate?.(pod, CONTEXT));
  if (refused.length === 0) warnings.push(...(strategy.warningsOnCreate?.(pod, CONTEXT) ?? []));
  return { pod: canonical(pod), refused, warnings };
}

/** What the hooks make of a change. @param subresource undefined for the pod itself */
export function update(
  previous: Pod,
  change: (next: Pod) => void,
  subresource?: 'status' | 'ephemeralcontainers' | 'resize',
): Outcome {
  const next = structuredClone(previous);
  change(next);
  const pod = canonical(next);
  strategy.defaults?.(pod, CONTEXT);
  const context = { ...CONTEXT, subresource };
  const hooks = subresource === undefined ? strategy : strategy.subresources?.[subresource];
  hooks?.prepareForUpdate?.(pod, previous, context);
  const refused = lines(hooks?.validateUpdate?.(pod, previous, context));
  const warnings =
    refused.length > 0 ? [] : (hooks?.warningsOnUpdate?.(pod, previous, context) ?? []);
  return { pod: canonical(pod), refused, warnings };
}

function lines(errors: readonly FieldError[] | undefined): string[] {
  return (errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}
