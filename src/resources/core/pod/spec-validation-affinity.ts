import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import {
  isValidLabelValue,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../apimachinery/types.generated.ts';
import { checkQualifiedName, pushAll, pushInvalid } from './field-checks.ts';
import { checkLabelKeys } from './spec-validation-scheduling.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function checkAffinity(
  { nodeAffinity, podAffinity, podAntiAffinity }: Affinity,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (nodeAffinity !== undefined) {
    checkNodeAffinity(nodeAffinity, path.child('nodeAffinity'), errors);
  }
  if (podAffinity !== undefined) checkPodAffinity(podAffinity, path.child('podAffinity'), errors);
  if (podAntiAffinity !== undefined) {
    checkPodAffinity(podAntiAffinity, path.child('podAntiAffinity'), errors);
  }
}

function checkNodeAffinity(affinity: NodeAffinity, path: FieldPath, errors: FieldError[]): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = affinity;
  if (required !== undefined) checkNodeSelector(required, path.child(REQUIRED), errors);
  for (const [index, { weight, preference }] of (preferred ?? []).entries()) {
    const place = path.child(PREFERRED).index(index);
    checkWeight(weight, place, errors);
    // A preference that no node can meet does no harm, so the values of labels are not checked.
    checkNodeSelectorTerm(preference, place.child('preference'), { checkValues: false }, errors);
  }
}

function checkWeight(weight: number, path: FieldPath, errors: FieldError[]): void {
  if (weight > 0 && weight <= 100) return;
  const detail = 'must be in the range 1-100';
  errors.push(fieldError.invalid(path.child('weight'), weight, detail));
}

/** Also of volumes, resource slices and others that belong to nodes. */
export function checkNodeSelector(
  { nodeSelectorTerms }: NodeSelector,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('nodeSelectorTerms');
  if ((nodeSelectorTerms ?? []).length === 0) {
    errors.push(fieldError.required(place, 'must have at least one node selector term'));
    return;
  }
  for (const [index, term] of nodeSelectorTerms.entries()) {
    checkNodeSelectorTerm(term, place.index(index), { checkValues: true }, errors);
  }
}

function checkNodeSelectorTerm(
  { matchExpressions, matchFields }: NodeSelectorTerm,
  path: FieldPath,
  { checkValues }: { checkValues: boolean },
  errors: FieldError[],
): void {
  for (const [index, requirement] of (matchExpressions ?? []).entries()) {
    const place = path.child('matchExpressions').index(index);
    checkExpression(requirement, place, checkValues, errors);
  }
  for (const [index, requirement] of (matchFields ?? []).entries()) {
    checkField(requirement, path.child('matchFields').index(index), errors);
  }
}

function checkExpression(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
  checkValues: boolean,
  errors: FieldError[],
): void {
  const place = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        const detail = "must be specified when `operator` is 'In' or 'NotIn'";
        errors.push(fieldError.required(place, detail));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(fieldError.forbidden(place, detail));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        const detail = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(fieldError.required(place, detail));
      }
      break;
    default: {
      const detail = 'not a valid selector operator';
      errors.push(fieldError.invalid(path.child('operator'), operator, detail));
    }
  }
  checkQualifiedName(key, path.child('key'), errors);
  if (!checkValues) return;
  for (const [index, value] of values.entries()) {
    pushInvalid(errors, isValidLabelValue(value), place.index(index), value);
  }
}

function checkField(
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (operator !== 'In' && operator !== 'NotIn') {
    const detail = 'not a valid selector operator';
    errors.push(fieldError.invalid(path.child('operator'), operator, detail));
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(fieldError.required(path.child('values'), detail));
  }
  if (key !== 'metadata.name') {
    errors.push(fieldError.invalid(path.child('key'), key, 'not a valid field selector key'));
    return;
  }
  for (const [index, value] of values.entries()) {
    const messages = nameIsDnsSubdomain(value, false);
    pushInvalid(errors, messages, path.child('values').index(index), value);
  }
}

function checkPodAffinity(affinity: PodAffinity, path: FieldPath, errors: FieldError[]): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = affinity;
  for (const [index, term] of (required ?? []).entries()) {
    checkPodAffinityTerm(term, path.child(REQUIRED).index(index), errors);
  }
  for (const [index, { weight, podAffinityTerm }] of (preferred ?? []).entries()) {
    const place = path.child(PREFERRED).index(index);
    checkWeight(weight, place, errors);
    checkPodAffinityTerm(podAffinityTerm, place.child('podAffinityTerm'), errors);
  }
}

function checkPodAffinityTerm(term: PodAffinityTerm, path: FieldPath, errors: FieldError[]): void {
  const { labelSelector, namespaceSelector } = term;
  pushAll(errors, validateLabelSelector(labelSelector, path.child('labelSelector')));
  pushAll(errors, validateLabelSelector(namespaceSelector, path.child('namespaceSelector')));
  for (const name of term.namespaces ?? []) {
    pushInvalid(errors, nameIsDnsLabel(name, false), path.child('namespace'), name);
  }
  checkLabelKeys(term, path, errors);
  const place = path.child('topologyKey');
  if (term.topologyKey === '') errors.push(fieldError.required(place, 'can not be empty'));
  checkQualifiedName(term.topologyKey, place, errors);
}
