import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { unifiedDiff } from '../../../apimachinery/unified-diff.ts';
import type { SubresourceStrategy } from '../../../registry/definition.ts';
import { MIRROR_ANNOTATION } from './annotation-validation.ts';
import { dropDisabledSpecFields } from './drop-disabled.ts';
import { NOWHERE } from './field-checks.ts';
import { raiseGeneration } from './generation.ts';
import { podStructs } from './internal-types.ts';
import { keepMetadata } from './subresource-metadata.ts';
import { checkAnnotationChanges, validateWhole } from './validation-update.ts';

/** `pods/ephemeralcontainers`: containers may be added to a running pod, and nothing else. */
export const ephemeralContainers: SubresourceStrategy<Pod> = {
  prepareForUpdate(next, previous) {
    const { ephemeralContainers: added } = next.spec;
    next.spec = { ...previous.spec };
    if (added === undefined) delete next.spec.ephemeralContainers;
    else next.spec.ephemeralContainers = added;
    next.status = previous.status;
    keepMetadata(next.metadata, previous.metadata);
    dropDisabledSpecFields(next.spec);
    raiseGeneration(next, previous);
  },

  validateUpdate(next, previous) {
    if (previous.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
      return [fieldError.forbidden(NOWHERE, 'static pods do not support ephemeral containers')];
    }
    const errors = validateWhole(next);
    checkAnnotationChanges(next, previous, errors);
    checkKept(next, previous, errors);
    return errors;
  },
};

function checkKept(next: Pod, previous: Pod, errors: FieldError[]): void {
  const path = FieldPath.of('spec', 'ephemeralContainers');
  const byName = new Map((next.spec.ephemeralContainers ?? []).map((each) => [each.name, each]));
  for (const container of previous.spec.ephemeralContainers ?? []) {
    const changed = byName.get(container.name);
    const subject = `existing ephemeral containers "${container.name}" may not be`;
    if (changed === undefined) errors.push(fieldError.forbidden(path, `${subject} removed\n`));
    else if (!semanticEqual(changed, container)) {
      const [before, after] = [container, changed].map((each) =>
        podStructs.pretty('EphemeralContainer', each),
      );
      if (before === undefined || after === undefined || before === after) continue;
      const diff = unifiedDiff(before, after);
      errors.push(fieldError.forbidden(path, `${subject} changed\n${diff}`));
    }
  }
}
