import { parseTime } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { isPodReady, readyCondition } from '../endpoints/pods.ts';
import { isPodActive } from './pods.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const INT32_MAX = 2 ** 31 - 1;
const NANOSECONDS_IN_MS = 1_000_000;
const PHASES: readonly (string | undefined)[] = ['Pending', 'Unknown', 'Running'];

type Comparison = (a: Pod, b: Pod) => number;

const BY_STATE: readonly Comparison[] = [
  by(({ spec }) => ((spec.nodeName ?? '') === '' ? 0 : 1)),
  by(({ status }) => Math.max(0, PHASES.indexOf(status.phase))),
  by((pod) => (isPodReady(pod) ? 1 : 0)),
];

const BY_RESTARTS: readonly Comparison[] = [
  by((pod) => -restarts(pod, false)),
  by((pod) => -restarts(pod, true)),
];

/**
 * The pods to do without, those that are missed least first.
 * @param related pods of the owner and its siblings: a node that holds many of them gives first
 */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  { count, now }: { readonly count: number; readonly now: number },
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const { nodeName = '' } = pod.spec;
    onNode.set(nodeName, (onNode.get(nodeName) ?? 0) + 1);
  }
  const neighbours = ({ spec }: Pod): number => onNode.get(spec.nodeName ?? '') ?? 0;
  const comparisons: readonly Comparison[] = [
    ...BY_STATE,
    by(deletionCost),
    by((pod) => -neighbours(pod)),
    (a, b) => (isPodReady(a) && isPodReady(b) ? byAge(readySince(a), readySince(b), a, b, now) : 0),
    ...BY_RESTARTS,
    (a, b) => byAge(a.metadata.creationTimestamp, b.metadata.creationTimestamp, a, b, now),
  ];
  return pods.toSorted((a, b) => compare(comparisons, a, b)).slice(0, count);
}

/** Those that have done least come first; the order of pods of equal merit stays. */
export function leastAdvancedFirst(pods: readonly Pod[]): readonly Pod[] {
  const comparisons: readonly Comparison[] = [
    ...BY_STATE,
    (a, b) => (isPodReady(a) && isPodReady(b) ? newestFirst(readySince(a), readySince(b)) : 0),
    ...BY_RESTARTS,
    (a, b) => newestFirst(a.metadata.creationTimestamp, b.metadata.creationTimestamp),
  ];
  return pods.toSorted((a, b) => compare(comparisons, a, b));
}

function compare(comparisons: readonly Comparison[], a: Pod, b: Pod): number {
  for (const comparison of comparisons) {
    const order = comparison(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

/** What has no time comes first. */
function newestFirst(a = '', b = ''): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  return a > b ? -1 : 1;
}

function by(value: (pod: Pod) => number): Comparison {
  return (a, b) => value(a) - value(b);
}

/** What is no number of 32 bits in its normal form costs nothing. */
function deletionCost({ metadata }: Pod): number {
  const text = metadata.annotations?.[DELETION_COST] ?? '0';
  if (!/^(?:0|-?[1-9][0-9]*)$/.test(text)) return 0;
  const cost = Number(text);
  return cost > INT32_MAX || cost < -INT32_MAX - 1 ? 0 : cost;
}

function readySince(pod: Pod): string | undefined {
  return readyCondition(pod)?.lastTransitionTime;
}

/**
 * Younger ones first, on a scale of powers of two: within a step the uid decides, so that not
 * always the newest pods go.
 */
function byAge(
  timeA: string | undefined,
  timeB: string | undefined,
  a: Pod,
  b: Pod,
  now: number,
): number {
  if (timeA === timeB) return 0;
  if (timeA === undefined) return -1;
  if (timeB === undefined) return 1;
  const difference = ageRank(now - parseTime(timeA)) - ageRank(now - parseTime(timeB));
  if (difference !== 0) return difference;
  return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
}

function ageRank(age: number): number {
  return age > 0 ? Math.floor(Math.log2(age * NANOSECONDS_IN_MS)) : -1;
}

function restarts({ spec, status }: Pod, ofSidecars: boolean): number {
  if (!ofSidecars) {
    return Math.max(0, ...(status.containerStatuses ?? []).map((each) => each.restartCount));
  }
  const sidecars = new Set(
    (spec.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
  const counted = (status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  return Math.max(0, ...counted.map((each) => each.restartCount));
}
