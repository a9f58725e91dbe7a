import type { Container } from '../../apimachinery/types.generated.ts';
import { seccompProfile as seccompProfileOfBaseline } from './baseline.ts';
import type { Check } from './check.ts';
import { namedContainers, namesWhere, plural, quoted, setters, sortedSet } from './check.ts';

/** Since 1.25 what Windows has no idea of is not asked of its pods. */
export function exceptWindows(check: Check): Check {
  return (pod) => (pod.spec.os?.name === 'windows' ? undefined : check(pod));
}

export const allowPrivilegeEscalation: Check = (pod) => {
  const bad = namesWhere(
    pod,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  );
  if (bad.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${namedContainers(bad)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const capabilities: Check = (pod) => {
  const open = namesWhere(pod, isOpen);
  const adding = namesWhere(pod, (each) => added(each).length > 0);
  const details: string[] = [];
  if (open.length > 0)
    details.push(`${namedContainers(open)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) {
    const list = quoted(sortedSet(pod.containers.flatMap(added)));
    const who = namedContainers(adding);
    details.push(`${who} must not include ${list} in securityContext.capabilities.add`);
  }
  if (details.length === 0) return undefined;
  return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

function isOpen({ securityContext }: Container): boolean {
  return !(securityContext?.capabilities?.drop ?? []).includes('ALL');
}

function added({ securityContext }: Container): string[] {
  return (securityContext?.capabilities?.add ?? []).filter((each) => each !== 'NET_BIND_SERVICE');
}

const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

export const restrictedVolumes: Check = ({ spec }) => {
  const names: string[] = [];
  const types: string[] = [];
  for (const { name, ...sources } of spec.volumes ?? []) {
    const given = Object.entries(sources).flatMap(([source, value]) =>
      value === undefined ? [] : [source],
    );
    if (given.some((source) => VOLUMES.has(source))) continue;
    names.push(name);
    types.push(given[0] ?? 'unknown');
  }
  if (names.length === 0) return undefined;
  const used = sortedSet(types);
  const use = names.length === 1 ? 'uses' : 'use';
  const what = plural('restricted volume type', used.length);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', names.length)} ${quoted(names)} ${use} ${what} ${quoted(used)}`,
  };
};

export const runAsNonRoot: Check = (pod) => {
  const reason = 'runAsNonRoot != true';
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const who = setters(
    ofPod === false,
    namesWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false),
  );
  if (who !== '') {
    return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  }
  if (ofPod === true) return undefined;
  const open = namesWhere(pod, (each) => each.securityContext?.runAsNonRoot === undefined);
  if (open.length === 0) return undefined;
  const detail = `pod or ${namedContainers(open)} must set securityContext.runAsNonRoot=true`;
  return { reason, detail };
};

export const runAsUser: Check = (pod) => {
  const who = setters(
    pod.spec.securityContext?.runAsUser === 0,
    namesWhere(pod, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  if (who === '') return undefined;
  return { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

export const seccompProfile: Check = (pod) => {
  const explicit = seccompProfileOfBaseline(pod);
  if (explicit !== undefined) return explicit;
  if (pod.spec.securityContext?.seccompProfile !== undefined) return undefined;
  const open = namesWhere(pod, (each) => each.securityContext?.seccompProfile === undefined);
  if (open.length === 0) return undefined;
  const wanted = 'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: 'seccompProfile', detail: `pod or ${namedContainers(open)} must set ${wanted}` };
};
