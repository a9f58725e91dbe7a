import { formatTime } from '../../../apimachinery/meta.ts';
import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { withCondition } from './conditions.ts';
import { validate, validateStatusUpdate, validateUpdate } from './validation.ts';
import { formatWarnings } from './warnings.ts';

/** Keeps a definition until its instances are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

export const strategy: Strategy<CustomResourceDefinition> = {
  validate,
  validateUpdate,
  warningsOnCreate: (next) => formatWarnings(next),
  warningsOnUpdate: (next, previous) => formatWarnings(next, previous),
  subresources: { status: { validateUpdate: validateStatusUpdate } },

  prepareForCreate(next) {
    next.status = {
      // Upstream shows a nil list here, which no later write brings back.
      conditions: null as never,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: [],
    };
    rememberStoredVersion(next);
  },

  prepareForUpdate(next) {
    rememberStoredVersion(next);
  },

  // Whatever the client asks for: instances go first, in the background.
  beginDeletion(next, _options, { now }) {
    const { metadata } = next;
    metadata.deletionTimestamp = formatTime(now);
    const finalizers = metadata.finalizers ?? [];
    if (!finalizers.includes(CLEANUP_FINALIZER)) {
      metadata.finalizers = [...finalizers, CLEANUP_FINALIZER];
    }
    const pending = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message:
        'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    };
    const conditions = withCondition(next.status.conditions, pending, formatTime(now));
    next.status = { ...next.status, conditions };
  },
};

/** A version that objects may be stored in is remembered until somebody migrates them. */
function rememberStoredVersion(next: CustomResourceDefinition): void {
  // Validation has not run yet, and Go knows empty lists that are null.
  const storage = (next.spec.versions ?? []).find((each) => each.storage);
  const stored = next.status.storedVersions ?? [];
  if (storage === undefined || stored.includes(storage.name)) return;
  next.status = { ...next.status, storedVersions: [...stored, storage.name] };
}
