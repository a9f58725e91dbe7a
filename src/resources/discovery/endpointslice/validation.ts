import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { validateFullyQualifiedDomainName } from '../../../apimachinery/field-formats.ts';
import { isValidIp, isValidIpForLegacyField } from '../../../apimachinery/ip.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
} from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  DiscoveryV1EndpointPort,
  Endpoint,
  EndpointHints,
  EndpointSlice,
} from '../../../apimachinery/types.generated.ts';
import { validateEndpointIp } from '../../core/endpoints/endpoint-ip.ts';
import { familyOf } from '../../core/service/addresses.ts';
import { PROTOCOLS, validateProtocol } from '../../core/service/validation-ports.ts';

const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 20_000;
const TOPOLOGY_LABELS_MAX = 16;
const HINTS_MAX = 8;

const ADDRESS_TYPE = FieldPath.of('addressType');
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const ENDPOINTS = FieldPath.of('endpoints');
const PORTS = FieldPath.of('ports');
const ZONE = 'topology.kubernetes.io/zone';

// An empty list of a slice is null in its canonical form, whatever the type says.

export function validate(slice: EndpointSlice): FieldError[] {
  return [
    ...validateAddressType(slice),
    ...validatePorts(slice.ports ?? []),
    ...validateEndpoints(slice),
  ];
}

/** Endpoints that stay as they are were valid once. */
export function validateUpdate(next: EndpointSlice, previous: EndpointSlice): FieldError[] {
  const endpoints = validateEndpoints(next);
  const unchanged = endpoints.length > 0 && semanticEqual(next.endpoints, previous.endpoints);
  return [
    ...validateAddressType(next),
    ...validatePorts(next.ports ?? []),
    ...(unchanged ? [] : endpoints),
    ...validateImmutableField(next.addressType, previous.addressType, ADDRESS_TYPE),
  ];
}

function validateAddressType({ addressType }: EndpointSlice): FieldError[] {
  if (!addressType) return [fieldError.required(ADDRESS_TYPE)];
  if (ADDRESS_TYPES.includes(addressType)) return [];
  return [fieldError.notSupported(ADDRESS_TYPE, addressType, ADDRESS_TYPES)];
}

function validatePorts(ports: readonly DiscoveryV1EndpointPort[]): FieldError[] {
  if (ports.length > PORTS_MAX) return [fieldError.tooMany(PORTS, ports.length, PORTS_MAX)];
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const path = PORTS.index(i);
    const name = port.name ?? '';
    const errors = name === '' ? [] : invalidEach(path.child('name'), name, isDns1123Label(name));
    if (names.has(name)) errors.push(fieldError.duplicate(path.child('name'), name));
    names.add(name);
    errors.push(...validatePortProtocol(port.protocol, path.child('protocol')));
    if (port.appProtocol !== undefined) {
      const messages = isQualifiedName(port.appProtocol);
      errors.push(...invalidEach(path.child('appProtocol'), port.appProtocol, messages));
    }
    return errors;
  });
}

/** Here an empty text is a value that is not supported. */
function validatePortProtocol(protocol: string | undefined, path: FieldPath): FieldError[] {
  if (protocol === '') return [fieldError.notSupported(path, protocol, PROTOCOLS)];
  return validateProtocol(protocol, path);
}

function validateEndpoints({ endpoints, addressType }: EndpointSlice): FieldError[] {
  const all = endpoints ?? [];
  if (all.length > ENDPOINTS_MAX) return [fieldError.tooMany(ENDPOINTS, all.length, ENDPOINTS_MAX)];
  return all.flatMap((endpoint, i) => validateEndpoint(endpoint, addressType, ENDPOINTS.index(i)));
}

function validateEndpoint(endpoint: Endpoint, addressType: string, path: FieldPath): FieldError[] {
  const addresses = endpoint.addresses ?? [];
  const at = path.child('addresses');
  const errors: FieldError[] = [];
  if (addresses.length === 0) {
    errors.push(fieldError.required(at, 'must contain at least 1 address'));
  } else if (addresses.length > ADDRESSES_MAX) {
    errors.push(fieldError.tooMany(at, addresses.length, ADDRESSES_MAX));
  }
  for (const [i, address] of addresses.entries()) {
    errors.push(...validateAddress(address, addressType, at, i));
  }
  const { nodeName, hostname, hints } = endpoint;
  if (nodeName !== undefined) {
    errors.push(...invalidEach(path.child('nodeName'), nodeName, isDns1123Subdomain(nodeName)));
  }
  errors.push(...validateTopology(endpoint, path.child('deprecatedTopology')));
  if (hostname !== undefined) {
    errors.push(...invalidEach(path.child('hostname'), hostname, isDns1123Label(hostname)));
  }
  if (hints !== undefined) errors.push(...validateHints(hints, path.child('hints')));
  return errors;
}

/** Addresses of an unknown type are not looked at. */
function validateAddress(
  address: string,
  addressType: string,
  addresses: FieldPath,
  index: number,
): FieldError[] {
  const path = addresses.index(index);
  if (addressType === 'FQDN') return validateFullyQualifiedDomainName(path, address);
  if (addressType !== 'IPv4' && addressType !== 'IPv6') return [];
  const errors =
    addressType === 'IPv4' ? isValidIpForLegacyField(path, address, []) : isValidIp(path, address);
  if (errors.length > 0) return errors;
  if (familyOf(address) !== addressType) {
    errors.push(fieldError.invalid(addresses, address, `must be an ${addressType} address`));
  }
  errors.push(...validateEndpointIp(address, path));
  return errors;
}

function validateTopology({ deprecatedTopology = {} }: Endpoint, path: FieldPath): FieldError[] {
  const count = Object.keys(deprecatedTopology).length;
  const errors =
    count > TOPOLOGY_LABELS_MAX ? [fieldError.tooMany(path, count, TOPOLOGY_LABELS_MAX)] : [];
  errors.push(...validateLabels(deprecatedTopology, path));
  if (deprecatedTopology[ZONE] !== undefined) {
    errors.push(fieldError.internal(path.key(ZONE), 'reserved key was not removed in conversion'));
  }
  return errors;
}

function validateHints(
  { forZones = [], forNodes = [] }: EndpointHints,
  path: FieldPath,
): FieldError[] {
  const zones = path.child('forZones');
  if (forZones.length > HINTS_MAX) return [fieldError.tooMany(zones, forZones.length, HINTS_MAX)];
  const errors = validateHintNames(forZones, zones, isValidLabelValue);
  const nodes = path.child('forNodes');
  if (forNodes.length > HINTS_MAX) {
    return [...errors, fieldError.tooMany(nodes, forNodes.length, HINTS_MAX)];
  }
  return [...errors, ...validateHintNames(forNodes, nodes, isDns1123Subdomain)];
}

function validateHintNames(
  hints: readonly { readonly name: string }[],
  path: FieldPath,
  check: (name: string) => string[],
): FieldError[] {
  const seen = new Set<string>();
  return hints.flatMap(({ name }, i) => {
    const at = path.index(i).child('name');
    const duplicate = seen.has(name) ? [fieldError.duplicate(at, name)] : [];
    seen.add(name);
    return [...duplicate, ...invalidEach(at, name, check(name))];
  });
}
