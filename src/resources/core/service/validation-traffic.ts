import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isQualifiedName, isValidPortNum } from '../../../apimachinery/names.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { isExternallyAccessible, isLoadBalancer, needsHealthCheckPort } from './service-type.ts';

const SPEC = FieldPath.of('spec');
const CLASS = SPEC.child('loadBalancerClass');
const HEALTH_CHECK = SPEC.child('healthCheckNodePort');
const POLICIES = ['Cluster', 'Local'];
/** Upstream lists these in this order. */
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export function validateLoadBalancerClass(service: Service): FieldError[] {
  const { loadBalancerClass } = service.spec;
  if (loadBalancerClass === undefined) return [];
  if (!isLoadBalancer(service)) {
    return [fieldError.forbidden(CLASS, "may only be used when `type` is 'LoadBalancer'")];
  }
  return invalidEach(CLASS, loadBalancerClass, isQualifiedName(loadBalancerClass));
}

/** Upstream checks the form here and again with everything else, so its errors have two causes. */
export function validateLoadBalancerClassUpdate(service: Service, previous: Service): FieldError[] {
  const { loadBalancerClass } = service.spec;
  const changed =
    isLoadBalancer(service) &&
    isLoadBalancer(previous) &&
    loadBalancerClass !== previous.spec.loadBalancerClass;
  return [
    ...(changed ? [fieldError.invalid(CLASS, loadBalancerClass, 'may not change once set')] : []),
    ...validateLoadBalancerClass(service),
  ];
}

export function validateHealthCheckPortUpdate(service: Service, previous: Service): FieldError[] {
  if (!needsHealthCheckPort(service) || !needsHealthCheckPort(previous)) return [];
  const [after, before] = [service.spec.healthCheckNodePort, previous.spec.healthCheckNodePort];
  return after === before ? [] : [fieldError.forbidden(HEALTH_CHECK, 'field is immutable')];
}

export function validateExternalTraffic(service: Service): FieldError[] {
  const policy = service.spec.externalTrafficPolicy ?? '';
  const path = SPEC.child('externalTrafficPolicy');
  const errors: FieldError[] = [];
  if (!isExternallyAccessible(service)) {
    const detail = 'may only be set for externally-accessible services';
    if (policy !== '') errors.push(fieldError.invalid(path, policy, detail));
  } else if (policy === '') {
    errors.push(fieldError.required(path));
  } else if (!POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported(path, policy, POLICIES));
  }
  return [...errors, ...validateHealthCheckPort(service)];
}

function validateHealthCheckPort(service: Service): FieldError[] {
  const port = service.spec.healthCheckNodePort ?? 0;
  if (needsHealthCheckPort(service)) {
    if (port === 0) return [fieldError.required(HEALTH_CHECK)];
    return invalidEach(HEALTH_CHECK, port, isValidPortNum(port));
  }
  if (port === 0) return [];
  const detail =
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [fieldError.invalid(HEALTH_CHECK, port, detail)];
}

export function validateInternalTraffic({ spec }: Service): FieldError[] {
  const policy = spec.internalTrafficPolicy;
  const path = SPEC.child('internalTrafficPolicy');
  if (policy === undefined) {
    const types = ['ClusterIP', 'NodePort', 'LoadBalancer'];
    return types.includes(spec.type ?? '') ? [fieldError.required(path)] : [];
  }
  return POLICIES.includes(policy) ? [] : [fieldError.notSupported(path, policy, POLICIES)];
}

export function validateTrafficDistribution({ spec }: Service): FieldError[] {
  const { trafficDistribution } = spec;
  if (trafficDistribution === undefined || DISTRIBUTIONS.includes(trafficDistribution)) return [];
  const path = SPEC.child('trafficDistribution');
  return [fieldError.notSupported(path, trafficDistribution, DISTRIBUTIONS)];
}
