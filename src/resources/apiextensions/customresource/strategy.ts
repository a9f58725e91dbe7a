import { isDeepStrictEqual } from 'node:util';
import { forbidden } from '../../../apimachinery/errors.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { CustomResource, Resource } from '../../../catalog/catalog.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { validate, validateStatusUpdate, validateUpdate } from './validation.ts';
import { finalizerWarnings } from './warnings.ts';

/** What every custom resource does, as its definition says. */
export function customStrategy(resource: Resource, custom: CustomResource): Strategy<AnyObject> {
  const { type } = custom;
  const groupResource = { group: resource.group, resource: resource.plural };
  return {
    defaults: (next) => type.applyDefaults(next),

    prepareForCreate(next) {
      if (custom.terminating) {
        const why = 'create not allowed while custom resource definition is terminating';
        throw forbidden(groupResource, next.metadata.name ?? '', why);
      }
      if (type.hasStatus) delete next['status'];
      next.metadata.generation = 1;
    },

    validate: (next) => validate(type, next),
    warningsOnCreate: (next) => finalizerWarnings(next),

    validateUpdate: (next, previous, { warn }) => validateUpdate(type, next, previous, warn),
    warningsOnUpdate: (next, previous) => finalizerWarnings(next, previous),

    prepareForUpdate(next, previous) {
      if (type.hasStatus) {
        if (previous['status'] === undefined) delete next['status'];
        else next['status'] = previous['status'];
      }
      if (contentDiffers(next, previous)) {
        next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      }
    },

    subresources: {
      status: {
        prepareForUpdate(next, previous) {
          const { managedFields, resourceVersion } = next.metadata;
          next.metadata = { ...previous.metadata };
          if (resourceVersion !== undefined) next.metadata.resourceVersion = resourceVersion;
          if (managedFields === undefined) delete next.metadata.managedFields;
          else next.metadata.managedFields = managedFields;
        },
        validateUpdate: (next, previous, { warn }) =>
          validateStatusUpdate(type, next, previous, warn),
      },
    },
  };
}

/** Anything but the metadata; a status that has an endpoint of its own is the same by now. */
function contentDiffers(next: AnyObject, previous: AnyObject): boolean {
  const { metadata: _next, ...after } = next;
  const { metadata: _previous, ...before } = previous;
  return !isDeepStrictEqual(after, before);
}
