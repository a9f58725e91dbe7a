import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../apimachinery/types.generated.ts';
import { evaluate, printDetails } from './evaluate.ts';
import type { Level } from './policy.ts';
import { policyOf, printLevel } from './policy.ts';

const SAFE = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function told(level: Level, spec: object, minor = Infinity, annotations = {}): string {
  return printDetails(evaluate({ level, minor }, { annotations }, spec as PodSpec));
}

const main = (more: object): object => ({ containers: [{ name: 'main', ...more }] });
const label = (mode: string): string => `pod-security.kubernetes.io/${mode}`;

describe('baseline', () => {
  test.each<[object, string]>([
    [main({}), ''],
    [{ ...main({}), hostIPC: true }, 'host namespaces (hostIPC=true)'],
    [
      main({ ports: [{ hostPort: 80 }, { hostPort: 443 }] }),
      'hostPort (container "main" uses hostPorts 443, 80)',
    ],
    [
      main({ securityContext: { capabilities: { add: ['SYS_TIME', 'KILL', 'NET_RAW'] } } }),
      'non-default capabilities (container "main" must not include "NET_RAW", "SYS_TIME" in ' +
        'securityContext.capabilities.add)',
    ],
    [
      main({ livenessProbe: { httpGet: { host: 'example.test' } } }),
      'probe or lifecycle host (container "main" uses probe or lifecycle host "example.test")',
    ],
    [
      { ...main({}), securityContext: { seLinuxOptions: { type: 'spc_t', user: 'u' } } },
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; ' +
        'user may not be set)',
    ],
    [
      { ...main({}), securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      {
        securityContext: { seccompProfile: { type: 'Unconfined' } },
        containers: [
          { name: 'a', securityContext: { seccompProfile: { type: 'Unconfined' } } },
          { name: 'b', securityContext: { procMount: 'Unmasked' } },
        ],
      },
      'procMount (container "b" must not set securityContext.procMount to "Unmasked"), ' +
        'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type ' +
        'to "Unconfined")',
    ],
  ])('%j', (spec, expected) => {
    expect(told('baseline', spec)).toBe(expected);
  });

  test('old profiles are annotations', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/main';
    expect(told('baseline', main({}), 34, { [key]: 'unconfined' })).toBe(
      'forbidden AppArmor profile (annotation must not set AppArmor profile type to ' +
        `"${key}="unconfined"")`,
    );
  });

  test('a version has the rules of its time', () => {
    const spec = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } };
    expect(told('baseline', spec, 31)).toBe('forbidden sysctls (net.ipv4.tcp_rmem)');
    expect(told('baseline', spec, 32)).toBe('');
    expect(told('baseline', spec, 99)).toBe('');
  });
});

describe('restricted', () => {
  test.each<[string, object, string]>([
    ['a safe pod', { containers: [{ name: 'main', securityContext: SAFE }] }, ''],
    [
      'root',
      { containers: [{ name: 'main', securityContext: { ...SAFE, runAsUser: 0 } }] },
      'runAsUser=0 (container "main" must not set runAsUser=0)',
    ],
    [
      'volumes',
      {
        containers: [{ name: 'main', securityContext: SAFE }],
        volumes: [
          { name: 'n', nfs: {} },
          { name: 'h', hostPath: {} },
          { name: 's', secret: {} },
        ],
      },
      'restricted volume types (volumes "n", "h" use restricted volume types "hostPath", "nfs")',
    ],
    [
      'Windows',
      { os: { name: 'windows' }, containers: [{ name: 'main' }] },
      'runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true)',
    ],
  ])('%s', (_, spec, expected) => {
    expect(told('restricted', spec)).toBe(expected);
  });
});

describe('labels of a namespace', () => {
  test.each<[Record<string, string>, string, string, number]>([
    [{}, 'privileged:latest', 'privileged:latest', 0],
    [{ enforce: 'baseline' }, 'baseline:latest', 'baseline:latest', 0],
    [{ enforce: 'baseline', 'enforce-version': 'v1.30' }, 'baseline:v1.30', 'baseline:v1.30', 0],
    [{ enforce: 'restricted', warn: 'privileged' }, 'restricted:latest', 'privileged:latest', 0],
    [{ enforce: 'strict' }, 'restricted:latest', 'privileged:latest', 1],
    [{ warn: 'strict', 'warn-version': 'v2' }, 'privileged:latest', 'privileged:latest', 2],
  ])('%j', (given, enforce, warn, errors) => {
    const labels = Object.fromEntries(Object.entries(given).map(([k, v]) => [label(k), v]));
    const found = policyOf(labels);
    expect(printLevel(found.policy.enforce)).toBe(enforce);
    expect(printLevel(found.policy.warn)).toBe(warn);
    expect(found.errors).toHaveLength(errors);
  });
});
