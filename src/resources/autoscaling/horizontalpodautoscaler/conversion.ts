import { sortedByBytes } from '../../../apimachinery/go-format.ts';
import { goJson } from '../../../apimachinery/go-print.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import { parseTime } from '../../../apimachinery/meta.ts';
import type { Conversion } from '../../../registry/kind.ts';
import { behaviorFrom, behaviorText } from './behavior-v1.ts';
import { defaultMetrics } from './defaults.ts';
import type { Json } from './metrics-v1.ts';
import {
  AnnotationError,
  listOf,
  objectOf,
  specsFromV1,
  specsToV1,
  statusesFromV1,
  statusesToV1,
  textOf,
} from './metrics-v1.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
/** What autoscaling/v1 has no fields for. */
const ROUND_TRIP = [
  METRICS,
  CURRENT_METRICS,
  CONDITIONS,
  BEHAVIOR,
  `${PREFIX}scale-down-tolerance`,
  `${PREFIX}scale-up-tolerance`,
];

/** autoscaling/v1, where all but the utilization of the CPU stands in annotations. */
export const autoscalerV1: Conversion = {
  toStorage(object) {
    const annotations = object.metadata.annotations ?? {};
    const spec = specFromV1(memberOf(object, 'spec'));
    const status = statusFromV1(memberOf(object, 'status'));
    readAnnotation(annotations[METRICS], (value) => {
      spec['metrics'] = [...specsFromV1(value), ...listOf(spec['metrics'])];
    });
    readAnnotation(annotations[BEHAVIOR], (value) => {
      spec['behavior'] = behaviorFrom(value);
    });
    readAnnotation(annotations[CURRENT_METRICS], (value) => {
      status['currentMetrics'] = statusesFromV1(value);
    });
    if (listOf(spec['metrics']).length === 0) spec['metrics'] = defaultMetrics();
    readAnnotation(annotations[CONDITIONS], (value) => {
      status['conditions'] = listOf(value).map(conditionOf);
    });
    settleAnnotations(object, {});
    object['spec'] = spec;
    object['status'] = status;
    return object;
  },

  fromStorage(object) {
    const spec = memberOf(object, 'spec');
    const status = memberOf(object, 'status');
    const metrics = listOf(spec['metrics']);
    const others = metrics.filter((metric) => cpuUtilization(metric, 'target') === undefined);
    const current = listOf(status['currentMetrics']);
    const conditions = listOf(status['conditions']);
    settleAnnotations(object, {
      [METRICS]: others.length === 0 ? undefined : goJson(specsToV1(others)),
      [CURRENT_METRICS]: current.length === 0 ? undefined : goJson(statusesToV1(current)),
      [BEHAVIOR]: spec['behavior'] === undefined ? undefined : behaviorText(spec['behavior']),
      [CONDITIONS]: conditions.length === 0 ? undefined : goJson(conditions.map(conditionToV1)),
    });
    object['spec'] = specToV1(spec, metrics);
    object['status'] = statusToV1(status, current);
    return object;
  },
};

function memberOf(object: AnyObject, name: string): Json {
  return (object[name] ?? {}) as Json;
}

/** What is malformed is ignored. */
function readAnnotation(text: string | undefined, read: (value: unknown) => void): void {
  if (text === undefined) return;
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null) read(value);
  } catch (error) {
    if (!(error instanceof AnnotationError) && !(error instanceof SyntaxError)) throw error;
  }
}

function settleAnnotations(
  { metadata }: AnyObject,
  added: Readonly<Record<string, string | undefined>>,
): void {
  const all: Record<string, string | undefined> = { ...metadata.annotations };
  for (const key of ROUND_TRIP) delete all[key];
  Object.assign(all, added);
  const keys = sortedByBytes(Object.keys(all).filter((key) => all[key] !== undefined));
  if (keys.length === 0) delete metadata.annotations;
  else metadata.annotations = Object.fromEntries(keys.map((key) => [key, all[key] ?? '']));
}

/** Undefined: it is no metric of the CPU, or one without utilization. */
function cpuUtilization(metric: unknown, member: 'target' | 'current'): number | undefined {
  const { type, resource } = objectOf(metric);
  if (type !== 'Resource' || resource === undefined) return undefined;
  const { name, [member]: values } = objectOf(resource);
  if (name !== 'cpu') return undefined;
  return objectOf(values ?? {})['averageUtilization'] as number | undefined;
}

function cpuMetric(member: 'target' | 'current', values: Json): Json {
  return { type: 'Resource', resource: { name: 'cpu', [member]: values } };
}

function specFromV1(spec: Json): Record<string, unknown> {
  const { targetCPUUtilizationPercentage: utilization, ...rest } = spec;
  if (utilization === undefined || utilization === null) return { ...rest };
  const target = { type: 'Utilization', averageUtilization: utilization };
  return { ...rest, metrics: [cpuMetric('target', target)] };
}

function specToV1(
  { scaleTargetRef, minReplicas, maxReplicas }: Json,
  metrics: readonly unknown[],
): Json {
  const utilization = metrics
    .map((metric) => cpuUtilization(metric, 'target'))
    .find((each) => each !== undefined);
  return defined({
    scaleTargetRef,
    minReplicas,
    maxReplicas,
    targetCPUUtilizationPercentage: utilization,
  });
}

function statusFromV1(status: Json): Record<string, unknown> {
  const { currentCPUUtilizationPercentage: utilization, ...rest } = status;
  if (utilization === undefined || utilization === null) return { ...rest };
  const current = { averageUtilization: utilization };
  return { ...rest, currentMetrics: [cpuMetric('current', current)] };
}

function statusToV1(status: Json, metrics: readonly unknown[]): Json {
  const utilization = metrics
    .map((metric) => cpuUtilization(metric, 'current'))
    .findLast((each) => each !== undefined);
  return defined({
    observedGeneration: status['observedGeneration'],
    lastScaleTime: status['lastScaleTime'],
    currentReplicas: status['currentReplicas'] ?? 0,
    desiredReplicas: status['desiredReplicas'] ?? 0,
    currentCPUUtilizationPercentage: utilization,
  });
}

function defined(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function conditionOf(value: unknown): Json {
  const { type, status, lastTransitionTime, reason, message } = objectOf(value);
  const time = textOf(lastTransitionTime);
  if (time !== '' && Number.isNaN(parseTime(time))) throw new AnnotationError('not a time');
  return {
    type: textOf(type),
    status: textOf(status),
    lastTransitionTime: time === '' ? undefined : time,
    reason: textOf(reason),
    message: textOf(message),
  };
}

function conditionToV1(value: unknown): Json {
  const { type, status, lastTransitionTime = null, reason, message } = objectOf(value);
  return { type, status, lastTransitionTime, reason, message };
}
