/** What the tests of patches share. */
import { loadCatalog } from '../../catalog/catalog.ts';
import type { StructSchema } from '../schema.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));

export function schemaOf(group: string, version: string, kind: string): StructSchema {
  const schema = catalog.findKind(group, version, kind)?.schema;
  if (schema === undefined) throw new Error(`no kind ${kind}`);
  return schema;
}

export const deployment = schemaOf('apps', 'v1', 'Deployment');
export const configMap = schemaOf('', 'v1', 'ConfigMap');
