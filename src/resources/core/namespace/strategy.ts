import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type { Namespace } from '../../../apimachinery/types.generated.ts';
import type { DeletionRequest, Strategy } from '../../../registry/definition.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';
const FINALIZERS = FieldPath.of('spec', 'finalizers');
const STANDARD = new Set([FINALIZER, 'orphan', 'foregroundDeletion']);

export const strategy: Strategy<Namespace> = {
  defaults(next) {
    // Every namespace can be selected by its name.
    labelWithName(next);
    next.status = { ...next.status, phase: next.status?.phase || 'Active' };
  },

  prepareForCreate(next) {
    // A generated name was not known before.
    labelWithName(next);
    next.status = { phase: 'Active' };
    const finalizers = next.spec.finalizers ?? [];
    // The namespace controller removes it when the content is gone.
    if (!finalizers.includes(FINALIZER)) next.spec.finalizers = [...finalizers, FINALIZER];
  },

  // Only the finalize subresource tells which finalizer it means.
  validate: (next) => finalizerErrors(next, () => FINALIZERS),

  prepareForUpdate(next, previous) {
    next.spec.finalizers = previous.spec.finalizers ?? [];
  },

  subresources: {
    status: {
      prepareForUpdate(next, previous) {
        next.spec.finalizers = previous.spec.finalizers ?? [];
      },
      validateUpdate: statusErrors,
    },
    finalize: {
      prepareForUpdate(next, previous) {
        next.status = previous.status;
      },
      validateUpdate: (next) => finalizerErrors(next, (index) => FINALIZERS.index(index)),
    },
  },

  /** The namespace stays until it is empty, and then its finalizers go. */
  beginDeletion(next, options, { now }) {
    next.metadata.deletionTimestamp = formatTime(now);
    next.status = { ...next.status, phase: 'Terminating' };
    chooseFinalizers(next, options);
  },

  isFinished: ({ spec }) => (spec.finalizers ?? []).length === 0,
};

/** Only what the options name changes; who does not want orphans wants to wait. */
function chooseFinalizers({ metadata }: Namespace, options: DeletionRequest): void {
  const { orphanDependents, propagationPolicy } = options;
  if (orphanDependents === undefined && propagationPolicy === undefined) return;
  const wanted =
    orphanDependents === undefined
      ? { Orphan: 'orphan', Foreground: 'foregroundDeletion' }[propagationPolicy ?? '']
      : orphanDependents
        ? 'orphan'
        : 'foregroundDeletion';
  const rest = (metadata.finalizers ?? []).filter(
    (each) => each === wanted || (each !== 'orphan' && each !== 'foregroundDeletion'),
  );
  if (wanted !== undefined && !rest.includes(wanted)) rest.push(wanted);
  if (rest.length > 0) metadata.finalizers = rest;
  else delete metadata.finalizers;
}

function labelWithName({ metadata }: Namespace): void {
  if (!metadata.name) return;
  metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
}

function finalizerErrors({ spec }: Namespace, pathOf: (index: number) => FieldPath): FieldError[] {
  return (spec.finalizers ?? []).flatMap((finalizer, index) => {
    const at = pathOf(index);
    const errors = isQualifiedName(finalizer).map((each) =>
      fieldError.invalid(at, finalizer, each),
    );
    if (!finalizer.includes('/') && !STANDARD.has(finalizer)) {
      const detail = 'name is neither a standard finalizer name nor is it fully qualified';
      errors.push(fieldError.invalid(at, finalizer, detail));
    }
    return errors;
  });
}

function statusErrors(next: Namespace): FieldError[] {
  const path = FieldPath.of('status', 'Phase');
  const { phase } = next.status;
  if (next.metadata.deletionTimestamp === undefined) {
    if (phase === 'Active') return [];
    return [
      fieldError.invalid(path, phase ?? '', "may only be 'Active' if `deletionTimestamp` is empty"),
    ];
  }
  if (phase === 'Terminating') return [];
  return [
    fieldError.invalid(
      path,
      phase ?? '',
      "may only be 'Terminating' if `deletionTimestamp` is not empty",
    ),
  ];
}
