import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isValidCidrForLegacyField, isValidIpForLegacyField } from '../../../apimachinery/ip.ts';
import { isDns1123Subdomain } from '../../../apimachinery/names.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { validateEndpointIp } from '../endpoints/endpoint-ip.ts';
import { isHeadless, isLoadBalancer } from './service-type.ts';
import { validateClusterIps, validateClusterIpUpdate } from './validation-ips.ts';
import { validateNodePorts, validatePorts, validateUniquePorts } from './validation-ports.ts';
import {
  validateExternalTraffic,
  validateHealthCheckPortUpdate,
  validateInternalTraffic,
  validateLoadBalancerClass,
  validateLoadBalancerClassUpdate,
  validateTrafficDistribution,
} from './validation-traffic.ts';

const SPEC = FieldPath.of('spec');
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const AFFINITY_SECONDS_MAX = 86_400;

const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

export function validate(service: Service): FieldError[] {
  return validateService(service, undefined);
}

export function validateUpdate(service: Service, previous: Service): FieldError[] {
  return [
    ...validateClusterIpUpdate(service, previous),
    ...validateLoadBalancerClassUpdate(service, previous),
    ...validateHealthCheckPortUpdate(service, previous),
    ...validateService(service, previous),
  ];
}

/** The order of the checks is that of the causes in the answer. */
function validateService(service: Service, previous: Service | undefined): FieldError[] {
  return [
    ...validateTopology(service),
    ...validateByType(service),
    ...validatePorts(service),
    ...validateLabels(service.spec.selector ?? {}, SPEC.child('selector')),
    ...validateAffinity(service),
    ...validateClusterIps(service, previous),
    ...validateExternalIps(service, previous),
    ...validateType(service),
    ...validateNodePorts(service),
    ...validateUniquePorts(service),
    ...validateSourceRanges(service, previous),
    ...validateAllocation(service),
    ...validateLoadBalancerClass(service),
    ...validateExternalTraffic(service),
    ...validateInternalTraffic(service),
    ...validateTrafficDistribution(service),
  ];
}

function validateTopology({ metadata }: Service): FieldError[] {
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const path = FieldPath.of('metadata', 'annotations').key(TOPOLOGY_MODE);
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [fieldError.invalid(path, mode, detail)];
}

function validateByType(service: Service): FieldError[] {
  const { spec } = service;
  const headless = isHeadless(service);
  const errors: FieldError[] = [];
  if ((spec.ports ?? []).length === 0 && !headless && spec.type !== 'ExternalName') {
    errors.push(fieldError.required(SPEC.child('ports')));
  }
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    const detail = `may not be set to 'None' for ${spec.type} services`;
    errors.push(fieldError.invalid(SPEC.child('clusterIPs').index(0), 'None', detail));
  }
  if (spec.type === 'ExternalName') errors.push(...validateExternalName(service));
  return errors;
}

function validateExternalName({ spec }: Service): FieldError[] {
  const refused = (name: string) =>
    fieldError.forbidden(SPEC.child(name), 'may not be set for ExternalName services');
  const errors: FieldError[] = [];
  if ((spec.clusterIPs ?? []).length > 0) errors.push(refused('clusterIPs'));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(refused('ipFamilies'));
  if (spec.ipFamilyPolicy !== undefined) errors.push(refused('ipFamilyPolicy'));

  // A trailing dot marks a name as fully qualified.
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const path = SPEC.child('externalName');
  if (name === '') errors.push(fieldError.required(path));
  else errors.push(...invalidEach(path, name, isDns1123Subdomain(name)));
  return errors;
}

function validateAffinity({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const affinity = spec.sessionAffinity ?? '';
  if (affinity === '') errors.push(fieldError.required(SPEC.child('sessionAffinity')));
  else if (!AFFINITIES.includes(affinity)) {
    errors.push(fieldError.notSupported(SPEC.child('sessionAffinity'), affinity, AFFINITIES));
  }
  const config = SPEC.child('sessionAffinityConfig');
  if (affinity === 'None' && spec.sessionAffinityConfig !== undefined) {
    errors.push(fieldError.forbidden(config, 'must not be set when session affinity is None'));
  }
  if (affinity === 'ClientIP') {
    const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
    const path = config.child('clientIP', 'timeoutSeconds');
    if (seconds === undefined) {
      errors.push(fieldError.required(path, 'when session affinity type is ClientIP'));
    } else if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX) {
      const detail = `must be greater than 0 and less than ${AFFINITY_SECONDS_MAX}`;
      errors.push(fieldError.invalid(path, seconds, detail));
    }
  }
  return errors;
}

/** Addresses that the stored object has are let through however they are written. */
function validateExternalIps({ spec }: Service, previous: Service | undefined): FieldError[] {
  return (spec.externalIPs ?? []).flatMap((address, i) => {
    const path = SPEC.child('externalIPs').index(i);
    const errors = isValidIpForLegacyField(path, address, previous?.spec.externalIPs ?? []);
    return errors.length > 0 ? errors : validateEndpointIp(address, path);
  });
}

function validateType({ spec }: Service): FieldError[] {
  const type = spec.type ?? '';
  const path = SPEC.child('type');
  if (type === '') return [fieldError.required(path)];
  return TYPES.includes(type) ? [] : [fieldError.notSupported(path, type, TYPES)];
}

/** The field, or in its absence the annotation that came before it. Blanks around values are tolerated. */
function validateSourceRanges(service: Service, previous: Service | undefined): FieldError[] {
  const ranges = service.spec.loadBalancerSourceRanges ?? [];
  const annotation = service.metadata.annotations?.[SOURCE_RANGES];
  if (ranges.length === 0 && annotation === undefined) return [];
  const path =
    ranges.length > 0
      ? SPEC.child('LoadBalancerSourceRanges')
      : FieldPath.of('metadata', 'annotations').key(SOURCE_RANGES);
  const errors = isLoadBalancer(service) ? [] : [fieldError.forbidden(path, ONLY_LOAD_BALANCER)];

  if (ranges.length > 0) {
    const existing = (previous?.spec.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    for (const [i, range] of ranges.entries()) {
      errors.push(...isValidCidrForLegacyField(path.index(i), range.trim(), existing));
    }
  } else if (previous?.metadata.annotations?.[SOURCE_RANGES] !== annotation) {
    const text = (annotation ?? '').trim();
    for (const range of text === '' ? [] : text.split(',')) {
      errors.push(...isValidCidrForLegacyField(path, range.trim(), []));
    }
  }
  return errors;
}

function validateAllocation(service: Service): FieldError[] {
  const { allocateLoadBalancerNodePorts } = service.spec;
  if (allocateLoadBalancerNodePorts === undefined || isLoadBalancer(service)) return [];
  return [fieldError.forbidden(SPEC.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER)];
}
