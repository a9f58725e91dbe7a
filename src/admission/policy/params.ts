import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type { ParamKind, ParamRef } from '../../apimachinery/types.generated.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Client, ResourceClient } from '../../client/client.ts';

/** A policy or a binding cannot be used as it is. */
export class ConfigurationError extends Error {}

export interface ParamSource {
  readonly resource: ResourceClient<KubeObject>;
  readonly namespaced: boolean;
  readonly kind: ParamKind;
}

/** @throws ConfigurationError if nobody serves the kind */
export function paramSource(
  kind: ParamKind,
  { catalog, client }: { readonly catalog: Catalog; readonly client: Client },
): ParamSource {
  const { apiVersion = '', kind: name = '' } = kind;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const served = catalog.findKind(group, version, name);
  if (served === undefined) {
    const shown = `${group}/${version}, Kind=${name}`;
    throw new ConfigurationError(`failed to find resource referenced by paramKind: '${shown}'`);
  }
  const resource = client.resource<KubeObject>(apiVersion, served.plural);
  return { resource, namespaced: served.namespaced, kind };
}

/**
 * The objects of parameters that a binding asks for; the policy is evaluated once for each. Without
 * a reference it is evaluated with none.
 * @param namespace of the request, empty for cluster-scoped objects
 * @throws ConfigurationError
 */
export async function collectParams(
  source: ParamSource | undefined,
  ref: ParamRef | undefined,
  namespace: string,
): Promise<readonly unknown[]> {
  if (source === undefined || ref === undefined) return [null];
  const { namespaced } = source;
  const from = ref.namespace ?? '';
  if (namespaced && from === '' && namespace === '') {
    throw new ConfigurationError(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    );
  }
  if (!namespaced && from !== '') {
    throw new ConfigurationError(
      'paramRef.namespace must not be provided for a cluster-scoped `paramKind`',
    );
  }
  const place = namespaced ? from || namespace : undefined;
  const found = await findParams(source, ref, place);
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError(
      'no params found for policy binding with `Deny` parameterNotFoundAction',
    );
  }
  return found.map((object) => ({ ...source.kind, ...object }));
}

async function findParams(
  { resource }: ParamSource,
  { name = '', selector }: ParamRef,
  namespace: string | undefined,
): Promise<readonly KubeObject[]> {
  if (name === '') {
    const chosen = labelSelectorFromObject(selector);
    const { items } = await resource.list(namespace);
    return items.filter(({ metadata }) => chosen.matches(metadata.labels ?? {}));
  }
  try {
    return [await resource.get(namespace, name)];
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return [];
    throw error;
  }
}
