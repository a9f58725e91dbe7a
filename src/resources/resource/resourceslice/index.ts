import { formatTime } from '../../../apimachinery/meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { ResourceSlice } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { validate, validateUpdate } from './validation.ts';

export const resourceSlice = defineBehaviour<ResourceSlice>(
  'resource.k8s.io/v1beta2/ResourceSlice',
  {
    strategy: {
      defaults({ spec }, { now }) {
        for (const { taints } of spec?.devices ?? []) {
          for (const taint of taints ?? []) taint.timeAdded ??= formatTime(now);
        }
      },
      prepareForCreate: dropGated,
      validate,
      prepareForUpdate(next, previous) {
        // What is taken away below counts as a change.
        if (!semanticEqual(next.spec, previous.spec)) {
          next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
        }
        dropGated(next);
      },
      validateUpdate,
    },
  },
);

/** Behind gates that are closed by default: partitions, taints, conditions and shares of devices. */
function dropGated({ spec }: ResourceSlice): void {
  delete spec.sharedCounters;
  delete spec.perDeviceNodeSelection;
  for (const device of spec.devices ?? []) {
    delete device.taints;
    delete device.consumesCounters;
    delete device.nodeName;
    delete device.nodeSelector;
    delete device.allNodes;
    delete device.bindingConditions;
    delete device.bindingFailureConditions;
    delete device.bindsToNode;
    delete device.allowMultipleAllocations;
    for (const capacity of Object.values(device.capacity ?? {})) delete capacity.requestPolicy;
  }
}
