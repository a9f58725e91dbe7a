import type {
  DiscoveryV1EndpointPort,
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  ObjectReference,
} from '../../apimachinery/types.generated.ts';

/**
 * Upstream orders ports and subsets by hashes of a Go dump of them, with Go's type names and the
 * fields of its structs. Clients see that order, so the same text is hashed here.
 */
export function dumpPort({ name = '', port, protocol = '', appProtocol }: EndpointPort): string {
  return `(v1.EndpointPort)${portFields(name, port, protocol, appProtocol)}`;
}

export function dumpSubset({ addresses, notReadyAddresses, ports }: EndpointSubset): string {
  const fields = [
    `Addresses:([]v1.EndpointAddress)${list(addresses, addressFields)}`,
    `NotReadyAddresses:([]v1.EndpointAddress)${list(notReadyAddresses, addressFields)}`,
    `Ports:([]v1.EndpointPort)${list(ports, ({ name = '', port, protocol = '', appProtocol }) =>
      portFields(name, port, protocol, appProtocol),
    )}`,
  ];
  return `(v1.EndpointSubset){${fields.join(' ')}}`;
}

/** The port of a slice, whose struct has other fields than that of Endpoints. */
export function dumpSlicePort(slicePort: DiscoveryV1EndpointPort): string {
  const { name, protocol, port, appProtocol } = slicePort;
  return (
    `(v1.EndpointPort){Name:(*string)${name ?? NIL} Protocol:(*v1.Protocol)${protocol ?? NIL} ` +
    `Port:(*int32)${port ?? NIL} AppProtocol:(*string)${appProtocol ?? NIL}}`
  );
}

const NIL = '<nil>';

function list<T>(values: readonly T[] | undefined, fields: (value: T) => string): string {
  return values === undefined || values.length === 0 ? NIL : `[${values.map(fields).join(' ')}]`;
}

function portFields(
  name: string,
  port: number,
  protocol: string,
  appProtocol: string | undefined,
): string {
  return (
    `{Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} ` +
    `AppProtocol:(*string)${appProtocol ?? NIL}}`
  );
}

function addressFields({ ip, hostname = '', nodeName, targetRef }: EndpointAddress): string {
  return (
    `{IP:(string)${ip} Hostname:(string)${hostname} NodeName:(*string)${nodeName ?? NIL} ` +
    `TargetRef:(*v1.ObjectReference)${targetRef === undefined ? NIL : referenceFields(targetRef)}}`
  );
}

function referenceFields(reference: ObjectReference): string {
  const { kind = '', namespace = '', name = '', uid = '' } = reference;
  const { apiVersion = '', resourceVersion = '', fieldPath = '' } = reference;
  return (
    `{Kind:(string)${kind} Namespace:(string)${namespace} Name:(string)${name} ` +
    `UID:(types.UID)${uid} APIVersion:(string)${apiVersion} ` +
    `ResourceVersion:(string)${resourceVersion} FieldPath:(string)${fieldPath}}`
  );
}
