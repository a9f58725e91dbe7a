import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { nameIsDnsLabel } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import type { RuntimeClass, Scheduling } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { podStructs } from '../../core/pod/internal-types.ts';
import { checkContainerResources } from '../../core/pod/spec-validation-resources.ts';
import { checkTolerations } from '../../core/pod/spec-validation-scheduling.ts';
import { deprecatedNodeLabel } from '../../core/pod/warnings-scheduling.ts';

const HANDLER = FieldPath.of('handler');
const OVERHEAD = FieldPath.of('overhead');
const SCHEDULING = FieldPath.of('scheduling');
const NO_CLAIMS: ReadonlySet<string> = new Set();

export const runtimeClass = defineBehaviour<RuntimeClass>('node.k8s.io/v1/RuntimeClass', {
  strategy: {
    validate,
    warningsOnCreate: warnings,
    validateUpdate: (next, previous) => [
      ...validate(next),
      ...validateImmutableField(next.handler, previous.handler, HANDLER),
    ],
    warningsOnUpdate: warnings,
  },
});

function warnings({ scheduling }: RuntimeClass): string[] {
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => {
    const message = deprecatedNodeLabel(key);
    return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`];
  });
}

function validate({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const errors = invalidEach(HANDLER, handler, nameIsDnsLabel(handler, false));
  // Upstream judges them as the limits of a container, and says so.
  const limits = overhead?.podFixed;
  if (limits !== undefined) checkContainerResources({ limits }, NO_CLAIMS, OVERHEAD, errors);
  if (scheduling !== undefined) checkScheduling(scheduling, errors);
  return errors;
}

function checkScheduling({ nodeSelector, tolerations }: Scheduling, errors: FieldError[]): void {
  if (nodeSelector !== undefined) {
    errors.push(...validateLabels(nodeSelector, SCHEDULING.child('nodeSelector')));
  }
  const path = SCHEDULING.child('tolerations');
  // The doubled name is upstream's.
  checkTolerations(tolerations, path.child('tolerations'), errors);
  const seen = new Set<string>();
  for (const [index, each] of (tolerations ?? []).entries()) {
    const { key = '', operator = '', value = '', effect = '' } = each;
    const listKey = JSON.stringify([key, operator, value, effect]);
    if (seen.has(listKey)) {
      errors.push(fieldError.duplicate(path.index(index), podStructs.text('Toleration', each)));
    }
    seen.add(listKey);
  }
}
