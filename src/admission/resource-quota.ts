import { ApiError, bareError } from '../apimachinery/errors.ts';
import { sortedByBytes } from '../apimachinery/go-format.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Amounts } from '../apimachinery/pod-resources.ts';
import { addAmounts, amountsOf } from '../apimachinery/pod-resources.ts';
import { Quantity } from '../apimachinery/quantity.ts';
import type { QuotaEvaluator } from '../apimachinery/quota/evaluator.ts';
import { scopesOf } from '../apimachinery/quota/evaluator.ts';
import { masked, quotaEvaluator } from '../apimachinery/quota/evaluators.ts';
import type {
  ResourceQuota,
  ScopedResourceSelectorRequirement as Scope,
} from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import type { Client } from '../client/client.ts';
import type { LimitedResource } from './configuration.ts';
import { refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

/** How often a lost race for a quota is run again. */
const TRIES_MAX = 4;

/**
 * Charges what a write needs to the quotas of its namespace before the write is made. The writes of a
 * namespace are charged one after the other, and a quota is only written as it was read.
 * @param limited what may not be used up without a quota
 */
export function resourceQuota(
  client: Client,
  clock: Clock,
  limited: readonly LimitedResource[],
): AdmissionPlugin {
  const turns = new Map<string, Promise<void>>();
  return {
    name: 'ResourceQuota',
    validate(attributes) {
      const { namespaced, namespace, group, resource, operation } = attributes;
      if (!namespaced || namespace === undefined || namespace === '') return undefined;
      if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
      const evaluator = quotaEvaluator(group, resource);
      if (evaluator === undefined || !evaluator.concerns(attributes)) return undefined;
      const request = { attributes, evaluator, namespace, limited, now: clock.now() };
      return chargeInTurn(client, turns, request);
    },
  };
}

interface Request {
  readonly attributes: AdmissionAttributes;
  readonly evaluator: QuotaEvaluator;
  readonly namespace: string;
  readonly limited: readonly LimitedResource[];
  readonly now: number;
}

async function chargeInTurn(
  client: Client,
  turns: Map<string, Promise<void>>,
  request: Request,
): Promise<void> {
  const { namespace, limited } = request;
  if (limited.length === 0 && (await quotasOf(client, namespace)).length === 0) return;
  const before = turns.get(namespace);
  const mine = (async () => {
    await before?.catch(() => undefined);
    await charge(client, request);
  })();
  turns.set(namespace, mine);
  try {
    await mine;
  } finally {
    if (turns.get(namespace) === mine) turns.delete(namespace);
  }
}

async function quotasOf(client: Client, namespace: string): Promise<readonly ResourceQuota[]> {
  return (await client.resource<ResourceQuota>('v1', 'resourcequotas').list(namespace)).items;
}

async function charge(client: Client, request: Request): Promise<void> {
  const { namespace, attributes } = request;
  const quotas = client.resource<ResourceQuota>('v1', 'resourcequotas');
  let open: ReadonlySet<string | undefined> | undefined;
  let failure: unknown;
  for (let i = 0; i < TRIES_MAX; i++) {
    const present = await quotasOf(client, namespace);
    // What was charged already is not charged again.
    const toCharge = present.filter(({ metadata }) => open?.has(metadata.name) ?? true);
    const isFirst = open === undefined;
    // Whether quotas cover a write is asked of all of them together.
    const limited = isFirst ? request.limited : [];
    const charged = chargedQuotas(toCharge, { ...request, limited });
    if (attributes.dryRun) return;
    const failed = new Set<string | undefined>();
    for (const quota of charged) {
      try {
        await quotas.update(namespace, quota, { subresource: 'status' });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure = error;
        failed.add(quota.metadata.name);
      }
    }
    if (failed.size === 0) return;
    open = failed;
  }
  throw failure;
}

/** The quotas that a write changes, as they are after it. Throws where one does not allow it. */
export function chargedQuotas(
  quotas: readonly ResourceQuota[],
  { attributes, evaluator, limited, now }: Omit<Request, 'namespace'>,
): ResourceQuota[] {
  const { object, previous, operation } = attributes;
  if (object === undefined) return [];
  const matching = quotas.filter((quota) => matches(quota, evaluator, object));
  if (matching.length === 0 && limited.length === 0) return [];
  for (const quota of matching) checkStated(quota, evaluator, attributes);
  const usage = evaluator.usage(object, now);
  const negative = [...usage].filter(([, amount]) => amount.sign < 0).map(([name]) => name);
  if (negative.length > 0) {
    const names = sortedByBytes(negative).join(',');
    throw refusal(attributes, `quota usage is negative for resource(s): ${names}`);
  }
  const isChange = operation === 'UPDATE' && previous !== undefined;
  const growth = isChange ? grown(usage, evaluator.usage(previous, now)) : usage;
  const uses = matching.map((quota) => {
    const wasCounted = isChange && matches(quota, evaluator, previous);
    return { quota, amounts: wasCounted ? growth : usage };
  });
  const counted = matching.length === 0 ? [growth] : uses.map(({ amounts }) => amounts);
  const usesUp = counted.some((amounts) => [...amounts.values()].some(({ isZero }) => !isZero));
  if (usesUp && limited.length > 0) {
    checkCovered({ limited, quotas, matching, usage }, evaluator, attributes, object);
  }
  return uses.flatMap(({ quota, amounts }) => chargedQuota(quota, amounts, attributes) ?? []);
}

interface Cover {
  readonly limited: readonly LimitedResource[];
  readonly quotas: readonly ResourceQuota[];
  readonly matching: readonly ResourceQuota[];
  readonly usage: Amounts;
}

/** What is limited by configuration needs a quota that says how much of it there is. */
function checkCovered(
  { limited, quotas, matching, usage }: Cover,
  evaluator: QuotaEvaluator,
  attributes: AdmissionAttributes,
  object: AnyObject,
): void {
  const { group, resource } = attributes;
  const parts = limited
    .filter((each) => each.apiGroup === group && each.resource === resource)
    .flatMap(({ matchContains }) => matchContains);
  const covered = new Set(matching.flatMap(({ status }) => Object.keys(status.hard ?? {})));
  const missing = [...usage]
    .filter(([name, amount]) => amount.sign > 0 && parts.some((part) => name.includes(part)))
    .map(([name]) => name)
    .filter((name) => !covered.has(name) || !evaluator.counts(name));
  if (missing.length > 0) {
    const names = sortedByBytes(missing).join(',');
    throw refusal(attributes, `insufficient quota to consume: ${names}`);
  }
  const inScope = (scope: Scope): boolean => evaluator.inScope(scope, object);
  const named = quotas.flatMap(({ spec }) => scopesOf(spec)).filter(inScope);
  const open = limited
    .flatMap(({ matchScopes }) => matchScopes)
    .filter((scope) => inScope(scope))
    .filter(({ scopeName }) => named.every((each) => each.scopeName !== scopeName));
  if (open.length === 0) return;
  const scopes = open.map(
    ({ scopeName, operator, values = [] }) => `{${scopeName} ${operator} [${values.join(' ')}]}`,
  );
  throw bareError(`insufficient quota to match these scopes: [${scopes.join(' ')}]`);
}

function matches(quota: ResourceQuota, evaluator: QuotaEvaluator, object: AnyObject): boolean {
  const isCounted = Object.keys(quota.status.hard ?? {}).some(evaluator.counts);
  return isCounted && scopesOf(quota.spec).every((scope) => evaluator.inScope(scope, object));
}

/** The object says what the quota asks for, and the quota knows what is used. */
function checkStated(
  { metadata, status }: ResourceQuota,
  evaluator: QuotaEvaluator,
  attributes: AdmissionAttributes,
): void {
  const names = Object.keys(status.hard ?? {}).filter(evaluator.counts);
  const { object } = attributes;
  const missing = object === undefined ? undefined : evaluator.missing?.(names, object);
  if (missing !== undefined)
    throw refusal(attributes, `failed quota: ${metadata.name}: ${missing}`);
  if (names.every((name) => status.used?.[name] !== undefined)) return;
  const resources = sortedByBytes(names).join(',');
  throw refusal(attributes, `status unknown for quota: ${metadata.name}, resources: ${resources}`);
}

const ZERO = Quantity.ofNumber(0);

/** Nothing is given back by a write: that is the controller's work. */
function grown(next: Amounts, previous: Amounts): Amounts {
  return new Map(
    [...next].map(([name, amount]) => {
      const before = previous.get(name);
      const more = before === undefined ? amount : amount.sub(before);
      return [name, more.sign > 0 ? more : ZERO];
    }),
  );
}

function chargedQuota(
  quota: ResourceQuota,
  usage: Amounts,
  attributes: AdmissionAttributes,
): ResourceQuota | undefined {
  const hard = amountsOf(quota.status.hard);
  const requested = new Map([...masked(usage, hard)].filter(([, amount]) => !amount.isZero));
  if (requested.size === 0) return undefined;
  const used = amountsOf(quota.status.used);
  const next = new Map(used);
  addAmounts(next, requested);
  const exceeded = [...requested.keys()].filter((name) => {
    const [limit, total] = [hard.get(name), next.get(name)];
    return limit !== undefined && total !== undefined && total.compare(limit) > 0;
  });
  if (exceeded.length > 0 && attributes.subresource !== 'status') {
    const names = sortedByBytes(exceeded);
    const [asks, has, may] = [requested, used, hard].map((amounts) => print(amounts, names));
    throw refusal(
      attributes,
      `exceeded quota: ${quota.metadata.name}, requested: ${asks}, used: ${has}, limited: ${may}`,
    );
  }
  const texts = Object.fromEntries([...next].map(([name, amount]) => [name, amount.toString()]));
  return { ...quota, status: { ...quota.status, used: texts } };
}

function print(amounts: Amounts, names: readonly string[]): string {
  return names
    .flatMap((name) => {
      const amount = amounts.get(name);
      return amount === undefined ? [] : [`${name}=${amount.toString()}`];
    })
    .join(',');
}
