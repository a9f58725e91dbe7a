import { loadCatalog } from '../../catalog/catalog.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { TrackedWrite } from './track.ts';
import { trackUpdate } from './track.ts';

export const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
export const NOON = '2026-01-01T12:00:00Z';

export function resource(plural: string, group = '') {
  const found = catalog.find(group, group === 'autoscaling' ? 'v2' : 'v1', plural);
  if (found === undefined) throw new Error(plural);
  return found;
}

type Part = Partial<TrackedWrite> & Pick<TrackedWrite, 'next'>;

export function track(plural: string, write: Part, group = ''): ManagedFieldsEntry[] | undefined {
  const { schema, resetFields } = resource(plural, group);
  return trackUpdate({
    schema,
    live: undefined,
    manager: 'ann',
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    subresource: undefined,
    now: NOON,
    resetFields: resetFields[write.subresource ?? 'main'] ?? [],
    ...write,
  });
}

export function object(
  parts: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): AnyObject {
  return { metadata: { name: 'x', namespace: 'default', ...metadata }, ...parts };
}

/** Who owns what, without what is the same everywhere. */
export function owners(entries: ManagedFieldsEntry[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (entries ?? []).map(({ manager, operation, subresource, fieldsV1 }) => [
      `${manager} ${operation}${subresource === undefined ? '' : ` ${subresource}`}`,
      fieldsV1,
    ]),
  );
}

/** The object as it is stored after a write. */
export function stored(next: AnyObject, entries: ManagedFieldsEntry[] | undefined): AnyObject {
  const { managedFields: _sent, ...metadata } = next.metadata;
  const managed = entries === undefined ? {} : { managedFields: entries };
  const text = JSON.stringify({ ...next, metadata: { ...metadata, uid: 'u', ...managed } });
  return JSON.parse(text) as AnyObject;
}

export function created(plural: string, parts: Record<string, unknown>, metadata = {}): AnyObject {
  const next = object(parts, metadata);
  return stored(next, track(plural, { next, now: '2026-01-01T00:00:00Z' }));
}
