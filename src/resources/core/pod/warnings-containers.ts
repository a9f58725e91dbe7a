import type { FieldPath } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { ContainerPort, EnvVar, PodSpec } from '../../../apimachinery/types.generated.ts';
import { visitContainers } from './containers.ts';
import { pushAll } from './field-checks.ts';
import { byteWarnings } from './warnings-bytes.ts';

/** The warnings about environment, resources and ports of all containers. @param path of the spec */
export function containerWarnings(spec: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  visitContainers(spec, path, ({ resources, env }, place) => {
    const { limits, requests } = resources;
    for (const name of ['memory', 'ephemeral-storage']) {
      if (limits?.[name] !== undefined) {
        pushAll(warnings, byteWarnings(limits, name, place.child('resources', 'limits')));
      }
      if (requests?.[name] !== undefined) {
        pushAll(warnings, byteWarnings(requests, name, place.child('resources', 'requests')));
      }
    }
    if (env !== undefined) pushAll(warnings, hiddenVariables(env, place));
  });
  return [...warnings, ...portWarnings(spec, path)];
}

/** Variables that are set twice without a use of the first value. @param path of the container */
function hiddenVariables(env: readonly EnvVar[], path: FieldPath): string[] {
  const warnings: string[] = [];
  const names = new Set<string>();
  for (const [index, { name, value = '', valueFrom }] of env.entries()) {
    if (!names.has(name)) {
      names.add(name);
      continue;
    }
    const reference = `$(${name})`;
    if (valueFrom === undefined && value !== reference && value.includes(reference)) continue;
    const place = path.child('env').index(index).toString();
    const subject = `hides previous definition of ${quote(name)}`;
    warnings.push(`${place}: ${subject}, which may be dropped when using apply`);
  }
  return warnings;
}

interface Port extends ContainerPort {
  readonly path: FieldPath;
}

/** Ports are compared in pairs: the bounds keep that linear. A response shows fewer warnings. */
const SAME_PORTS_MAX = 100;
const PORT_WARNINGS_MAX = 1_000;

function portWarnings(spec: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  const names: string[] = [];
  const byPort = new Map<string, Port[]>();
  const byName = new Map<string, FieldPath>();
  visitContainers(spec, path, ({ ports }, place) => {
    for (const [index, each] of (ports ?? []).entries()) {
      const port = { ...each, path: place.child('ports').index(index) };
      if (port.hostIP && !port.hostPort) {
        warnings.push(`${port.path.toString()}: hostIP set without hostPort: ${goText(port)}`);
      }
      const key = `${port.containerPort}/${port.protocol ?? ''}`;
      const others = byPort.get(key) ?? [];
      for (const other of warnings.length < PORT_WARNINGS_MAX ? others : []) {
        const relation = relationOf(port, other);
        if (relation !== undefined) {
          warnings.push(
            `${port.path.toString()}: ${relation} port definition with ${other.path.toString()}`,
          );
        }
      }
      if (others.length < SAME_PORTS_MAX) byPort.set(key, [...others, port]);
      names.push(...nameWarnings(port, byName));
    }
  });
  return [...warnings, ...names];
}

function relationOf(port: Port, other: Port): string | undefined {
  const { hostIP = '', hostPort = 0 } = port;
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = other;
  if (hostIP === otherIP && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  const oneIsAny = (hostIP === '') !== (otherIP === '');
  return hostPort === otherPort && oneIsAny ? 'dangerously ambiguous' : undefined;
}

function nameWarnings({ name, path }: Port, known: Map<string, FieldPath>): string[] {
  if (!name) return [];
  const first = known.get(name);
  if (first === undefined) {
    known.set(name, path);
    return [];
  }
  return [
    `${path.toString()}: duplicate port name ${quote(name)} with ${first.toString()}, services and probes that select ` +
      `ports by name will use ${first.toString()}`,
  ];
}

function goText({
  name = '',
  hostPort = 0,
  containerPort,
  protocol = '',
  hostIP = '',
}: Port): string {
  return (
    `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} ` +
    `Protocol:${protocol} HostIP:${hostIP}}`
  );
}
