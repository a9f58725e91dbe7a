import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { CSIDriver, TokenRequest } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';

const SPEC = FieldPath.of('spec');
const POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES = ['Persistent', 'Ephemeral'];
const TOKEN_SECONDS_MIN = 600;
const TOKEN_SECONDS_MAX = 2 ** 32;

export const csiDriver = defineBehaviour<CSIDriver>('storage.k8s.io/v1/CSIDriver', {
  strategy: {
    defaults({ spec }) {
      spec.attachRequired ??= true;
      spec.podInfoOnMount ??= false;
      spec.storageCapacity ??= false;
      spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
      if ((spec.volumeLifecycleModes ?? []).length === 0)
        spec.volumeLifecycleModes = ['Persistent'];
      spec.requiresRepublish ??= false;
      spec.seLinuxMount ??= false;
    },
    prepareForCreate({ spec }) {
      // Behind a gate that is closed.
      delete spec.nodeAllocatableUpdatePeriodSeconds;
    },
    validate,
    prepareForUpdate(next, previous) {
      if (previous.spec.nodeAllocatableUpdatePeriodSeconds === undefined) {
        delete next.spec.nodeAllocatableUpdatePeriodSeconds;
      }
      // New drivers have no generation; it counts their changes.
      if (!semanticEqual(next.spec, previous.spec)) {
        next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      }
    },
    validateUpdate: (next, previous) => [
      ...validate(next),
      ...validateImmutableField(
        next.spec.attachRequired,
        previous.spec.attachRequired,
        SPEC.child('attachedRequired'),
      ),
      ...validateImmutableField(
        next.spec.volumeLifecycleModes,
        previous.spec.volumeLifecycleModes,
        SPEC.child('volumeLifecycleModes'),
      ),
    ],
  },
});

function validate({ spec }: CSIDriver): FieldError[] {
  const errors: FieldError[] = [];
  const { fsGroupPolicy: policy } = spec;
  if (policy !== undefined && !POLICIES.includes(policy)) {
    const path = SPEC.child('fsGroupPolicy');
    errors.push(fieldError.notSupported(path, pointedAt(policy), POLICIES));
  }
  errors.push(...tokenErrors(spec.tokenRequests ?? []));
  for (const mode of spec.volumeLifecycleModes ?? []) {
    if (MODES.includes(mode)) continue;
    errors.push(fieldError.notSupported(SPEC.child('volumeLifecycleModes'), mode, MODES));
  }
  const seconds = spec.nodeAllocatableUpdatePeriodSeconds;
  if (seconds !== undefined && seconds < 10) {
    const path = SPEC.child('nodeAllocatableUpdatePeriodSeconds');
    const detail = 'must be greater than or equal to 10 seconds';
    errors.push(fieldError.invalid(path, seconds, detail));
  }
  return errors;
}

function tokenErrors(requests: readonly TokenRequest[]): FieldError[] {
  const errors: FieldError[] = [];
  const audiences = new Set<string>();
  for (const [index, { audience, expirationSeconds: seconds }] of requests.entries()) {
    const path = SPEC.child('tokenRequests').index(index);
    if (audiences.has(audience)) {
      errors.push(fieldError.duplicate(path.child('audience'), audience));
      continue;
    }
    audiences.add(audience);
    if (seconds === undefined) continue;
    const place = path.child('expirationSeconds');
    if (seconds < TOKEN_SECONDS_MIN) {
      const detail = 'may not specify a duration less than 10 minutes';
      errors.push(fieldError.invalid(place, seconds, detail));
    }
    if (seconds > TOKEN_SECONDS_MAX) {
      const detail = 'may not specify a duration larger than 2^32 seconds';
      errors.push(fieldError.invalid(place, seconds, detail));
    }
  }
  return errors;
}
