import { describe, expect, test } from 'vitest';
import { create, SUBDOMAIN } from './pod.suite.ts';

// The messages are those of a real server.
describe('security contexts are refused', () => {
  test.each<[object, string[]]>([
    [
      {
        securityContext: {
          runAsUser: -1,
          runAsGroup: -1,
          fsGroup: -1,
          supplementalGroups: [-1],
          fsGroupChangePolicy: 'X',
          supplementalGroupsPolicy: 'Y',
          seLinuxChangePolicy: 'Z',
        },
      },
      [
        'spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.runAsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.supplementalGroups[0]: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.fsGroupChangePolicy: Unsupported value: "X": supported values: "Always", "OnRootMismatch"',
        'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Y": supported values: "Merge", "Strict"',
        'spec.securityContext.seLinuxChangePolicy: Unsupported value: "Z": supported values: "Recursive"',
      ],
    ],
    [
      {
        securityContext: {
          sysctls: [
            { name: '', value: '' },
            { name: 'a b', value: '1' },
            { name: 'kernel.sem', value: '1' },
            { name: 'kernel.sem', value: '2' },
          ],
        },
      },
      [
        'spec.securityContext.sysctls[0].name: Required value',
        'spec.securityContext.sysctls[1].name: Invalid value: "a b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
        'spec.securityContext.sysctls[3].name: Duplicate value: "kernel.sem"',
      ],
    ],
    [
      {
        hostIPC: true,
        hostNetwork: true,
        securityContext: {
          sysctls: [
            { name: 'kernel.sem', value: '1' },
            { name: 'net.core.x', value: '1' },
          ],
        },
      },
      [
        `spec.securityContext.sysctls[0].name: Invalid value: "kernel.sem": may not be specified when 'hostIPC' is true`,
        `spec.securityContext.sysctls[1].name: Invalid value: "net.core.x": may not be specified when 'hostNetwork' is true`,
      ],
    ],
    [
      { securityContext: { seccompProfile: { type: 'Localhost' } } },
      [
        'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
      ],
    ],
    [
      { securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'x' } } },
      [
        'spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost',
      ],
    ],
    [
      { securityContext: { seccompProfile: { type: 'X' } } },
      [
        'spec.securityContext.seccompProfile.type: Unsupported value: "X": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: '../x' } },
          },
        ],
      },
      [
        `spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: "../x": must not contain '..'`,
      ],
    ],
    [
      { securityContext: { appArmorProfile: { type: 'Localhost' } } },
      [
        'spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost',
      ],
    ],
    [
      { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: ' ' } } },
      [
        'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " ": must not be padded with whitespace',
      ],
    ],
    [
      { securityContext: { appArmorProfile: { type: 'Unconfined', localhostProfile: '<x>' } } },
      [
        'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: "\\u003cx\\u003e": can only be set when AppArmor type is Localhost',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', securityContext: { appArmorProfile: { type: '' } } },
        ],
      },
      [
        'spec.containers[0].securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            securityContext: { privileged: true, allowPrivilegeEscalation: false },
          },
        ],
      },
      [
        'spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { add: ['SYS_ADMIN'] },
            },
          },
        ],
      },
      [],
    ],
    [
      { containers: [{ name: 'c', image: 'tea:1', securityContext: { procMount: 'Unmasked' } }] },
      [
        'spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', securityContext: { procMount: 'X', runAsUser: -5 } },
        ],
      },
      [
        'spec.containers[0].securityContext.runAsUser: Invalid value: -5: must be between 0 and 2147483647, inclusive',
        'spec.containers[0].securityContext.procMount: Unsupported value: "X": supported values: "Default", "Unmasked"',
      ],
    ],
    [
      {
        securityContext: {
          windowsOptions: {
            gmsaCredentialSpecName: 'A',
            gmsaCredentialSpec: '',
            runAsUserName: 'a\\b\\c',
          },
        },
      },
      [
        `spec.securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A": ${SUBDOMAIN}`,
        'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
        'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            securityContext: { windowsOptions: { runAsUserName: '<a>\\' } },
          },
        ],
      },
      [
        `spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "\\u003ca\\u003e\\\\": runAsUserName's Domain doesn't match the NetBios nor the DNS format`,
        `spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "\\u003ca\\u003e\\\\": runAsUserName's User cannot be empty`,
      ],
    ],
    [
      { securityContext: { windowsOptions: { hostProcess: true } } },
      [
        'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
      ],
    ],
    [
      { os: { name: 'beos' } },
      ['spec.os: Unsupported value: "beos": supported values: "linux", "windows"'],
    ],
    [
      {
        os: { name: 'windows' },
        hostPID: true,
        securityContext: {
          seLinuxOptions: {},
          runAsUser: 1,
          fsGroup: 1,
          sysctls: [{ name: 'a', value: 'b' }],
        },
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            securityContext: { privileged: false, capabilities: {}, runAsGroup: 1 },
          },
        ],
      },
      [
        'spec.securityContext.seLinuxOptions: Forbidden: cannot be set for a windows pod',
        'spec.hostPID: Forbidden: cannot be set for a windows pod',
        'spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod',
        'spec.securityContext.sysctls: Forbidden: cannot be set for a windows pod',
        'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.runAsGroup: Forbidden: cannot be set for a windows pod',
      ],
    ],
    [
      {
        os: { name: 'linux' },
        securityContext: { windowsOptions: {} },
        containers: [{ name: 'c', image: 'tea:1', securityContext: { windowsOptions: {} } }],
      },
      [
        'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
        'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      ],
    ],
  ])('%j', (spec, lines) => {
    expect(create(spec).refused).toEqual(lines);
  });
});
