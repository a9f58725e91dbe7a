import { FieldPath } from '../../../apimachinery/field-error.ts';
import { getWarningsForCidr } from '../../../apimachinery/ip.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Node } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { roundResources } from '../pod/resource-lists.ts';
import { validate, validateChange } from './validation.ts';

export const strategy: Strategy<Node> = {
  defaults({ spec, status }) {
    roundResources(status.capacity);
    roundResources(status.allocatable);
    if (status.allocatable === undefined && status.capacity !== undefined) {
      status.allocatable = { ...status.capacity };
    }
    // The older member speaks for clients that do not know the list.
    const { podCIDR = '', podCIDRs: [first] = [] } = spec;
    if (podCIDR !== '' && podCIDR !== first) spec.podCIDRs = [podCIDR];
    else if (first !== undefined) spec.podCIDR = first;
  },

  prepareForCreate(next) {
    delete next.spec.configSource;
    delete next.status.config;
    allocateCapacity(next);
  },

  validate,
  warningsOnCreate: warnings,

  prepareForUpdate(next, previous) {
    next.status = previous.status;
    if (previous.spec.configSource === undefined) delete next.spec.configSource;
  },

  validateUpdate: (next, previous) => [...validate(next), ...validateChange(next, previous)],
  warningsOnUpdate: warnings,

  subresources: {
    status: {
      prepareForUpdate(next, previous) {
        if (previous.status.config === undefined) delete next.status.config;
        allocateCapacity(next);
      },
      validateUpdate: validateChange,
    },
  },
};

/** An empty list is no default's, until upstream reads what it has stored: then it is none. */
function allocateCapacity({ status }: Node): void {
  if (semanticEqual(status.allocatable, undefined) && status.capacity !== undefined) {
    status.allocatable = { ...status.capacity };
  }
}

function warnings({ spec }: Node): string[] {
  const path = FieldPath.of('spec', 'podCIDRs');
  return [
    ...(spec.configSource === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(spec.externalID === undefined || spec.externalID === ''
      ? []
      : ['spec.externalID: this field is deprecated, and is unused by Kubernetes']),
    ...(spec.podCIDRs ?? []).flatMap((cidr, i) => getWarningsForCidr(path.index(i), cidr)),
  ];
}
