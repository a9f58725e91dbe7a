import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { validateDomainPrefixedPath } from '../../../apimachinery/field-formats.ts';
import { nameIsDnsLabel } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import type {
  IngressClass,
  IngressClassParametersReference,
} from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { cells } from './table.ts';
import { validateTypedReference } from './typed-reference.ts';

const CONTROLLER = FieldPath.of('spec', 'controller');
const CONTROLLER_BYTES_MAX = 250;
const PARAMETERS = FieldPath.of('spec', 'parameters');
const SCOPES = ['Cluster', 'Namespace'];

export const ingressClass = defineBehaviour<IngressClass>('networking.k8s.io/v1/IngressClass', {
  strategy: {
    defaults({ spec }) {
      if (spec.parameters !== undefined) spec.parameters.scope ??= 'Cluster';
    },
    validate,
    validateUpdate(next, previous) {
      const [after, before] = [next.spec.controller ?? '', previous.spec.controller ?? ''];
      return [...validateImmutableField(after, before, CONTROLLER), ...validate(next)];
    },
  },
  cells,
});

function validate({ spec }: IngressClass): FieldError[] {
  const controller = spec.controller ?? '';
  return [
    ...(Buffer.byteLength(controller) > CONTROLLER_BYTES_MAX
      ? [fieldError.tooLong(CONTROLLER, CONTROLLER_BYTES_MAX)]
      : []),
    ...validateDomainPrefixedPath(CONTROLLER, controller),
    ...(spec.parameters === undefined ? [] : validateParameters(spec.parameters)),
  ];
}

function validateParameters(parameters: IngressClassParametersReference): FieldError[] {
  const { scope, namespace } = parameters;
  const errors = validateTypedReference(parameters, PARAMETERS);
  const at = PARAMETERS.child('scope');
  if (scope === undefined) return [...errors, fieldError.required(at)];
  if (!SCOPES.includes(scope)) return [...errors, fieldError.notSupported(at, scope, SCOPES)];
  return [...errors, ...validateNamespace(scope, namespace)];
}

function validateNamespace(scope: string, namespace: string | undefined): FieldError[] {
  const at = PARAMETERS.child('namespace');
  if (scope === 'Cluster') {
    const detail = "`parameters.scope` is set to 'Cluster'";
    return namespace === undefined ? [] : [fieldError.forbidden(at, detail)];
  }
  if (namespace === undefined) {
    return [fieldError.required(at, "`parameters.scope` is set to 'Namespace'")];
  }
  return invalidEach(at, namespace, nameIsDnsLabel(namespace, false));
}
