import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type { StorageClass, TopologySelectorTerm } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';
import { deprecatedNodeLabel } from '../../core/pod/warnings-scheduling.ts';
import { parameterErrors, provisionerErrors } from '../parameters.ts';

const PARAMETERS = FieldPath.of('parameters');
const PROVISIONER = FieldPath.of('provisioner');
const POLICY = FieldPath.of('reclaimPolicy');
const MODE = FieldPath.of('volumeBindingMode');
const TOPOLOGIES = FieldPath.of('allowedTopologies');
const POLICIES = ['Delete', 'Retain'];
const MODES = ['Immediate', 'WaitForFirstConsumer'];

export const storageClass = defineBehaviour<StorageClass>('storage.k8s.io/v1/StorageClass', {
  strategy: {
    defaults(next) {
      next.reclaimPolicy ??= 'Delete';
      next.volumeBindingMode ??= 'Immediate';
    },
    validate,
    warningsOnCreate: warnings,
    validateUpdate: (next, previous) => [...validate(next), ...changeErrors(next, previous)],
    warningsOnUpdate: warnings,
  },
});

function validate(next: StorageClass): FieldError[] {
  const { provisioner, parameters, reclaimPolicy: policy = '', volumeBindingMode: mode } = next;
  const errors = [
    ...provisionerErrors(provisioner, PROVISIONER),
    ...parameterErrors(parameters, PARAMETERS, { mayBeEmpty: true }),
  ];
  if (policy !== '' && !POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported(POLICY, pointedAt(policy), POLICIES));
  }
  if (mode === undefined) errors.push(fieldError.required(MODE));
  else if (!MODES.includes(mode))
    errors.push(fieldError.notSupported(MODE, pointedAt(mode), MODES));
  return [...errors, ...topologyErrors(next.allowedTopologies ?? [])];
}

function changeErrors(next: StorageClass, previous: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  if (!isDeepStrictEqual(next.parameters, previous.parameters)) {
    errors.push(fieldError.forbidden(PARAMETERS, 'updates to parameters are forbidden.'));
  }
  if (next.provisioner !== previous.provisioner) {
    errors.push(fieldError.forbidden(PROVISIONER, 'updates to provisioner are forbidden.'));
  }
  if (next.reclaimPolicy !== previous.reclaimPolicy) {
    errors.push(fieldError.forbidden(POLICY, 'updates to reclaimPolicy are forbidden.'));
  }
  const { volumeBindingMode: mode } = next;
  return [...errors, ...validateImmutableField(mode, previous.volumeBindingMode, MODE)];
}

function topologyErrors(terms: readonly TopologySelectorTerm[]): FieldError[] {
  const errors: FieldError[] = [];
  // Upstream compares with as many empty terms as there are terms, and tells of each that is equal.
  const seen = new Map<string, number>([['[]', terms.length]]);
  for (const [index, term] of terms.entries()) {
    const path = TOPOLOGIES.index(index).child('matchLabelExpressions');
    errors.push(...termErrors(term, path));
    const last = new Map(
      (term.matchLabelExpressions ?? []).map(({ key, values }) => [
        key,
        [...new Set(values ?? [])].toSorted(),
      ]),
    );
    const text = JSON.stringify([...last].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const times = seen.get(text) ?? 0;
    for (let time = 0; time < times; time++) errors.push(fieldError.duplicate(path, ''));
    seen.set(text, times + 1);
  }
  return errors;
}

function termErrors(
  { matchLabelExpressions }: TopologySelectorTerm,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const keys = new Set<string>();
  for (const [index, { key, values }] of (matchLabelExpressions ?? []).entries()) {
    const place = path.index(index);
    const seen = new Set<string>();
    if ((values ?? []).length === 0) errors.push(fieldError.required(place.child('values')));
    for (const [nth, value] of (values ?? []).entries()) {
      if (seen.has(value)) {
        errors.push(fieldError.duplicate(place.child('values').index(nth), value));
      }
      seen.add(value);
    }
    errors.push(...invalidEach(place.child('key'), key, isQualifiedName(key)));
    if (keys.has(key)) errors.push(fieldError.duplicate(place.child('key'), key));
    keys.add(key);
  }
  return errors;
}

function warnings({ allowedTopologies }: StorageClass): string[] {
  return (allowedTopologies ?? []).flatMap(({ matchLabelExpressions }, index) =>
    (matchLabelExpressions ?? []).flatMap(({ key }, nth) => {
      const message = deprecatedNodeLabel(key);
      const path = TOPOLOGIES.index(index).child('matchLabelExpressions').index(nth).child('key');
      return message === undefined ? [] : [`${path.toString()}: ${message}`];
    }),
  );
}
