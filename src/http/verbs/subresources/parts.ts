import { badRequest } from '../../../apimachinery/errors.ts';
import type { AnyObject, KubeObject } from '../../../apimachinery/meta.ts';
import type { Rng } from '../../../base/rng.ts';
import type { Backends } from '../../../pipeline/connect/backends.ts';
import type { ReadObject } from '../../../pipeline/connect/locations.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import type { Prepared } from '../../api.ts';

/** What the verbs that connect to something behind the server are made of. */
export interface ConnectParts {
  readonly pipeline: Pipeline;
  readonly backends: Backends;
  readonly rng: Rng;
}

/** What there is of a request before it is known how it will be answered. */
export type Connection = Omit<Prepared, 'verb'>;

export function reader({ catalog, registry }: Pipeline): ReadObject {
  return async <T extends KubeObject>(
    plural: string,
    namespace: string | undefined,
    name: string,
  ): Promise<T> => {
    const resource = catalog.find('', 'v1', plural);
    if (resource === undefined) throw new Error(`the catalog has no ${plural}`);
    const { object } = await registry.get({ resource, namespace, name });
    return object as KubeObject as T;
  };
}

/**
 * What comes before any connection but reading a log: dry runs are refused, and admission is asked
 * with the options as the object.
 */
export async function admitConnection(
  pipeline: Pipeline,
  { call, query }: Connection,
  kind: string,
  options: object,
): Promise<void> {
  if (query.has('dryRun')) throw badRequest('dryRun is not supported');
  await pipeline.connect(call, kind, options as AnyObject);
}
