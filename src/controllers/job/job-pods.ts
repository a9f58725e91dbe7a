import { isTerminating } from '../../apimachinery/meta.ts';
import type { Container, Job, Pod, PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import { controllerReference } from '../replicas/owner.ts';
import { podFrom } from '../replicas/pods.ts';
import { leastAdvancedFirst } from '../replicas/ranking.ts';
import { judgeFailure } from './policies.ts';

export const SUBJECT = { apiVersion: 'batch/v1', kind: 'Job' };
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';
export const CONTROLLER_NAME = 'kubernetes.io/job-controller';
const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
const FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_COUNT = 'batch.kubernetes.io/job-index-ignored-failure-count';
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
/** Random letters come after it. */
const GENERATED_PREFIX_MAX = 58;
const INT32_MAX = 2 ** 31 - 1;

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed';
}

export function hasLimitPerIndex({ spec }: Job): boolean {
  return spec.backoffLimitPerIndex !== undefined;
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true;
}

/** Somebody else takes care of the Job. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== CONTROLLER_NAME;
}

export function isFinished({ status }: Job): boolean {
  return (status.conditions ?? []).some(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}

/** Replacements wait until a pod has really come to its end. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) === true;
}

/** A strategic merge patch that lets the pod go. */
export const WITHOUT_FINALIZER = {
  type: 'strategic',
  body: { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] } },
} as const;

export function hasFailed(pod: Pod, job: Job): boolean {
  const { phase } = pod.status;
  if (phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return isTerminating(pod) && phase !== 'Succeeded';
}

/** It is going away and has not come to its end yet. */
export function isEnding(pod: Pod): boolean {
  const { phase } = pod.status;
  return isTerminating(pod) && phase !== 'Succeeded' && phase !== 'Failed';
}

/** Undefined: it has none that can be read. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\+?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The index, if it is one that the Job has. */
export function validIndexOf(pod: Pod, { spec }: Job): number | undefined {
  const index = indexOf(pod);
  return index !== undefined && index < (spec.completions ?? 0) ? index : undefined;
}

export function failureCountOf(pod: Pod): number {
  return countIn(pod, FAILURE_COUNT);
}

/** Together with the failures that a policy ignores. */
export function absoluteFailureCountOf(pod: Pod): number {
  return failureCountOf(pod) + countIn(pod, IGNORED_COUNT);
}

function countIn({ metadata }: Pod, annotation: string): number {
  const text = metadata.annotations?.[annotation] ?? '';
  const count = /^\+?\d{1,10}$/.test(text) ? Number(text) : 0;
  return count > INT32_MAX ? 0 : count;
}

/** A pod as the Job's template says. */
export function newJobPod(job: Job): Pod {
  const { name = '' } = job.metadata;
  const { template } = job.spec;
  return podFrom(withFinalizer(template), name, controllerReference(SUBJECT, job));
}

/** The pod of one index. @param replaced the failed pod of the index that it comes after */
export function newIndexedPod(job: Job, index: number, replaced: Pod | undefined): Pod {
  const { name = '' } = job.metadata;
  const { metadata, spec } = withFinalizer(job.spec.template);
  const template: PodTemplateSpec = {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [COMPLETION_INDEX]: String(index) },
      annotations: {
        ...metadata.annotations,
        [COMPLETION_INDEX]: String(index),
        ...(hasLimitPerIndex(job) ? failureCounts(job, replaced) : {}),
      },
    },
    spec: {
      ...spec,
      ...(spec.initContainers === undefined
        ? {}
        : { initContainers: spec.initContainers.map(withIndexVariable) }),
      containers: spec.containers.map(withIndexVariable),
      hostname: `${name}-${index}`,
    },
  };
  const pod = podFrom(template, name, controllerReference(SUBJECT, job));
  const suffix = `-${index}-`;
  const prefix = name.slice(0, GENERATED_PREFIX_MAX - suffix.length);
  return { ...pod, metadata: { ...pod.metadata, generateName: `${prefix}${suffix}` } };
}

function withFinalizer(template: PodTemplateSpec): PodTemplateSpec {
  const { finalizers = [] } = template.metadata;
  if (finalizers.includes(TRACKING_FINALIZER)) return template;
  const metadata = { ...template.metadata, finalizers: [...finalizers, TRACKING_FINALIZER] };
  return { ...template, metadata };
}

function withIndexVariable(container: Container): Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldRef = { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` };
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] };
}

function failureCounts(job: Job, replaced: Pod | undefined): Record<string, string> {
  let failures = 0;
  let ignored = 0;
  if (replaced !== undefined) {
    failures = failureCountOf(replaced);
    ignored = countIn(replaced, IGNORED_COUNT);
    if (judgeFailure(job.spec.podFailurePolicy, replaced).counts) failures++;
    else ignored++;
  }
  return {
    [FAILURE_COUNT]: String(failures),
    ...(ignored === 0 ? {} : { [IGNORED_COUNT]: String(ignored) }),
  };
}

/** So many active pods at least, and every one that no index needs. */
export function podsToRemove(job: Job, active: readonly Pod[], atLeast: number): readonly Pod[] {
  const { surplus, left } = isIndexed(job)
    ? withoutDuplicates(job, active)
    : { surplus: [], left: active };
  if (surplus.length >= atLeast) return surplus;
  return [...surplus, ...leastAdvancedFirst(left).slice(0, atLeast - surplus.length)];
}

function withoutDuplicates(
  job: Job,
  active: readonly Pod[],
): { readonly surplus: readonly Pod[]; readonly left: readonly Pod[] } {
  const byIndex = new Map<number, Pod[]>();
  const surplus: Pod[] = [];
  for (const pod of active) {
    const index = validIndexOf(pod, job);
    const others = index === undefined ? undefined : byIndex.get(index);
    if (index === undefined) surplus.push(pod);
    else if (others === undefined) byIndex.set(index, [pod]);
    else others.push(pod);
  }
  const left: Pod[] = [];
  for (const [, pods] of [...byIndex].toSorted(([a], [b]) => a - b)) {
    const ranked = leastAdvancedFirst(pods);
    surplus.push(...ranked.slice(0, -1));
    left.push(...ranked.slice(-1));
  }
  return { surplus, left };
}
