import type { ResourceQuota } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { roundResources } from '../pod/resource-lists.ts';
import { validate, validateStatus, validateUpdate } from './validation.ts';

export const resourceQuota = defineBehaviour<ResourceQuota>('v1/ResourceQuota', {
  strategy: {
    defaults({ spec, status }) {
      roundResources(spec.hard);
      roundResources(status.hard);
      roundResources(status.used);
    },
    prepareForCreate(next) {
      next.status = {};
    },
    validate,
    prepareForUpdate(next, previous) {
      next.status = previous.status;
    },
    validateUpdate,
    subresources: { status: { validateUpdate: validateStatus } },
  },
});
