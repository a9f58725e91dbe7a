import { describe, expect, test } from 'vitest';
import { create, LABEL, NAME_PART, SUBDOMAIN, VALUE } from './pod.suite.ts';

// The messages are those of a real server.
describe('scheduling is refused', () => {
  test.each<[object, string[], object?]>([
    [{ nodeSelector: { 'a b': 'c' } }, [`spec.nodeSelector: Invalid value: "a b": ${NAME_PART}`]],
    [{ nodeSelector: { a: 'b c' } }, [`spec.nodeSelector: Invalid value: "b c": ${VALUE}`]],
    [{ nodeName: 'N' }, [`spec.nodeName: Invalid value: "N": ${SUBDOMAIN}`]],
    [
      { hostname: 'A', subdomain: 'b.c' },
      [
        `spec.hostname: Invalid value: "A": ${LABEL}`,
        'spec.subdomain: Invalid value: "b.c": must not contain dots',
      ],
    ],
    [
      { schedulingGates: [{ name: 'a' }, { name: 'a' }, { name: 'b c' }] },
      [
        'spec.schedulingGates[1]: Duplicate value: "a"',
        `spec.schedulingGates[2]: Invalid value: "b c": ${NAME_PART}`,
      ],
    ],
    [
      { nodeName: 'n', schedulingGates: [{ name: 'a' }] },
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      { readinessGates: [{ conditionType: 'a b' }] },
      [`spec.readinessGates[0].conditionType: Invalid value: "a b": ${NAME_PART}`],
    ],
    [
      {
        tolerations: [
          { key: 'a b' },
          { operator: 'Equal' },
          { key: 'a', operator: 'Exists', value: 'x' },
          { key: 'a', operator: 'Near' },
          { key: 'a', effect: 'Never' },
          { key: 'a', effect: 'NoSchedule', tolerationSeconds: 5 },
          { key: 'a', value: 'x y' },
        ],
      },
      [
        `spec.tolerations[0].key: Invalid value: "a b": ${NAME_PART}`,
        'spec.tolerations[1].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
        `spec.tolerations[2].operator: Invalid value: "x": value must be empty when \`operator\` is 'Exists'`,
        'spec.tolerations[3].operator: Unsupported value: "Near": supported values: "Equal", "Exists"',
        'spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        `spec.tolerations[5].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
        `spec.tolerations[6].operator: Invalid value: "x y": ${VALUE}`,
      ],
    ],
    [
      {
        topologySpreadConstraints: [
          {
            maxSkew: 0,
            topologyKey: '',
            whenUnsatisfiable: 'Maybe',
            minDomains: 0,
            nodeAffinityPolicy: 'X',
            nodeTaintsPolicy: 'Y',
          },
          { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 },
        ],
      },
      [
        'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
        'spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
        'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"',
        'spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero',
        'spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not Maybe',
        'spec.topologySpreadConstraints[0].nodeAffinityPolicy: Unsupported value: "X": supported values: "Honor", "Ignore"',
        'spec.topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: "Y": supported values: "Honor", "Ignore"',
        'spec.topologySpreadConstraints[1].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
      ],
    ],
    [
      {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
          {
            maxSkew: 2,
            topologyKey: 'a',
            whenUnsatisfiable: 'DoNotSchedule',
            matchLabelKeys: ['x'],
          },
        ],
      },
      [
        'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{a, DoNotSchedule}"',
        'spec.topologySpreadConstraints[1].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
      ],
    ],
    [
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
          },
        },
      },
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      ],
    ],
    [
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    { key: 'a', operator: 'In' },
                    { key: 'a', operator: 'Exists', values: ['x'] },
                    { key: 'a', operator: 'Gt', values: ['1', '2'] },
                    { key: 'a', operator: 'Near' },
                    { key: 'a b', operator: 'Exists' },
                  ],
                  matchFields: [
                    { key: 'metadata.namespace', operator: 'Exists' },
                    { key: 'metadata.name', operator: 'In', values: ['N', 'm'] },
                  ],
                },
              ],
            },
          },
        },
      },
      [
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'",
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].operator: Invalid value: "Near": not a valid selector operator',
        `spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4].key: Invalid value: "a b": ${NAME_PART}`,
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].operator: Invalid value: "Exists": not a valid selector operator',
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: "metadata.namespace": not a valid field selector key',
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[1].values: Required value: must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        `spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[1].values[0]: Invalid value: "N": ${SUBDOMAIN}`,
      ],
    ],
    [
      {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 0, preference: {} },
              {
                weight: 101,
                preference: { matchExpressions: [{ key: 'a', operator: 'Lt', values: ['x'] }] },
              },
            ],
          },
        },
      },
      [
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight: Invalid value: 101: must be in the range 1-100',
      ],
    ],
    [
      {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              {
                topologyKey: '',
                namespaces: ['A'],
                labelSelector: { matchLabels: { a: 'b c' } },
                namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] },
              },
            ],
          },
        },
      },
      [
        `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels: Invalid value: "b c": ${VALUE}`,
        "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace: Invalid value: "A": ${LABEL}`,
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty',
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty',
        `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": ${NAME_PART}`,
      ],
    ],
    [
      {
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 0,
                podAffinityTerm: {
                  topologyKey: 'a b',
                  matchLabelKeys: ['a b', 'c'],
                  mismatchLabelKeys: ['c'],
                  labelSelector: { matchLabels: { c: 'd' } },
                },
              },
            ],
          },
        },
      },
      [
        'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
        `spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[0]: Invalid value: "a b": ${NAME_PART}`,
        'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[1]: Invalid value: "c": exists in both matchLabelKeys and mismatchLabelKeys',
        `spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey: Invalid value: "a b": ${NAME_PART}`,
      ],
    ],
    [
      { hostAliases: [{ ip: 'x', hostnames: ['A'] }], dnsPolicy: 'None' },
      [
        'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
        'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        `spec.hostAliases[0].hostnames[0]: Invalid value: "A": ${SUBDOMAIN}`,
      ],
    ],
    [
      {
        dnsConfig: {
          nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'x'],
          searches: ['A'],
          options: [{ value: 'x' }],
        },
      },
      [
        'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","x"]: must not have more than 3 nameservers',
        'spec.dnsConfig.nameservers[3]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        `spec.dnsConfig.searches[0]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')`,
        'spec.dnsConfig.options[0]: Required value: must not be empty',
      ],
    ],
    [
      { shareProcessNamespace: true, hostPID: true },
      [
        'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ],
    ],
    [
      { hostUsers: false, hostNetwork: true, hostIPC: true },
      [
        'spec.hostNetwork: Forbidden: when `hostUsers` is false',
        'spec.HostIPC: Forbidden: when `hostUsers` is false',
      ],
    ],
    [
      {
        imagePullSecrets: [{ name: '' }],
        priorityClassName: '',
        setHostnameAsFQDN: true,
        hostname: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      },
      [
        'spec.hostname: Invalid value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": must be no more than 63 characters',
      ],
    ],
    [
      {},
      [
        'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
      ],
      { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '+1' } },
    ],
    [
      {},
      [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "": must set spec.nodeName if mirror pod annotation is set',
      ],
      { annotations: { 'kubernetes.io/config.mirror': '' } },
    ],
    [
      {},
      [
        'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "y": must be a valid seccomp profile',
        'metadata.annotations[container.apparmor.security.beta.kubernetes.io/d]: Invalid value: "d": container not found',
        'metadata.annotations[container.apparmor.security.beta.kubernetes.io/d]: Invalid value: "x": invalid AppArmor profile name: "x"',
      ],
      {
        annotations: {
          'container.apparmor.security.beta.kubernetes.io/d': 'x',
          'seccomp.security.alpha.kubernetes.io/pod': 'y',
        },
      },
    ],
  ])('%j', (spec, lines, metadata) => {
    expect(create(spec, metadata).refused).toEqual(lines);
  });
});
