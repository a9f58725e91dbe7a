import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { getWarningsForIp, isValidIpForLegacyField } from '../../../apimachinery/ip.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  isValidPortNum,
} from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Endpoints,
} from '../../../apimachinery/types.generated.ts';
import { validateProtocol } from '../service/validation-ports.ts';
import { validateEndpointIp } from './endpoint-ip.ts';

const SUBSETS = FieldPath.of('subsets');

/** The controller's own writes are not searched for badly written addresses: it mends them itself. */
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const CONTROLLER = 'endpoint-controller';

export function validate({ subsets = [] }: Endpoints): FieldError[] {
  return subsets.flatMap((subset, i) => validateSubset(subset, SUBSETS.index(i)));
}

/** Subsets that stay as they are were valid once. */
export function validateUpdate(next: Endpoints, previous: Endpoints): FieldError[] {
  const errors = validate(next);
  if (errors.length === 0) return errors;
  return semanticEqual(next.subsets, previous.subsets) ? [] : errors;
}

function validateSubset(subset: EndpointSubset, path: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  const empty = addresses.length === 0 && notReadyAddresses.length === 0;
  return [
    ...(empty
      ? [fieldError.required(path, 'must specify `addresses` or `notReadyAddresses`')]
      : []),
    ...addresses.flatMap((each, i) => validateAddress(each, path.child('addresses').index(i))),
    ...notReadyAddresses.flatMap((each, i) =>
      validateAddress(each, path.child('notReadyAddresses').index(i)),
    ),
    ...ports.flatMap((each, i) => validatePort(each, path.child('ports').index(i), ports.length)),
  ];
}

function validateAddress(
  { ip, hostname, nodeName }: EndpointAddress,
  path: FieldPath,
): FieldError[] {
  const errors = isValidIpForLegacyField(path.child('ip'), ip, []);
  if (hostname)
    errors.push(...invalidEach(path.child('hostname'), hostname, isDns1123Label(hostname)));
  if (nodeName !== undefined) {
    errors.push(...invalidEach(path.child('nodeName'), nodeName, isDns1123Subdomain(nodeName)));
  }
  errors.push(...validateEndpointIp(ip, path.child('ip')));
  return errors;
}

function validatePort(port: EndpointPort, path: FieldPath, count: number): FieldError[] {
  const name = port.name ?? '';
  const errors: FieldError[] = [];
  if (name !== '') errors.push(...invalidEach(path.child('name'), name, isDns1123Label(name)));
  else if (count > 1) errors.push(fieldError.required(path.child('name')));
  errors.push(...invalidEach(path.child('port'), port.port, isValidPortNum(port.port)));
  errors.push(...validateProtocol(port.protocol, path.child('protocol')));
  if (port.appProtocol !== undefined) {
    const messages = isQualifiedName(port.appProtocol);
    errors.push(...invalidEach(path.child('appProtocol'), port.appProtocol, messages));
  }
  return errors;
}

export function warnings({ metadata, subsets = [] }: Endpoints): string[] {
  if (metadata.labels?.[MANAGED_BY] === CONTROLLER) return [];
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [] }, i) => [
    ...addressWarnings(addresses, SUBSETS.index(i).child('addresses')),
    ...addressWarnings(notReadyAddresses, SUBSETS.index(i).child('notReadyAddresses')),
  ]);
}

function addressWarnings(addresses: readonly EndpointAddress[], path: FieldPath): string[] {
  return addresses.flatMap(({ ip }, i) => getWarningsForIp(path.index(i).child('ip'), ip));
}
