import { ApiError } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import { formatTime } from '../apimachinery/meta.ts';
import type { Namespace } from '../apimachinery/types.generated.ts';
import type { ServedResource } from '../client/client.ts';
import type { ContentOutcome, Remaining } from './namespace-conditions.ts';
import { conditionsOf, sameConditions } from './namespace-conditions.ts';
import type { Controller, ControllerContext, ControllerFactory } from './runtime.ts';

const FINALIZER = 'kubernetes';
/** What is held back by finalizers is looked at again after this time. */
const AGAIN_MS = 1000;

/** What is known of the servers behind APIServices. */
export interface Discovery {
  /** Versions of groups whose resources nobody knows: `metrics.k8s.io/v1beta1`. */
  undiscovered(): readonly string[];
  readonly content: RemoteContent;
}

interface RemoteResource {
  readonly group: string;
  readonly plural: string;
}

/** What other servers keep in namespaces. */
interface RemoteContent {
  deletable(): readonly RemoteResource[];
  /** @returns what is left */
  empty(resource: RemoteResource, namespace: string): Promise<readonly KubeObject[]>;
}

/**
 * Empties a terminating namespace, pods first, and lets it go when nothing is left, or may be left
 * where nobody can look.
 */
export function namespaceController(discovery: Discovery): ControllerFactory {
  return (context) => emptying(context, discovery);
}

function emptying(context: ControllerContext, discovery: Discovery): Controller {
  const namespaces = context.informer<Namespace>('v1', 'namespaces');
  const client = context.client<Namespace>('v1', 'namespaces');
  namespaces.onChange((namespace) => {
    const { name, deletionTimestamp } = namespace?.metadata ?? {};
    if (name !== undefined && deletionTimestamp !== undefined) context.enqueue(name);
  });
  return {
    name: 'namespace',
    async reconcile(key) {
      const namespace = namespaces.get(key);
      if (namespace?.metadata.deletionTimestamp === undefined) return {};
      if (!(namespace.spec.finalizers ?? []).includes(FINALIZER)) return {};
      const unknown = discovery.undiscovered();
      const outcome = {
        ...(await deleteContent(context, namespace, discovery)),
        undiscovered: unknown,
      };
      const conditions = conditionsOf(outcome, namespace, formatTime(context.clock.now()));
      let current = namespace;
      if (!sameConditions(conditions, namespace.status.conditions)) {
        const status = { ...namespace.status, conditions };
        current = await client.update(
          undefined,
          { ...namespace, status },
          { subresource: 'status' },
        );
      }
      const isUndone = outcome.remaining.size > 0 || outcome.errors.length > 0;
      if (isUndone || unknown.length > 0) return { againInMs: AGAIN_MS };
      const finalizers = (current.spec.finalizers ?? []).filter((each) => each !== FINALIZER);
      await client.update(
        undefined,
        { ...current, spec: { finalizers } },
        { subresource: 'finalize' },
      );
      return {};
    },
  };
}

function isPods({ group, plural }: ServedResource): boolean {
  return group === '' && plural === 'pods';
}

async function deleteContent(
  context: ControllerContext,
  namespace: Namespace,
  { content }: Discovery,
): Promise<Omit<ContentOutcome, 'undiscovered'>> {
  const all = await context.discover();
  const deletable = all.filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'));
  const remaining = new Map<string, Remaining>();
  const errors: string[] = [];
  const empty = async (resource: ServedResource): Promise<void> => {
    const left = await deleteAll(context, resource, namespace, errors);
    if (left !== undefined) remaining.set(`${resource.plural}.${resource.group}`, left);
  };
  for (const pods of deletable.filter(isPods)) await empty(pods);
  // Whatever pods still use stays until they are gone.
  if (remaining.size > 0) return { remaining, errors };
  for (const resource of deletable) if (!isPods(resource)) await empty(resource);
  for (const resource of content.deletable()) {
    try {
      const left = await content.empty(resource, namespace.metadata.name ?? '');
      if (left.length > 0) remaining.set(`${resource.plural}.${resource.group}`, remainingOf(left));
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { remaining, errors };
}

/** Undefined: nothing is left. */
async function deleteAll(
  context: ControllerContext,
  { apiVersion, plural }: ServedResource,
  { metadata }: Namespace,
  errors: string[],
): Promise<Remaining | undefined> {
  const client = context.client<KubeObject>(apiVersion, plural);
  const name = metadata.name ?? '';
  const { items } = await client.list(name);
  for (const item of items) {
    if (item.metadata.deletionTimestamp !== undefined && plural !== 'pods') continue;
    try {
      await client.delete(name, item.metadata.name ?? '');
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') continue;
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (items.length === 0) return undefined;
  const left = (await client.list(name)).items;
  if (left.length === 0) return undefined;
  return remainingOf(left);
}

function remainingOf(left: readonly KubeObject[]): Remaining {
  const finalizers = new Map<string, number>();
  for (const item of left) {
    for (const finalizer of item.metadata.finalizers ?? []) {
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
  }
  return { count: left.length, finalizers };
}
