/** What the tests of server-side apply share. */
import { loadCatalog } from '../../catalog/catalog.ts';
import { ApiError } from '../errors.ts';
import { trackUpdate } from '../managed-fields/track.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { Application, Applied } from './apply.ts';
import { applyPatch } from './apply.ts';

export const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
export const NOON = '2026-01-01T12:00:00Z';
export const ONE = '2026-01-01T13:00:00Z';

const KINDS: Readonly<Record<string, readonly [string, string, string]>> = {
  ConfigMap: ['', 'v1', 'configmaps'],
  Deployment: ['apps', 'v1', 'deployments'],
  Ingress: ['networking.k8s.io', 'v1', 'ingresses'],
  Service: ['', 'v1', 'services'],
};

export function kindOf(
  kind: string,
): Pick<Application, 'apiVersion' | 'kind' | 'resetFields' | 'schema'> {
  const [group = '', version = 'v1', plural = ''] = KINDS[kind] ?? [];
  const resource = catalog.find(group, version, plural);
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    schema: resource?.schema,
    resetFields: resource?.resetFields['main'] ?? [],
  };
}

type Options = Partial<Pick<Application, 'force' | 'live' | 'manager' | 'now' | 'subresource'>>;

export function apply(
  kind: string,
  parts: Record<string, unknown>,
  options: Options & { readonly metadata?: Record<string, unknown> } = {},
): Applied {
  const type = kindOf(kind);
  const { metadata, ...rest } = options;
  const config = {
    apiVersion: type.apiVersion,
    kind,
    metadata: { name: 'x', ...metadata },
    ...parts,
  };
  return applyPatch({
    ...type,
    live: undefined,
    config,
    manager: 'ann',
    force: false,
    subresource: undefined,
    now: NOON,
    complete: (merged) => JSON.parse(JSON.stringify(merged)) as AnyObject,
    ...rest,
  });
}

/** What the store answers with later. */
export function stored({ object, managedFields }: Applied): AnyObject {
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  const managed = managedFields === undefined ? {} : { managedFields };
  const metadata = { ...object.metadata, uid: 'u', ...managed };
  return JSON.parse(JSON.stringify({ ...rest, metadata })) as AnyObject;
}

export function created(
  kind: string,
  parts: Record<string, unknown>,
  manager = 'maker',
): AnyObject {
  const next = { metadata: { name: 'x' }, ...parts } as AnyObject;
  const managedFields = trackUpdate({
    ...kindOf(kind),
    live: undefined,
    next,
    manager,
    subresource: undefined,
    now: '2026-01-01T00:00:00Z',
  });
  return stored({ object: next, managedFields, changed: true });
}

export function owners(
  entries: readonly ManagedFieldsEntry[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    (entries ?? []).map(({ manager, operation, fieldsV1 }) => [
      `${manager} ${operation}`,
      fieldsV1,
    ]),
  );
}

export function refusal(run: () => unknown): ApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

export const deployment = (
  container: Record<string, unknown>,
  spec: Record<string, unknown> = {},
) => ({
  spec: {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } },
    ...spec,
  },
});
