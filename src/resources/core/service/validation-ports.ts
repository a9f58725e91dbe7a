import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import {
  isDns1123Label,
  isQualifiedName,
  isValidPortName,
  isValidPortNum,
} from '../../../apimachinery/names.ts';
import type { Service, ServicePort } from '../../../apimachinery/types.generated.ts';

const PORTS = FieldPath.of('spec', 'ports');

/** As messages list them. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function validatePorts({ spec }: Service): FieldError[] {
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  return ports.flatMap((port, i) => validatePort(port, PORTS.index(i), ports.length > 1, names));
}

function validatePort(
  port: ServicePort,
  path: FieldPath,
  nameRequired: boolean,
  names: Set<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const name = port.name ?? '';
  if (name === '') {
    if (nameRequired) errors.push(fieldError.required(path.child('name')));
  } else {
    errors.push(...invalidEach(path.child('name'), name, isDns1123Label(name)));
    if (names.has(name)) errors.push(fieldError.duplicate(path.child('name'), name));
    names.add(name);
  }
  errors.push(...invalidEach(path.child('port'), port.port, isValidPortNum(port.port)));
  errors.push(...validateProtocol(port.protocol, path.child('protocol')));
  const target = port.targetPort ?? 0;
  const targetErrors =
    typeof target === 'number' ? isValidPortNum(target) : isValidPortName(target);
  errors.push(...invalidEach(path.child('targetPort'), target, targetErrors));
  if (port.appProtocol !== undefined) {
    const messages = isQualifiedName(port.appProtocol);
    errors.push(...invalidEach(path.child('appProtocol'), port.appProtocol, messages));
  }
  return errors;
}

export function validateProtocol(protocol: string | undefined, path: FieldPath): FieldError[] {
  if (!protocol) return [fieldError.required(path)];
  return PROTOCOLS.includes(protocol) ? [] : [fieldError.notSupported(path, protocol, PROTOCOLS)];
}

/** A node port is refused where nobody opens it, and where the same protocol has it already. */
export function validateNodePorts({ spec }: Service): FieldError[] {
  const ports = [...(spec.ports ?? []).entries()].filter(([, port]) => port.nodePort);
  const forbidden = ports.map(([i]) =>
    fieldError.forbidden(nodePortPath(i), "may not be used when `type` is 'ClusterIP'"),
  );
  const seen = new Set<string>();
  const duplicates = ports.flatMap(([i, { protocol, nodePort }]) => {
    const pair = `${protocol ?? ''}/${nodePort ?? 0}`;
    const again = seen.has(pair);
    seen.add(pair);
    return again ? [fieldError.duplicate(nodePortPath(i), nodePort)] : [];
  });
  return [...(spec.type === 'ClusterIP' ? forbidden : []), ...duplicates];
}

function nodePortPath(index: number): FieldPath {
  return PORTS.index(index).child('nodePort');
}

/** One protocol may use a port number once. */
export function validateUniquePorts({ spec }: Service): FieldError[] {
  const seen = new Set<string>();
  return (spec.ports ?? []).flatMap(({ protocol = '', port }, i) => {
    const pair = `${protocol}/${port}`;
    const again = seen.has(pair);
    seen.add(pair);
    return again ? [fieldError.duplicate(PORTS.index(i), pairAsGo(protocol, port))] : [];
  });
}

/** The pair prints as the internal ServicePort that holds nothing else. */
function pairAsGo(protocol: string, port: number): GoText {
  return new GoText(
    goJson({
      Name: '',
      Protocol: protocol,
      AppProtocol: null,
      Port: port,
      TargetPort: 0,
      NodePort: 0,
    }),
  );
}
