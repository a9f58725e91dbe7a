import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isPathSegmentName } from '../../../apimachinery/names.ts';
import { parseOrUndefined } from '../../../apimachinery/quantity.ts';
import type {
  ContainerResourceMetricSource,
  HorizontalPodAutoscalerSpec,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from '../../../apimachinery/types.generated.ts';
import { checkDnsLabel, pushInvalid } from '../../core/pod/field-checks.ts';
import { checkContainerResourceName } from '../../core/pod/spec-validation-resources.ts';
import { checkReference } from './reference.ts';

/** Metric types and the members that hold their sources, in the order in which sources are checked. */
const SOURCES = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
} as const;
const TYPES = Object.keys(SOURCES).toSorted();
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

export function checkMetrics(
  { metrics = [], minReplicas }: HorizontalPodAutoscalerSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, metric] of metrics.entries()) checkMetric(metric, path.index(index), errors);
  if (minReplicas !== 0) return;
  if (metrics.some(({ type }) => type === 'Object' || type === 'External')) return;
  const detail =
    'must specify at least one Object or External metric to support scaling to zero replicas';
  errors.push(fieldError.forbidden(path, detail));
}

function checkMetric(metric: MetricSpec, path: FieldPath, errors: FieldError[]): void {
  const { type } = metric;
  const typePath = path.child('type');
  if (type === '') {
    errors.push(fieldError.required(typePath, 'must specify a metric source type'));
  }
  const expected = Object.hasOwn(SOURCES, type) ? SOURCES[type as keyof typeof SOURCES] : undefined;
  if (expected === undefined) errors.push(fieldError.notSupported(typePath, type, TYPES));
  const present = Object.values(SOURCES).filter((member) => metric[member] !== undefined);
  const [first] = present;
  if (first !== undefined) checkSource(metric, first, path.child(first), errors);
  if (expected === undefined) {
    errors.push(fieldError.notSupported(typePath, type, TYPES));
  } else if (metric[expected] === undefined) {
    const detail = 'must populate information for the given metric source';
    errors.push(fieldError.required(path.child(expected), detail));
  }
  if (present.length === 1) return;
  for (const member of present) {
    if (member === expected) continue;
    const detail = 'must populate the given metric source only';
    errors.push(fieldError.forbidden(path.child(member), detail));
  }
}

function checkSource(
  metric: MetricSpec,
  member: (typeof SOURCES)[keyof typeof SOURCES],
  path: FieldPath,
  errors: FieldError[],
): void {
  const source = metric[member];
  if (source === undefined) return;
  if ('describedObject' in source) {
    checkReference(source.describedObject, 'core', path.child('describedObject'), errors);
  }
  if ('metric' in source) checkIdentifier(source.metric, path.child('metric'), errors);
  if ('name' in source) checkResource(source, member, path, errors);
  const target = path.child('target');
  checkTarget(source.target, target, errors);
  TARGET_CHECKS[member](source.target, target, errors);
}

type TargetCheck = (target: MetricTarget, path: FieldPath, errors: FieldError[]) => void;

const TARGET_CHECKS: Readonly<Record<(typeof SOURCES)[keyof typeof SOURCES], TargetCheck>> = {
  object({ value, averageValue }, path, errors) {
    if (value !== undefined || averageValue !== undefined) return;
    const detail = 'must set either a target value or averageValue';
    errors.push(fieldError.required(path.child('averageValue'), detail));
  },
  external({ value, averageValue }, path, errors) {
    if (value === undefined && averageValue === undefined) {
      const detail = 'must set either a target value for metric or a per-pod target';
      errors.push(fieldError.required(path.child('averageValue'), detail));
    } else if (value !== undefined && averageValue !== undefined) {
      const detail = 'may not set both a target value for metric and a per-pod target';
      errors.push(fieldError.forbidden(path.child('value'), detail));
    }
  },
  pods({ averageValue }, path, errors) {
    if (averageValue !== undefined) return;
    const detail = 'must specify a positive target averageValue';
    errors.push(fieldError.required(path.child('averageValue'), detail));
  },
  resource: checkUtilization,
  containerResource: checkUtilization,
};

function checkUtilization(
  { averageUtilization, averageValue }: MetricTarget,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (averageUtilization === undefined && averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(fieldError.required(path.child('averageUtilization'), detail));
  } else if (averageUtilization !== undefined && averageValue !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(fieldError.forbidden(path.child('averageValue'), detail));
  }
}

function checkResource(
  source: Pick<ContainerResourceMetricSource, 'name'> & { container?: string },
  member: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name, container = '' } = source;
  const isContainer = member === 'containerResource';
  if (name === '') {
    errors.push(fieldError.required(path.child('name'), 'must specify a resource name'));
  } else if (isContainer) checkContainerResourceName(name, path.child('name'), errors);
  if (!isContainer) return;
  const place = path.child('container');
  if (container === '') errors.push(fieldError.required(place, 'must specify a container'));
  else checkDnsLabel(container, place, errors);
}

function checkIdentifier({ name }: MetricIdentifier, path: FieldPath, errors: FieldError[]): void {
  const place = path.child('name');
  if (name === '') errors.push(fieldError.required(place, 'must specify a metric name'));
  else pushInvalid(errors, isPathSegmentName(name), place, name);
}

function checkTarget(target: MetricTarget, path: FieldPath, errors: FieldError[]): void {
  const { type, averageUtilization } = target;
  if (type === '') {
    errors.push(fieldError.required(path.child('type'), 'must specify a metric target type'));
  }
  if (!TARGET_TYPES.includes(type)) {
    const detail = 'must be either Utilization, Value, or AverageValue';
    errors.push(fieldError.invalid(path.child('type'), type, detail));
  }
  for (const member of ['value', 'averageValue'] as const) {
    const text = target[member];
    if (text === undefined || (parseOrUndefined(text)?.sign ?? 0) > 0) continue;
    errors.push(fieldError.invalid(path.child(member), text, 'must be positive'));
  }
  if (averageUtilization === undefined || averageUtilization >= 1) return;
  const detail = 'must be greater than 0';
  errors.push(fieldError.invalid(path.child('averageUtilization'), averageUtilization, detail));
}
