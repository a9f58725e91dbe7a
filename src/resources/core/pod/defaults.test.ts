import { describe, expect, test } from 'vitest';
import { create, podOf } from './pod.suite.ts';

type Container = Record<string, unknown>;

const C = { name: 'c', image: 'tea:1' };
const container = (more: object): Container =>
  podOf({ containers: [{ ...C, ...more }] }).spec.containers[0] as unknown as Container;

describe('a new pod', () => {
  test('gets everything that a client may leave out', () => {
    expect(create({})).toEqual({
      pod: {
        metadata: { name: 'p', namespace: 'n' },
        spec: {
          containers: [
            {
              ...C,
              imagePullPolicy: 'IfNotPresent',
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          enableServiceLinks: true,
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          serviceAccount: 'default',
          serviceAccountName: 'default',
          terminationGracePeriodSeconds: 30,
        },
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      },
      refused: [],
      warnings: [],
    });
  });

  test('keeps nothing of a status', () => {
    const pod = podOf({}, {}, { phase: 'Running', podIP: '10.0.0.1' });
    expect(create(pod.spec).pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test('with gates says why it is not scheduled', () => {
    expect(create({ schedulingGates: [{ name: 'a' }] }).pod.status.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
        lastProbeTime: null,
        lastTransitionTime: '2026-01-02T03:04:05Z',
      },
    ]);
  });

  test('may name its service account by the old member', () => {
    const { spec } = create({ serviceAccountName: '', serviceAccount: 'robot' }).pod;
    expect(spec).toMatchObject({ serviceAccountName: 'robot', serviceAccount: 'robot' });
  });

  test('runs for at least one second after a deletion', () => {
    expect(create({ terminationGracePeriodSeconds: -5 }).pod.spec).toMatchObject({
      terminationGracePeriodSeconds: 1,
    });
  });

  test('asks for what it is limited to', () => {
    const resources = { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1' } };
    expect(container({ resources })['resources']).toEqual({
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '1', memory: '1Gi' },
    });
  });

  test('of the host network has the ports of the host', () => {
    const { spec } = podOf({
      hostNetwork: true,
      containers: [{ ...C, ports: [{ containerPort: 80 }] }],
    });
    expect(spec.containers[0]?.ports).toEqual([
      { containerPort: 80, hostPort: 80, protocol: 'TCP' },
    ]);
  });

  test('loses what nobody has switched on', () => {
    const { pod } = create({
      hostnameOverride: 'x',
      containers: [{ ...C, restartPolicy: 'Never', lifecycle: { stopSignal: 'SIGTERM' } }],
    });
    expect(pod.spec).not.toHaveProperty('hostnameOverride');
    expect(pod.spec.containers[0]).not.toHaveProperty('restartPolicy');
  });

  test('takes its profile from the old annotation', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/c';
    const { pod } = create({}, { annotations: { [key]: 'localhost/mine' } });
    expect(pod.spec.containers[0]?.securityContext?.appArmorProfile).toEqual({
      type: 'Localhost',
      localhostProfile: 'mine',
    });
  });

  test('spreads by the labels that it has itself', () => {
    const { pod } = create(
      {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app: 'tea' } },
            matchLabelKeys: ['color'],
          },
        ],
      },
      { labels: { app: 'tea', color: 'red' } },
    );
    expect(pod.spec.topologySpreadConstraints?.[0]?.labelSelector).toEqual({
      matchLabels: { app: 'tea' },
      matchExpressions: [{ key: 'color', operator: 'In', values: ['red'] }],
    });
  });
});

test.each<[object, object]>([
  [
    { livenessProbe: { httpGet: { port: 80 } } },
    { httpGet: { port: 80, path: '/', scheme: 'HTTP' } },
  ],
  [{ livenessProbe: { grpc: { port: 80 } } }, { grpc: { port: 80, service: '' } }],
  [{ livenessProbe: { tcpSocket: { port: 'web' }, periodSeconds: 1 } }, { periodSeconds: 1 }],
])('the probe %j is filled in', (given, expected) => {
  expect(container(given)['livenessProbe']).toMatchObject({
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...expected,
  });
});

test.each([
  ['tea', 'Always'],
  ['tea:latest', 'Always'],
  ['tea:1', 'IfNotPresent'],
  [`tea@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ['Not A Name', 'IfNotPresent'],
])('the image %s is pulled %s', (image, policy) => {
  expect(container({ image })).toMatchObject({ imagePullPolicy: policy });
});

test.each<[object, object]>([
  [{}, { emptyDir: {} }],
  [{ secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 420 } }],
  [{ configMap: { name: 'c' } }, { configMap: { name: 'c', defaultMode: 420 } }],
  [{ hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
  [
    { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    {
      projected: {
        sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }],
        defaultMode: 420,
      },
    },
  ],
  [
    { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    {
      downwardAPI: {
        items: [{ path: 'l', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.labels' } }],
        defaultMode: 420,
      },
    },
  ],
  [
    { rbd: { monitors: ['m'], image: 'i' } },
    {
      rbd: {
        monitors: ['m'],
        image: 'i',
        pool: 'rbd',
        user: 'admin',
        keyring: '/etc/ceph/keyring',
      },
    },
  ],
])('the volume %j becomes %j', (given, expected) => {
  expect(podOf({ volumes: [{ name: 'v', ...given }] }).spec.volumes).toEqual([
    { name: 'v', ...expected },
  ]);
});

test('defaulting twice changes nothing', () => {
  const once = create({
    initContainers: [{ name: 'i', image: 'x', ports: [{ containerPort: 1 }] }],
    containers: [{ ...C, resources: { limits: { cpu: '1.5' } }, startupProbe: { exec: {} } }],
    volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }],
  }).pod;
  expect(podOf(once.spec).spec).toEqual(once.spec);
});
