import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { CSINode, CSINodeDriver } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { VOLUME_TYPES } from '../../core/persistentvolume/internal-types.ts';
import { checkDriverName } from '../../core/pod/spec-validation-old-volumes.ts';

const DRIVERS = FieldPath.of('spec', 'drivers');
const NODE_ID_MAX = 256;

export const csiNode = defineBehaviour<CSINode>('storage.k8s.io/v1/CSINode', {
  strategy: {
    validate,
    validateUpdate: (next, previous) => [
      // Upstream judges an updated object twice.
      ...validate(next),
      ...validate(next),
      ...driversOf(previous).flatMap((old) =>
        driversOf(next)
          .filter(({ name }) => name === old.name)
          .filter((driver) => !semanticEqual(driver, old))
          .map((driver) =>
            fieldError.invalid(
              DRIVERS,
              VOLUME_TYPES.text('CSINodeDriver', driver),
              'field is immutable',
            ),
          ),
      ),
    ],
  },
});

function driversOf({ spec }: CSINode): readonly CSINodeDriver[] {
  return spec.drivers ?? [];
}

function validate(next: CSINode): FieldError[] {
  const names = new Set<string>();
  return driversOf(next).flatMap((driver, index) => {
    const path = DRIVERS.index(index);
    const errors: FieldError[] = [];
    checkDriverName(driver.name, path.child('name'), errors);
    const { nodeID, allocatable, topologyKeys } = driver;
    if (nodeID === '') errors.push(fieldError.required(path.child('nodeID')));
    if (Buffer.byteLength(nodeID) > NODE_ID_MAX) {
      const detail = `must be ${NODE_ID_MAX} characters or less`;
      errors.push(fieldError.invalid(path.child('nodeID'), nodeID, detail));
    }
    const count = allocatable?.count ?? 0;
    if (count < 0) {
      const detail = 'must be greater than or equal to 0';
      errors.push(fieldError.invalid(path.child('allocatable', 'count'), count, detail));
    }
    if (names.has(driver.name)) errors.push(fieldError.duplicate(path.child('name'), driver.name));
    names.add(driver.name);
    return [...errors, ...keyErrors(topologyKeys ?? [], path)];
  });
}

function keyErrors(keys: readonly string[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    const errors: FieldError[] = [];
    if (key === '') errors.push(fieldError.required(path));
    if (seen.has(key)) errors.push(fieldError.duplicate(path, key));
    seen.add(key);
    return [...errors, ...invalidEach(path, key, isQualifiedName(key))];
  });
}
