import { isDeepStrictEqual } from 'node:util';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Amounts } from '../apimachinery/pod-resources.ts';
import { addAmounts } from '../apimachinery/pod-resources.ts';
import { Quantity } from '../apimachinery/quantity.ts';
import { scopesOf } from '../apimachinery/quota/evaluator.ts';
import { countedBy, quotaEvaluator } from '../apimachinery/quota/evaluators.ts';
import type { Pod, ResourceQuota } from '../apimachinery/types.generated.ts';
import type { ControllerContext, ControllerFactory } from './runtime.ts';

/** What is deleted is counted again after this time; of pods at once. */
const AGAIN_MS = 500;
/**
 * A write is charged before it is made. Only what a quota has said for so long, and is not so, is
 * taken for used no more: until then the object may be on its way into the store.
 */
const SETTLED_MS = 250;

interface Seen {
  readonly version: string | undefined;
  readonly since: number;
}

/** Counts what the objects of a namespace use of its quotas. */
export const resourceQuotaController: ControllerFactory = (context) => {
  const quotas = context.informer<ResourceQuota>('v1', 'resourcequotas');
  const pods = context.informer<Pod>('v1', 'pods');
  const client = context.client<ResourceQuota>('v1', 'resourcequotas');
  const seen = new Map<string, Seen>();
  const keysIn = new Map<string, Set<string>>();

  quotas.onChange((next, previous) => {
    const { namespace = '', name = '' } = (next ?? previous)?.metadata ?? {};
    const key = `${namespace}/${name}`;
    if (next === undefined) {
      keysIn.get(namespace)?.delete(key);
      seen.delete(key);
      return;
    }
    keysIn.set(namespace, (keysIn.get(namespace) ?? new Set()).add(key));
    context.enqueue(key);
  });
  pods.onChange((next, previous) => {
    const { namespace = '' } = (next ?? previous)?.metadata ?? {};
    for (const key of keysIn.get(namespace) ?? []) context.enqueue(key);
  });

  const isSettled = (key: string, version: string | undefined): boolean => {
    const now = context.clock.now();
    const last = seen.get(key);
    if (last?.version === version && last !== undefined) return now - last.since >= SETTLED_MS;
    seen.set(key, { version, since: now });
    return false;
  };

  return {
    name: 'resourcequota',
    async reconcile(key) {
      const quota = quotas.get(key);
      if (quota === undefined) return {};
      const { spec, status } = quota;
      const settled = isSettled(key, quota.metadata.resourceVersion);
      const usage = await usageOf(context, quota);
      const used: Record<string, string> = {};
      for (const name of Object.keys(spec.hard ?? {})) {
        const counted = usage.get(name)?.toString() ?? status.used?.[name];
        const text = settled ? counted : larger(counted, status.used?.[name]);
        if (text !== undefined) used[name] = text;
      }
      const next = { hard: spec.hard ?? {}, used };
      const present = { hard: status.hard, used: status.used };
      if (!isDeepStrictEqual(next, present)) {
        await client.update(
          quota.metadata.namespace,
          { ...quota, status: next },
          { subresource: 'status' },
        );
      }
      return { againInMs: AGAIN_MS };
    },
  };
};

function larger(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Quantity.parse(a).compare(Quantity.parse(b)) >= 0 ? a : b;
}

/** By the names of the quota; those that no served kind counts are left out. */
async function usageOf(context: ControllerContext, quota: ResourceQuota): Promise<Amounts> {
  const names = Object.keys(quota.spec.hard ?? {});
  const kinds = new Map(
    names.flatMap((name) => {
      const by = countedBy(name);
      return by === undefined ? [] : [[by.join('/'), by] as const];
    }),
  );
  const served = await context.discover();
  const scopes = scopesOf(quota.spec);
  const now = context.clock.now();
  const total: Amounts = new Map();
  for (const [group, resource] of kinds.values()) {
    const kind = served.find((each) => each.group === group && each.plural === resource);
    const evaluator = quotaEvaluator(group, resource);
    if (kind === undefined || evaluator === undefined || !kind.namespaced) continue;
    for (const name of names) {
      if (evaluator.counts(name)) total.set(name, Quantity.ofNumber(0));
    }
    const objects = context.client<AnyObject>(kind.apiVersion, resource);
    for (const object of (await objects.list(quota.metadata.namespace)).items) {
      if (scopes.every((scope) => evaluator.inScope(scope, object)))
        addAmounts(total, evaluator.usage(object, now));
    }
  }
  return total;
}
