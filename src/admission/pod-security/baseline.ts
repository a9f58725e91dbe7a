import { quote } from '../../apimachinery/go-print.ts';
import type {
  Container,
  LifecycleHandler,
  Probe,
  SELinuxOptions,
} from '../../apimachinery/types.generated.ts';
import type { Check } from './check.ts';
import { namedContainers, namesWhere, plural, quoted, setters, sortedSet } from './check.ts';

const APPARMOR_ANNOTATIONS = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINERS = 'container.seccomp.security.alpha.kubernetes.io/';
const PROFILES = new Set(['RuntimeDefault', 'Localhost']);
const CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const appArmorProfile: Check = (pod) => {
  const ofPod = pod.spec.securityContext?.appArmorProfile?.type;
  const bad = namesWhere(pod, (each) => isBadProfile(appArmorOf(each)));
  const values = sortedSet([ofPod, ...pod.containers.map(appArmorOf)].filter(isBadProfile));
  const annotations = sortedSet(
    Object.entries(pod.metadata.annotations ?? {})
      .filter(([key, value]) => key.startsWith(APPARMOR_ANNOTATIONS) && !isKnownProfile(value))
      .map(([key, value]) => `${key}=${quote(value)}`),
  );
  const parts = [setters(isBadProfile(ofPod), bad)].filter((each) => each !== '');
  if (annotations.length > 0) parts.push(plural('annotation', annotations.length));
  if (parts.length === 0) return undefined;
  const all = [...values, ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', all.length),
    detail: `${parts.join(' and ')} must not set AppArmor profile type to ${quoted(all)}`,
  };
};

function appArmorOf({ securityContext }: Container): string | undefined {
  return securityContext?.appArmorProfile?.type;
}

function isBadProfile(type: string | undefined): type is string {
  return type !== undefined && !PROFILES.has(type);
}

function isKnownProfile(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

export const capabilities: Check = (pod) => {
  const bad = namesWhere(pod, (each) => added(each).length > 0);
  if (bad.length === 0) return undefined;
  const list = quoted(sortedSet(pod.containers.flatMap(added)));
  return {
    reason: 'non-default capabilities',
    detail: `${namedContainers(bad)} must not include ${list} in securityContext.capabilities.add`,
  };
};

function added({ securityContext }: Container): string[] {
  return (securityContext?.capabilities?.add ?? []).filter((each) => !CAPABILITIES.has(each));
}

export const hostNamespaces: Check = ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((each) => spec[each]);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((each) => `${each}=true`).join(', ') };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const volumes = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined);
  if (volumes.length === 0) return undefined;
  const names = quoted(volumes.map(({ name }) => name));
  return { reason: 'hostPath volumes', detail: `${plural('volume', volumes.length)} ${names}` };
};

export const hostPorts: Check = (pod) => {
  const bad = namesWhere(pod, (each) => hostPortsOf(each).length > 0);
  if (bad.length === 0) return undefined;
  const used = sortedSet(pod.containers.flatMap(hostPortsOf));
  const use = bad.length === 1 ? 'uses' : 'use';
  return {
    reason: 'hostPort',
    detail: `${namedContainers(bad)} ${use} ${plural('hostPort', used.length)} ${used.join(', ')}`,
  };
};

function hostPortsOf({ ports = [] }: Container): string[] {
  return ports.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [`${hostPort}`]));
}

export const hostProbesAndLifecycle: Check = (pod) => {
  const bad = sortedSet(namesWhere(pod, (each) => hostsOf(each).length > 0));
  if (bad.length === 0) return undefined;
  const hosts = sortedSet(pod.containers.flatMap(hostsOf));
  const use = bad.length === 1 ? 'uses' : 'use';
  const what = plural('probe or lifecycle host', hosts.length);
  return {
    reason: 'probe or lifecycle host',
    detail: `${namedContainers(bad)} ${use} ${what} ${quoted(hosts)}`,
  };
};

function hostsOf(container: Container): string[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const handlers: readonly (Probe | LifecycleHandler | undefined)[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return handlers
    .flatMap((each) => [each?.httpGet?.host ?? '', each?.tcpSocket?.host ?? ''])
    .filter((host) => host !== '');
}

export const privileged: Check = (pod) => {
  const bad = namesWhere(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (bad.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${namedContainers(bad)} must not set securityContext.privileged=true`,
  };
};

export const procMount: Check = (pod) => {
  const bad = namesWhere(pod, (each) => mountOf(each) !== 'Default');
  if (bad.length === 0) return undefined;
  const types = sortedSet(pod.containers.map(mountOf).filter((each) => each !== 'Default'));
  return {
    reason: 'procMount',
    detail: `${namedContainers(bad)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

function mountOf({ securityContext }: Container): string {
  return securityContext?.procMount ?? 'Default';
}

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seLinuxOptions = seLinuxCheck(new Set(SELINUX_TYPES));
export const seLinuxOptions31 = seLinuxCheck(new Set([...SELINUX_TYPES, 'container_engine_t']));

function seLinuxCheck(types: ReadonlySet<string>): Check {
  const isBad = ({ type = '', user, role }: SELinuxOptions = {}): boolean =>
    !types.has(type) || Boolean(user) || Boolean(role);
  return (pod) => {
    const ofPod = pod.spec.securityContext?.seLinuxOptions;
    const given = pod.containers.map(({ securityContext }) => securityContext?.seLinuxOptions);
    const who = setters(
      isBad(ofPod),
      namesWhere(pod, ({ securityContext }) => isBad(securityContext?.seLinuxOptions)),
    );
    if (who === '') return undefined;
    const all = [ofPod, ...given];
    const bad = sortedSet(all.map((each) => each?.type ?? '').filter((each) => !types.has(each)));
    const what = bad.length > 0 ? [`${plural('type', bad.length)} ${quoted(bad)}`] : [];
    if (all.some((each) => each?.user)) what.push('user may not be set');
    if (all.some((each) => each?.role)) what.push('role may not be set');
    const detail = `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`;
    return { reason: 'seLinuxOptions', detail };
  };
}

/** Before 1.19 profiles were annotations. */
export const seccompAnnotations: Check = (pod) => {
  const keys = [SECCOMP_POD, ...pod.containers.map(({ name }) => SECCOMP_CONTAINERS + name)];
  const bad = keys.flatMap((key) => {
    const value = pod.metadata.annotations?.[key];
    const isFine =
      value === undefined ||
      value === 'runtime/default' ||
      value === 'docker/default' ||
      value.startsWith('localhost/');
    return isFine ? [] : [`${key}=${quote(value)}`];
  });
  if (bad.length === 0) return undefined;
  const list = sortedSet(bad);
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${plural('annotation', list.length)} ${list.join(', ')}`,
  };
};

export const seccompProfile: Check = (pod) => {
  const ofPod = pod.spec.securityContext?.seccompProfile?.type;
  const who = setters(
    isBadProfile(ofPod),
    namesWhere(pod, (each) => isBadProfile(seccompOf(each))),
  );
  if (who === '') return undefined;
  const values = sortedSet([ofPod, ...pod.containers.map(seccompOf)].filter(isBadProfile));
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
  };
};

function seccompOf({ securityContext }: Container): string | undefined {
  return securityContext?.seccompProfile?.type;
}

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** What is allowed has grown, by the minor version that allowed it. */
export const sysctls: readonly (readonly [number, Check])[] = [
  [0, sysctlCheck(SYSCTLS)],
  [27, sysctlCheck(SYSCTLS_27)],
  [29, sysctlCheck(SYSCTLS_29)],
  [32, sysctlCheck(SYSCTLS_32)],
];

function sysctlCheck(allowed: readonly string[]): Check {
  const names = new Set(allowed);
  return ({ spec }) => {
    const given = (spec.securityContext?.sysctls ?? []).map(({ name }) => name);
    const bad = given.filter((each) => !names.has(each));
    if (bad.length === 0) return undefined;
    return { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };
}

export const windowsHostProcess: Check = (pod) => {
  const who = setters(
    pod.spec.securityContext?.windowsOptions?.hostProcess === true,
    namesWhere(pod, (each) => each.securityContext?.windowsOptions?.hostProcess === true),
  );
  if (who === '') return undefined;
  return {
    reason: 'hostProcess',
    detail: `${who} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};
