import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isHttpHeaderName, isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts';
import type {
  Container,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../../apimachinery/types.generated.ts';
import { checkSupported, pushInvalid } from './field-checks.ts';

/** Lifecycle and probes, of containers that may have them. @param gracePeriod of the pod, in seconds */
export function checkLifecycleAndProbes(
  container: Container,
  gracePeriod: number | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle !== undefined) {
    checkLifecycle(lifecycle, gracePeriod, path.child('lifecycle'), errors);
  }
  if (livenessProbe !== undefined) {
    checkOneSuccessProbe(livenessProbe, path.child('livenessProbe'), errors);
  }
  if (readinessProbe !== undefined) {
    const place = path.child('readinessProbe');
    checkProbe(readinessProbe, place, errors);
    if (readinessProbe.terminationGracePeriodSeconds !== undefined) {
      const member = place.child('terminationGracePeriodSeconds');
      const detail = 'must not be set for readinessProbes';
      errors.push(fieldError.invalid(member, readinessProbe.terminationGracePeriodSeconds, detail));
    }
  }
  if (startupProbe !== undefined) {
    checkOneSuccessProbe(startupProbe, path.child('startupProbe'), errors);
  }
}

function checkOneSuccessProbe(probe: Probe, path: FieldPath, errors: FieldError[]): void {
  checkProbe(probe, path, errors);
  const { successThreshold = 0 } = probe;
  if (successThreshold === 1) return;
  errors.push(fieldError.invalid(path.child('successThreshold'), successThreshold, 'must be 1'));
}

const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function checkProbe(probe: Probe, path: FieldPath, errors: FieldError[]): void {
  checkHandler(probe, undefined, path, errors);
  for (const name of PROBE_NUMBERS) {
    const value = probe[name] ?? 0;
    if (value >= 0) continue;
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid(path.child(name), value, detail));
  }
  const { terminationGracePeriodSeconds: period } = probe;
  if (period === undefined || period > 0) return;
  const member = path.child('terminationGracePeriodSeconds');
  errors.push(fieldError.invalid(member, period, 'must be greater than 0'));
}

function checkLifecycle(
  { postStart, preStop }: Lifecycle,
  gracePeriod: number | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (postStart !== undefined) {
    checkHandler(postStart, gracePeriod, path.child('postStart'), errors);
  }
  if (preStop !== undefined) checkHandler(preStop, gracePeriod, path.child('preStop'), errors);
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

/** Exactly one handler; what is wrong inside is said only of the first one. */
function checkHandler(
  handler: LifecycleHandler | Probe,
  gracePeriod: number | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const all: LifecycleHandler & Probe = handler;
  let found = false;
  for (const name of HANDLERS) {
    if (all[name] === undefined) continue;
    const place = path.child(name);
    if (found) {
      errors.push(fieldError.forbidden(place, 'may not specify more than 1 handler type'));
      continue;
    }
    found = true;
    checkAction(all, name, { gracePeriod, place }, errors);
  }
  if (!found) errors.push(fieldError.required(path, 'must specify a handler type'));
}

function checkAction(
  { exec, httpGet, tcpSocket, grpc, sleep }: LifecycleHandler & Probe,
  name: (typeof HANDLERS)[number],
  { gracePeriod, place }: { gracePeriod: number | undefined; place: FieldPath },
  errors: FieldError[],
): void {
  switch (name) {
    case 'exec':
      if ((exec?.command ?? []).length === 0) {
        errors.push(fieldError.required(place.child('command')));
      }
      return;
    case 'httpGet':
      if (httpGet !== undefined) checkHttpGet(httpGet, place, errors);
      return;
    case 'tcpSocket':
      checkPortNumberOrName(tcpSocket?.port ?? 0, place.child('port'), errors);
      return;
    case 'grpc':
      checkPortNumberOrName(grpc?.port ?? 0, place.child('port'), errors);
      return;
    case 'sleep': {
      const seconds = sleep?.seconds ?? 0;
      if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return;
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
      errors.push(fieldError.invalid(place, seconds, detail));
    }
  }
}

function checkHttpGet(
  { path: httpPath, port, scheme = '', httpHeaders }: HTTPGetAction,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!httpPath) errors.push(fieldError.required(path.child('path')));
  checkPortNumberOrName(port, path.child('port'), errors);
  checkSupported(scheme, ['HTTP', 'HTTPS'], path.child('scheme'), errors);
  for (const { name } of httpHeaders ?? []) {
    pushInvalid(errors, isHttpHeaderName(name), path.child('httpHeaders'), name);
  }
}

export function checkPortNumberOrName(
  port: number | string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const messages = typeof port === 'number' ? isValidPortNum(port) : isValidPortName(port);
  pushInvalid(errors, messages, path, port);
}
