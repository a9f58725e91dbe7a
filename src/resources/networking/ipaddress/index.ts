import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { IPAddress, ParentReference } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { segment } from '../ingressclass/typed-reference.ts';
import { isIpAddressName } from './name.ts';
import { row } from './table.ts';

const PARENT = FieldPath.of('spec', 'parentRef');

export const ipAddress = defineBehaviour<IPAddress>('networking.k8s.io/v1/IPAddress', {
  strategy: {
    validate,
    validateUpdate(next, previous) {
      const [after, before] = [next.spec.parentRef, previous.spec.parentRef];
      const changed = !semanticEqual(printed(after), printed(before));
      return [
        ...validate(next),
        ...(changed ? [fieldError.invalid(PARENT, printed(after), 'field is immutable')] : []),
      ];
    },
    validateName: isIpAddressName,
  },
  row,
});

function validate({ spec }: IPAddress): FieldError[] {
  const parent = spec.parentRef;
  if (parent === undefined) return [fieldError.required(PARENT)];
  const { group, namespace } = parent;
  const errors: FieldError[] = [];
  // The core group is the empty one, so it cannot be required.
  if (group) {
    errors.push(...invalidEach(PARENT.child('group'), group, isDns1123Subdomain(group)));
  }
  errors.push(
    ...segment(parent.resource, PARENT.child('resource')),
    ...segment(parent.name, PARENT.child('name')),
  );
  if (namespace) {
    errors.push(...invalidEach(PARENT.child('namespace'), namespace, isPathSegmentName(namespace)));
  }
  return errors;
}

/** As the internal ParentReference prints. */
function printed(parent: ParentReference | undefined): GoText | undefined {
  if (parent === undefined) return undefined;
  const { group = '', resource = '', namespace = '', name = '' } = parent;
  return new GoText(goJson({ Group: group, Resource: resource, Namespace: namespace, Name: name }));
}
