import { isDeepStrictEqual } from 'node:util';
import { formatTime, isTerminating, parseTime } from '../../apimachinery/meta.ts';
import type {
  Condition,
  Pod,
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';

/** A pod whose eviction was allowed counts as gone for so long, though it is still there. */
const DELETION_TIMEOUT_MS = 120_000;
const ALLOWED = 'DisruptionAllowed';

export interface Counts {
  readonly healthy: number;
  readonly desired: number;
  readonly expected: number;
  /** Pods whose eviction was allowed, with the time. */
  readonly disrupted: Readonly<Record<string, string>>;
}

export function scaledUp(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) {
    throw new Error(`invalid value for IntOrString: invalid type: string is not a percentage`);
  }
  return Math.ceil((Number(percent) * total) / 100);
}

export interface Disrupted {
  readonly waiting: Readonly<Record<string, string>>;
  /** Those that should be gone by now. */
  readonly overdue: readonly Pod[];
  readonly againInMs?: number;
}

/** Of the pods whose eviction was allowed: those that may still go, and those that did not. */
export function disruptedPods(
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
  now: number,
): Disrupted {
  const waiting: Record<string, string> = {};
  const overdue: Pod[] = [];
  let againInMs: number | undefined;
  for (const pod of pods) {
    const { name = '' } = pod.metadata;
    const since = status.disruptedPods?.[name];
    if (since === undefined || isTerminating(pod)) continue;
    const left = parseTime(since) + DELETION_TIMEOUT_MS - now;
    if (left < 0) {
      overdue.push(pod);
      continue;
    }
    waiting[name] = since;
    againInMs = Math.min(againInMs ?? left, left);
  }
  return { waiting, overdue, ...(againInMs === undefined ? {} : { againInMs: againInMs + 1 }) };
}

export function healthyPods(
  pods: readonly Pod[],
  disrupted: Readonly<Record<string, string>>,
  now: number,
): number {
  return pods.filter((pod) => {
    const since = disrupted[pod.metadata.name ?? ''];
    const isGoing = since !== undefined && parseTime(since) + DELETION_TIMEOUT_MS > now;
    return !isTerminating(pod) && !isGoing && isPodReady(pod);
  }).length;
}

/** Undefined: the status says all this already. */
export function nextStatus(
  { metadata, status }: PodDisruptionBudget,
  { healthy, desired, expected, disrupted }: Counts,
  now: number,
): PodDisruptionBudgetStatus | undefined {
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const generation = metadata.generation ?? 0;
  const news = {
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
  };
  const condition = status.conditions?.find(({ type }) => type === ALLOWED);
  const isSame =
    status.currentHealthy === healthy &&
    status.desiredHealthy === desired &&
    status.expectedPods === expected &&
    status.disruptionsAllowed === allowed &&
    isDeepStrictEqual({ ...status.disruptedPods }, { ...disrupted }) &&
    (status.observedGeneration ?? 0) === generation &&
    condition?.status === news.status &&
    condition.reason === news.reason;
  if (isSame) return undefined;
  return {
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    disruptionsAllowed: allowed,
    disruptedPods: { ...disrupted },
    observedGeneration: generation,
    conditions: withCondition(
      status.conditions ?? [],
      { type: ALLOWED, ...news, message: '', observedGeneration: generation },
      now,
    ),
  };
}

/** Nothing may be disrupted while nobody knows how many pods there should be. */
export function failedStatus(
  { status }: PodDisruptionBudget,
  message: string,
  now: number,
): PodDisruptionBudgetStatus {
  const failed = { type: ALLOWED, status: 'False', reason: 'SyncFailed', message };
  const { observedGeneration = 0 } = status;
  return {
    ...status,
    disruptionsAllowed: 0,
    conditions: withCondition(status.conditions ?? [], { ...failed, observedGeneration }, now),
  };
}

function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime'>,
  now: number,
): Condition[] {
  const current = conditions.find(({ type }) => type === next.type);
  if (current === undefined) {
    return [...conditions, { ...next, lastTransitionTime: formatTime(now) }];
  }
  const lastTransitionTime =
    current.status === next.status ? current.lastTransitionTime : formatTime(now);
  return conditions.map((each) => (each === current ? { ...next, lastTransitionTime } : each));
}
