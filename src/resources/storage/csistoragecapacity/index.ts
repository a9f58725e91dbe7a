import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { withoutEmpties } from '../../../apimachinery/go-print.ts';
import { nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { CSIStorageCapacity } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { quantityOf } from '../../core/pod/resource-lists.ts';
import { deprecatedNodeLabel } from '../../core/pod/warnings-scheduling.ts';

const TOPOLOGY = FieldPath.of('nodeTopology');
const CLASS = FieldPath.of('storageClassName');

export const csiStorageCapacity = defineBehaviour<CSIStorageCapacity>(
  'storage.k8s.io/v1/CSIStorageCapacity',
  {
    strategy: {
      validate: (next) => validate(next, false),
      warningsOnCreate: warnings,
      warningsOnUpdate: warnings,
      validateUpdate(next, previous) {
        const { nodeTopology: old } = previous;
        const errors = validate(next, validateLabelSelector(old, TOPOLOGY).length > 0);
        if (!semanticEqual(next.nodeTopology, old)) {
          const shown = withoutEmpties(next.nodeTopology ?? null);
          errors.push(fieldError.invalid(TOPOLOGY, shown, 'field is immutable'));
        }
        if (next.storageClassName !== previous.storageClassName) {
          errors.push(fieldError.invalid(CLASS, next.storageClassName, 'field is immutable'));
        }
        return errors;
      },
    },
  },
);

function warnings({ nodeTopology }: CSIStorageCapacity): string[] {
  const { matchExpressions = [], matchLabels = {} } = nodeTopology ?? {};
  const ofExpressions = matchExpressions.flatMap(({ key }, index) => {
    const message = deprecatedNodeLabel(key);
    const path = TOPOLOGY.child('matchExpressions').index(index).child('key');
    return message === undefined ? [] : [`${path.toString()}: ${key} is ${message}`];
  });
  const ofLabels = Object.keys(matchLabels).flatMap((label) => {
    const message = deprecatedNodeLabel(label);
    const path = TOPOLOGY.child('matchLabels', label);
    return message === undefined ? [] : [`${path.toString()}: ${message}`];
  });
  return [...ofExpressions, ...ofLabels];
}

function validate(
  { nodeTopology, storageClassName, capacity }: CSIStorageCapacity,
  allowInvalidValues: boolean,
): FieldError[] {
  const errors = [
    ...validateLabelSelector(nodeTopology, TOPOLOGY, { allowInvalidValues }),
    ...invalidEach(CLASS, storageClassName, nameIsDnsSubdomain(storageClassName, false)),
  ];
  if (quantityOf(capacity).sign < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid(FieldPath.of('capacity'), capacity, detail));
  }
  return errors;
}
