import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isValidPortNum,
} from '../../../apimachinery/names.ts';
import type { APIService, APIServiceSpec } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { base64Bytes } from '../../core/configmap/data.ts';
import { LOCAL } from './built-in.ts';

const SPEC = FieldPath.of('spec');
const NAME = FieldPath.of('metadata', 'name');
const STATUSES = ['True', 'False', 'Unknown'];
const PORT = 443;
const GROUP_PRIORITY_MAX = 20_000;
const VERSION_PRIORITY_MAX = 1000;

export const apiService = defineBehaviour<APIService>('apiregistration.k8s.io/v1/APIService', {
  strategy: {
    defaults({ spec }) {
      if (spec.service !== undefined) spec.service.port ??= PORT;
    },
    // The name is judged with the spec, which says what it has to be.
    validateName: isPathSegmentName,
    prepareForCreate(next, { now }) {
      if (next.spec.service !== undefined) next.status = {};
      else next.status = { conditions: [{ ...LOCAL, lastTransitionTime: formatTime(now) }] };
    },
    validate,
    validateUpdate: (next) => validate(next),
    subresources: {
      status: {
        validateUpdate: ({ status }) =>
          (status?.conditions ?? []).flatMap((condition, index) => {
            if (STATUSES.includes(condition.status)) return [];
            const path = FieldPath.of('status', 'conditions').index(index).child('status');
            return [fieldError.notSupported(path, condition.status ?? '', STATUSES)];
          }),
      },
    },
  },
});

function validate({ metadata, spec }: APIService): FieldError[] {
  const { name = '' } = metadata;
  const { group = '', version = '' } = spec;
  const errors: FieldError[] = [];
  const required = `${version}.${group}`;
  if (name !== '' && name !== required && isPathSegmentName(name).length === 0) {
    const detail = `must be \`spec.version+"."+spec.group\`: ${quote(required)}`;
    errors.push(fieldError.invalid(NAME, name, detail));
  }
  if (group === '' && version !== 'v1') {
    const detail = 'only v1 may have an empty group and it better be legacy kube';
    errors.push(fieldError.required(SPEC.child('group'), detail));
  }
  if (group !== '') {
    errors.push(...invalidEach(SPEC.child('group'), group, isDns1123Subdomain(group)));
  }
  errors.push(...invalidEach(SPEC.child('version'), version, isDns1035Label(version)));
  errors.push(
    ...rangeErrors('groupPriorityMinimum', spec.groupPriorityMinimum, GROUP_PRIORITY_MAX),
    ...rangeErrors('versionPriority', spec.versionPriority, VERSION_PRIORITY_MAX),
  );
  return [...errors, ...serviceErrors(spec)];
}

function rangeErrors(name: string, value: number, max: number): FieldError[] {
  if (value > 0 && value <= max) return [];
  return [fieldError.invalid(SPEC.child(name), value, `must be positive and less than ${max}`)];
}

function serviceErrors({ service, caBundle, insecureSkipTLSVerify }: APIServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const insecure = SPEC.child('insecureSkipTLSVerify');
  if (service === undefined) {
    if (caBundle) {
      const shown = `${base64Bytes(caBundle)} bytes`;
      const detail = 'local APIServices may not have a caBundle';
      errors.push(fieldError.invalid(SPEC.child('caBundle'), shown, detail));
    }
    if (insecureSkipTLSVerify === true) {
      const detail = 'local APIServices may not have insecureSkipTLSVerify';
      errors.push(fieldError.invalid(insecure, true, detail));
    }
    return errors;
  }
  const path = SPEC.child('service');
  if (!service.namespace) errors.push(fieldError.required(path.child('namespace')));
  if (!service.name) errors.push(fieldError.required(path.child('name')));
  const messages = isValidPortNum(service.port ?? 0);
  if (messages.length > 0) {
    const detail = `port is not valid: ${messages.join(', ')}`;
    errors.push(fieldError.invalid(path.child('port'), service.port ?? 0, detail));
  }
  if (insecureSkipTLSVerify === true && caBundle) {
    errors.push(fieldError.invalid(insecure, true, 'may not be true if caBundle is present'));
  }
  return errors;
}
