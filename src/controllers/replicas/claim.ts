import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import type { ResourceClient } from '../../client/client.ts';
import { controllerReference } from './owner.ts';

export interface Claimant<T extends KubeObject> {
  readonly kind: { readonly apiVersion: string; readonly kind: string };
  readonly owner: T;
  readonly owners: ResourceClient<T>;
  readonly selector: LabelSelector;
  /** What else is asked of an object besides its labels. */
  readonly admits?: (candidate: KubeObject) => boolean;
  /** What an adopted object gets besides the owner. */
  readonly finalizers?: readonly string[];
}

/**
 * Adopts those of the candidates that fit and belong to nobody, releases those that no longer fit,
 * and gives what the owner holds then. All candidates are tried before the first failure is thrown.
 */
export async function claim<T extends KubeObject, C extends KubeObject>(
  claimant: Claimant<T>,
  candidates: readonly C[],
  client: ResourceClient<C>,
): Promise<C[]> {
  const { owner, selector, admits } = claimant;
  const held: C[] = [];
  const failures: unknown[] = [];
  let mayAdopt: Promise<void> | undefined;
  const attempt = async (write: () => Promise<unknown>): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) failures.push(error);
      return false;
    }
  };
  for (const candidate of candidates) {
    const holder = controllerOf(candidate);
    const fits =
      selector.matches(candidate.metadata.labels) && (admits === undefined || admits(candidate));
    if (holder !== undefined) {
      if (holder.uid !== owner.metadata.uid) continue;
      if (fits) held.push(candidate);
      else if (!isTerminating(owner)) await attempt(() => release(claimant, candidate, client));
      continue;
    }
    if (!fits || isTerminating(owner) || isTerminating(candidate)) continue;
    const adopted = await attempt(async () => {
      mayAdopt ??= checkAlive(claimant);
      await mayAdopt;
      await adopt(claimant, candidate, client);
    });
    if (adopted) held.push(candidate);
  }
  if (failures.length > 0) throw failures[0];
  return held;
}

/** Asks the server, not the cache: what a deleted owner adopts would be deleted with it. */
async function checkAlive<T extends KubeObject>({
  owner: { metadata },
  owners,
}: Claimant<T>): Promise<void> {
  const { namespace, name = '', uid } = metadata;
  const fresh = await owners.get(namespace, name);
  if (fresh.metadata.uid !== uid) throw new Error(`${namespace}/${name} was replaced`);
  if (isTerminating(fresh)) throw new Error(`${namespace}/${name} has just been deleted`);
}

async function adopt<T extends KubeObject, C extends KubeObject>(
  { kind, owner, finalizers }: Claimant<T>,
  { metadata: { namespace, name = '', uid } }: C,
  client: ResourceClient<C>,
): Promise<void> {
  const ownerReferences = [controllerReference(kind, owner)];
  const body = {
    metadata: { ownerReferences, uid, ...(finalizers === undefined ? {} : { finalizers }) },
  };
  await client.patch(namespace, name, { type: 'strategic', body });
}

async function release<T extends KubeObject, C extends KubeObject>(
  { owner }: Claimant<T>,
  { metadata: { namespace, name = '', uid } }: C,
  client: ResourceClient<C>,
): Promise<void> {
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }];
  const body = { metadata: { ownerReferences, uid } };
  try {
    await client.patch(namespace, name, { type: 'strategic', body });
  } catch (error) {
    // Another object has this name by now.
    if (!(error instanceof ApiError && error.reason === 'Invalid')) throw error;
  }
}
