import { describe, expect, test } from 'vitest';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { create, podOf } from './pod.suite.ts';
import { podTemplateWarnings } from './warnings.ts';

// The messages are those of a real server.
describe('a client is warned of', () => {
  test.each<[object, string[], object?]>([
    [
      {
        nodeSelector: {
          'beta.kubernetes.io/os': 'linux',
          'failure-domain.beta.kubernetes.io/zone': 'z',
        },
      },
      [
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
        'spec.nodeSelector[failure-domain.beta.kubernetes.io/zone]: deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
      ],
    ],
    [
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] },
                {},
              ],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }],
          },
        },
      },
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
      ],
    ],
    [
      {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway' },
        ],
      },
      [
        'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      ],
    ],
    [
      {},
      [
        'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
        'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      ],
      {
        annotations: {
          'scheduler.alpha.kubernetes.io/critical-pod': '',
          'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
        },
      },
    ],
    [
      {},
      [
        'metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead',
      ],
      { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } },
    ],
    [
      {
        volumes: [
          { name: 'v', glusterfs: { endpoints: 'e', path: 'p' } },
          { name: 'w', gitRepo: { repository: 'r' } },
        ],
      },
      [
        'spec.volumes[0].glusterfs: deprecated in v1.25, non-functional in v1.26+',
        'spec.volumes[1].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            configMap: {
              name: 'm',
              items: [
                { key: 'a', path: 'x/y' },
                { key: 'b', path: 'x' },
                { key: 'c', path: 'x/' },
              ],
            },
          },
        ],
      },
      [
        'volume "v" (ConfigMap "m"): overlapping paths: "x" with "x/y"',
        'volume "v" (ConfigMap "m"): overlapping paths: "x" with "x/y"',
        'volume "v" (ConfigMap "m"): overlapping paths: "x" with "x"',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            projected: {
              sources: [
                {},
                { secret: { name: 's', items: [{ key: 'a', path: 'x' }] } },
                { serviceAccountToken: { path: 'x/t' } },
              ],
            },
          },
        ],
      },
      [
        'volume "v" (Projected) has no sources provided',
        'volume "v" (Projected): overlapping paths: "x/t" (ServiceAccountToken) with "x" (Secret "s")',
      ],
    ],
    [
      {
        hostAliases: [
          { ip: '1.1.1.1', hostnames: ['a'] },
          { ip: '1.1.1.1', hostnames: ['b'] },
          { ip: '01.1.1.1' },
        ],
        imagePullSecrets: [{ name: 'a' }, { name: 'a' }, {}],
      },
      [
        'spec.hostAliases[1].ip: duplicate ip "1.1.1.1"',
        'spec.imagePullSecrets[1].name: duplicate name "a"',
        'spec.imagePullSecrets[2].name: invalid empty name ""',
        'spec.hostAliases[2].ip: non-standard IP address "01.1.1.1" will be considered invalid in a future Kubernetes release: use "1.1.1.1"',
      ],
    ],
    [
      { dnsConfig: { nameservers: ['2001:DB8::1', '::ffff:1.2.3.4'] } },
      [
        'spec.dnsConfig.nameservers[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
        'spec.dnsConfig.nameservers[1]: non-standard IP address "::ffff:1.2.3.4" will be considered invalid in a future Kubernetes release: use "1.2.3.4"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
              { name: 'B', value: '1' },
              { name: 'B', value: '$(B)2' },
            ],
          },
        ],
      },
      [
        'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resources: { requests: { memory: '1.5', 'ephemeral-storage': '100m' } },
          },
        ],
      },
      [
        'spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value "100m" is invalid, must be an integer',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            ports: [
              { containerPort: 80, name: 'w' },
              { containerPort: 80, protocol: 'UDP' },
            ],
          },
          {
            name: 'd',
            image: 'x',
            ports: [
              { containerPort: 80 },
              { containerPort: 81, name: 'w' },
              { containerPort: 82, hostIP: '1.1.1.1' },
            ],
          },
        ],
      },
      [
        'spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]',
        'spec.containers[1].ports[2]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:82 Protocol:TCP HostIP:1.1.1.1}',
        'spec.containers[1].ports[1]: duplicate port name "w" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            ports: [
              { containerPort: 80, hostPort: 80 },
              { containerPort: 80, hostPort: 80, hostIP: '1.1.1.1' },
            ],
          },
        ],
      },
      [
        'spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]',
      ],
    ],
    [{ terminationGracePeriodSeconds: -1 }, []],
    [
      {
        affinity: {
          podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a' }] },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 1,
                podAffinityTerm: {
                  topologyKey: 'failure-domain.beta.kubernetes.io/zone',
                  labelSelector: {},
                },
              },
            ],
          },
        },
      },
      [
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
      ],
    ],
    [
      {},
      [
        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
      ],
      { name: 'a.b' },
    ],
  ])('%j', (spec, warnings, metadata) => {
    expect(create(spec, metadata).warnings).toEqual(warnings);
  });
});

describe('in a template', () => {
  test('paths begin with that of the template', () => {
    const { spec } = podOf({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } });
    expect(podTemplateWarnings({ metadata: {}, spec }, FieldPath.of('spec', 'template'))).toEqual([
      'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
  });

  test('a negative grace period stays, and is warned of', () => {
    const { spec } = podOf({});
    spec.terminationGracePeriodSeconds = -5;
    expect(podTemplateWarnings({ metadata: {}, spec }, FieldPath.of('template'))).toEqual([
      'template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });
});

test('an annotation of AppArmor is warned of although it refuses the pod', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/c';
  const { refused, warnings } = create({}, { annotations: { [key]: 'bogus' } });
  expect(refused).toHaveLength(1);
  expect(warnings).toEqual([
    `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
  ]);
});

test('warnings about a hundred thousand ports and files take no time', () => {
  const ports = Array.from({ length: 100_000 }, () => ({ containerPort: 80 }));
  const items = Array.from({ length: 100_000 }, () => ({ key: 'k', path: 'p' }));
  const started = performance.now();
  const { warnings } = create({
    containers: [{ name: 'c', image: 'tea', ports }],
    volumes: [{ name: 'v', configMap: { name: 'm', items } }],
  });
  expect(warnings.length).toBeLessThan(3_000);
  expect(performance.now() - started).toBeLessThan(20_000);
});
