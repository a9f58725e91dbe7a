import { GoStructs } from '../../../apimachinery/go-struct.ts';
import type { Json } from './metrics-v1.ts';
import { listOf, numberOf, objectOf, quantityOf, textOf } from './metrics-v1.ts';

/** Upstream writes its internal type into the annotation. */
const goTypes = new GoStructs({
  Behavior: 'ScaleUp:*Rules ScaleDown:*Rules',
  Rules: 'StabilizationWindowSeconds:*i SelectPolicy:*s Policies:[]Policy Tolerance:*q',
  Policy: 'Type:s Value:i PeriodSeconds:i',
});

export function behaviorText(behavior: unknown): string {
  return goTypes.text('Behavior', behavior).text;
}

/** Undefined: it says nothing. @throws AnnotationError */
export function behaviorFrom(value: unknown): Json | undefined {
  const { scaleup, scaledown } = members(value);
  const behavior = { scaleUp: rulesOf(scaleup), scaleDown: rulesOf(scaledown) };
  const isEmpty = behavior.scaleUp === undefined && behavior.scaleDown === undefined;
  return isEmpty ? undefined : behavior;
}

function rulesOf(value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const rules = members(value);
  const selectPolicy = rules['selectpolicy'] ?? undefined;
  return {
    stabilizationWindowSeconds: numberOf(rules['stabilizationwindowseconds']),
    selectPolicy: selectPolicy === undefined ? undefined : textOf(selectPolicy),
    policies: listOf(rules['policies']).map((each) => {
      const policy = members(each);
      return {
        type: textOf(policy['type']),
        value: numberOf(policy['value']) ?? 0,
        periodSeconds: numberOf(policy['periodseconds']) ?? 0,
      };
    }),
    tolerance: quantityOf(rules['tolerance']),
  };
}

/** Go reads members whatever their letter case. */
function members(value: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(objectOf(value))) result[name.toLowerCase()] = member;
  return result;
}
