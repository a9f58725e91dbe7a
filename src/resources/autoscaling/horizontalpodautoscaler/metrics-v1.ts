import { canonicalQuantity } from '../../../apimachinery/quantity.ts';
import { labelSelectorFromObject } from '../../../apimachinery/selectors/labels.ts';

/*
 * The metrics of autoscaling/v1, which has no fields for them: they stand in annotations, in a form
 * of their own. Members are in the order of upstream's structs, because the text is compared.
 */

export type Json = Readonly<Record<string, unknown>>;

/** An annotation that is not what it should be; it is ignored then. */
export class AnnotationError extends Error {}

type Convert = (source: Json) => Json;

/** `type` and one source, in the other form. */
function convertAll(
  list: readonly unknown[],
  converts: Readonly<Record<string, Convert>>,
): Record<string, unknown>[] {
  return list.map((metric) => {
    const object = objectOf(metric);
    const result: Record<string, unknown> = { type: textOf(object['type']) };
    for (const [member, convert] of Object.entries(converts)) {
      const source = object[member];
      if (source !== undefined && source !== null) result[member] = convert(objectOf(source));
    }
    return result;
  });
}

export function specsToV1(metrics: readonly unknown[]): Json[] {
  return convertAll(metrics, SPEC_TO_V1);
}

/** @throws AnnotationError */
export function specsFromV1(metrics: unknown): Json[] {
  return convertAll(listOf(metrics), SPEC_FROM_V1);
}

export function statusesToV1(metrics: readonly unknown[]): Json[] {
  return convertAll(metrics, STATUS_TO_V1);
}

/** @throws AnnotationError */
export function statusesFromV1(metrics: unknown): Json[] {
  return convertAll(listOf(metrics), STATUS_FROM_V1);
}

const SPEC_TO_V1: Readonly<Record<string, Convert>> = {
  object({ describedObject, metric, target }) {
    const { name, selector } = objectOf(metric);
    const { value, averageValue } = objectOf(target);
    return {
      target: describedObject,
      metricName: name,
      targetValue: value ?? '0',
      selector,
      averageValue,
    };
  },
  pods({ metric, target }) {
    const { name, selector } = objectOf(metric);
    const targetAverageValue = objectOf(target)['averageValue'] ?? '0';
    return { metricName: name, targetAverageValue, selector };
  },
  resource: ({ name, target }) => ({ name, ...utilizationTarget(target) }),
  containerResource: ({ name, container, target }) => ({
    name,
    ...utilizationTarget(target),
    container,
  }),
  external({ metric, target }) {
    const { name, selector } = objectOf(metric);
    const { value, averageValue } = objectOf(target);
    return {
      metricName: name,
      metricSelector: selector,
      targetValue: value,
      targetAverageValue: averageValue,
    };
  },
};

function utilizationTarget(target: unknown): Json {
  const { averageUtilization, averageValue } = objectOf(target);
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

const SPEC_FROM_V1: Readonly<Record<string, Convert>> = {
  object(source) {
    const averageValue = quantityOf(source['averageValue']);
    const value = quantityOf(source['targetValue']) ?? '0';
    const type = averageValue === undefined ? 'Value' : 'AverageValue';
    return {
      describedObject: referenceOf(source['target']),
      metric: metricOf(source, 'selector'),
      target: { type, value, averageValue },
    };
  },
  pods: (source) => ({
    metric: metricOf(source, 'selector'),
    target: { type: 'AverageValue', averageValue: quantityOf(source['targetAverageValue']) ?? '0' },
  }),
  resource: (source) => ({ name: textOf(source['name']), target: readTarget(source) }),
  containerResource: (source) => ({
    name: textOf(source['name']),
    container: textOf(source['container']),
    target: readTarget(source),
  }),
  external(source) {
    const value = quantityOf(source['targetValue']);
    const averageValue = quantityOf(source['targetAverageValue']);
    const type = value === undefined ? 'AverageValue' : 'Value';
    return { metric: metricOf(source, 'metricSelector'), target: { type, value, averageValue } };
  },
};

function readTarget(source: Json): Json {
  const averageUtilization = numberOf(source['targetAverageUtilization']);
  const averageValue = quantityOf(source['targetAverageValue']);
  const type = averageUtilization === undefined ? 'AverageValue' : 'Utilization';
  return { type, averageValue, averageUtilization };
}

const STATUS_TO_V1: Readonly<Record<string, Convert>> = {
  object({ describedObject, metric, current }) {
    const { name, selector } = objectOf(metric);
    const { value, averageValue } = objectOf(current);
    return {
      target: describedObject,
      metricName: name,
      currentValue: value ?? '0',
      selector,
      averageValue,
    };
  },
  pods({ metric, current }) {
    const { name, selector } = objectOf(metric);
    const currentAverageValue = objectOf(current)['averageValue'] ?? '0';
    return { metricName: name, currentAverageValue, selector };
  },
  resource: ({ name, current }) => ({ name, ...utilizationNow(current) }),
  containerResource: ({ name, container, current }) => ({
    name,
    ...utilizationNow(current),
    container,
  }),
  external({ metric, current }) {
    const { name, selector } = objectOf(metric);
    const { value, averageValue } = objectOf(current);
    return {
      metricName: name,
      metricSelector: selector,
      currentValue: value ?? '0',
      currentAverageValue: averageValue,
    };
  },
};

function utilizationNow(current: unknown): Json {
  const { averageUtilization, averageValue } = objectOf(current);
  return {
    currentAverageUtilization: averageUtilization,
    currentAverageValue: averageValue ?? '0',
  };
}

const STATUS_FROM_V1: Readonly<Record<string, Convert>> = {
  object: (source) => ({
    describedObject: referenceOf(source['target']),
    metric: metricOf(source, 'selector'),
    current: {
      value: quantityOf(source['currentValue']) ?? '0',
      averageValue: quantityOf(source['averageValue']),
    },
  }),
  pods: (source) => ({
    metric: metricOf(source, 'selector'),
    current: { averageValue: quantityOf(source['currentAverageValue']) ?? '0' },
  }),
  resource: (source) => ({ name: textOf(source['name']), current: readCurrent(source) }),
  containerResource: (source) => ({
    name: textOf(source['name']),
    container: textOf(source['container']),
    current: readCurrent(source),
  }),
  external: (source) => ({
    metric: metricOf(source, 'metricSelector'),
    current: {
      value: quantityOf(source['currentValue']) ?? '0',
      averageValue: quantityOf(source['currentAverageValue']),
    },
  }),
};

function readCurrent(source: Json): Json {
  return {
    averageValue: quantityOf(source['currentAverageValue']) ?? '0',
    averageUtilization: numberOf(source['currentAverageUtilization']),
  };
}

function metricOf(source: Json, selectorMember: string): Json {
  const selector = source[selectorMember];
  return {
    name: textOf(source['metricName']),
    selector: selector === undefined || selector === null ? undefined : selectorOf(selector),
  };
}

function selectorOf(value: unknown): Json {
  const selector = objectOf(value);
  try {
    labelSelectorFromObject(selector);
  } catch {
    throw new AnnotationError('not a selector');
  }
  return selector;
}

function referenceOf(value: unknown): Json {
  const { kind, name, apiVersion } = objectOf(value ?? {});
  return { kind: textOf(kind), name: textOf(name), apiVersion: textOf(apiVersion) };
}

export function objectOf(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new AnnotationError('not an object');
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new AnnotationError('not a list');
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new AnnotationError('not a text');
}

export function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && Math.trunc(value) === (value | 0)) {
    return value;
  }
  throw new AnnotationError('not a number');
}

export function quantityOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'number' ? String(value) : textOf(value);
  const quantity = canonicalQuantity(text);
  if (quantity === undefined) throw new AnnotationError('not a quantity');
  return quantity;
}
