import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { podOf, update } from './pod.suite.ts';

type Change = (next: Pod) => void;

const state = (name: string, more: object): object => ({
  name,
  image: 'x',
  imageID: 'y',
  ready: false,
  restartCount: 0,
  ...more,
});
const status =
  (more: object): Change =>
  ({ status: live }) =>
    Object.assign(live, more);
const containers =
  (list: object[]): Change =>
  ({ spec }) =>
    Object.assign(spec, { ephemeralContainers: list });
const needing =
  (list: object): Change =>
  ({ spec }) =>
    Object.assign(spec.containers[0] ?? {}, { resources: list });
const DONE = { state: { terminated: { exitCode: 0 } } };
const FAILED = { state: { terminated: { exitCode: 1 } } };
const RUNS = { state: { running: {} } };

describe('the status of a pod', () => {
  const pod = podOf(
    { nodeName: 'n', resourceClaims: [{ name: 'a', resourceClaimName: 'b' }] },
    { generation: 3, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }] },
    {
      phase: 'Running',
      qosClass: 'BestEffort',
      observedGeneration: 2,
      conditions: [{ type: 'Ready', status: 'True', observedGeneration: 2 }],
    },
  );

  test.each<[object, string[]]>([
    [{ phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] }, []],
    [{ podIPs: [{ ip: '10.0.0.1' }, { ip: '::1' }] }, []],
    [
      { qosClass: 'Burstable' },
      ['status.qosClass: Invalid value: "Burstable": field is immutable'],
    ],
    [{ qosClass: '' }, []],
    [
      { podIPs: [{ ip: 'x' }] },
      [
        'status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] },
      [
        'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family',
      ],
    ],
    [
      { hostIP: '1.1.1.1', hostIPs: [{ ip: '1.1.1.2' }] },
      ['status.hostIPs[0].ip: Invalid value: "1.1.1.2": must be equal to `hostIP`'],
    ],
    [
      { observedGeneration: -1 },
      ['status.observedGeneration: Invalid value: -1: must be a non-negative integer'],
    ],
    [
      { resourceClaimStatuses: [{ name: 'z' }, { name: 'a' }, { name: 'a' }] },
      [
        'status.resourceClaimStatuses[0].name: Invalid value: "z": must match the name of an entry in `spec.resourceClaims`',
        'status.resourceClaimStatuses[2].name: Duplicate value: "a"',
      ],
    ],
    [
      { containerStatuses: [state('c', { user: { linux: { uid: -1, gid: 0 } } })] },
      [
        'status.containerStatuses[0].user.linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      ],
    ],
  ])('may become %j, or not: %j', (more, lines) => {
    expect(update(pod, status(more), 'status').refused).toEqual(lines);
  });

  test('keeps what old kubelets do not know', () => {
    const change = status({
      qosClass: '',
      observedGeneration: 0,
      conditions: [{ type: 'Ready', status: 'False' }],
    });
    expect(update(pod, change, 'status').pod.status).toMatchObject({
      qosClass: 'BestEffort',
      observedGeneration: 2,
      conditions: [{ type: 'Ready', status: 'False', observedGeneration: 2 }],
    });
  });

  test('does not touch owners', () => {
    const { metadata } = update(
      pod,
      ({ metadata: live }) => delete live.ownerReferences,
      'status',
    ).pod;
    expect(metadata.ownerReferences).toEqual(pod.metadata.ownerReferences);
  });

  test('warns of addresses that are not canonical', () => {
    const change = status({ podIP: '2001:DB8::1', podIPs: [{ ip: '2001:DB8::1' }] });
    expect(update(pod, change, 'status').warnings).toEqual([
      'status.podIPs[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ]);
  });

  test.each<[string, object, string[]]>([
    ['Always', { containerStatuses: [state('c', RUNS)] }, []],
    [
      'Never',
      { containerStatuses: [state('c', RUNS)] },
      [
        'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
      ],
    ],
    [
      'OnFailure',
      { containerStatuses: [state('c', RUNS), state('d', RUNS)] },
      [
        'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
      ],
    ],
    ['Never', { initContainerStatuses: [state('s', RUNS)] }, []],
    ['Never', { containerStatuses: [state('other', RUNS)] }, []],
  ])('with the restart policy %s lets containers go on: %j', (restartPolicy, more, lines) => {
    const stopped = podOf(
      {
        restartPolicy,
        initContainers: [{ name: 's', image: 'x', restartPolicy: 'Always' }],
        containers: [
          { name: 'c', image: 'x' },
          { name: 'd', image: 'x' },
        ],
      },
      {},
      {
        containerStatuses: [state('c', DONE), state('d', FAILED)],
        initContainerStatuses: [state('s', DONE)],
      },
    );
    expect(update(stopped, status(more), 'status').refused).toEqual(lines);
  });
});

describe('ephemeral containers', () => {
  const pod = podOf(
    { ephemeralContainers: [{ name: 'e', image: 'x' }] },
    { generation: 4, labels: { a: 'b' } },
  );

  test('may be added, which is a new generation; all else stays', () => {
    const { pod: next, refused } = update(
      pod,
      (live) => {
        containers([
          { name: 'e', image: 'x' },
          { name: 'f', image: 'y', stdin: true },
        ])(live);
        live.metadata.labels = { c: 'd' };
        live.spec.containers = [];
      },
      'ephemeralcontainers',
    );
    expect(refused).toEqual([]);
    expect(next.metadata).toMatchObject({ generation: 5, labels: { a: 'b' } });
    expect(next.spec.containers).toEqual(pod.spec.containers);
    expect(next.spec.ephemeralContainers).toHaveLength(2);
  });

  test.each<[object[], string[]]>([
    [
      [],
      [
        'spec.ephemeralContainers: Forbidden: existing ephemeral containers "e" may not be removed\n',
      ],
    ],
    [
      [
        { name: 'e', image: 'x' },
        { name: 'c', image: 'y' },
      ],
      ['spec.ephemeralContainers[1].name: Duplicate value: "c"'],
    ],
    [
      [
        { name: 'e', image: 'x' },
        { name: 'f', image: 'y', targetContainerName: 'z' },
      ],
      ['spec.ephemeralContainers[1].targetContainerName: Not found: "z"'],
    ],
    [
      [
        { name: 'e', image: 'x' },
        { name: 'f', image: 'y', ports: [{ containerPort: 1 }] },
      ],
      ['spec.ephemeralContainers[1].ports: Forbidden: cannot be set for an Ephemeral Container'],
    ],
  ])('may not become %j', (list, lines) => {
    expect(update(pod, containers(list), 'ephemeralcontainers').refused).toEqual(lines);
  });

  test('may not change, and the difference is shown', () => {
    const [refused = ''] = update(
      pod,
      containers([{ name: 'e', image: 'z' }]),
      'ephemeralcontainers',
    ).refused;
    expect(refused).toContain(
      'existing ephemeral containers "e" may not be changed\n@@ -1,6 +1,6 @@\n',
    );
    expect(refused).toContain('- "Image": "x",\n+ "Image": "z",\n');
  });

  test('are not for static pods', () => {
    const mirror = podOf(
      { nodeName: 'n' },
      { annotations: { 'kubernetes.io/config.mirror': 'x' } },
    );
    expect(
      update(mirror, containers([{ name: 'e', image: 'x' }]), 'ephemeralcontainers').refused,
    ).toEqual(['[]: Forbidden: static pods do not support ephemeral containers']);
  });
});

describe('a resize', () => {
  const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } };
  const pod = podOf(
    {
      initContainers: [{ name: 'i', image: 'x' }],
      containers: [{ name: 'c', image: 'x', resources }],
    },
    { generation: 1 },
    { qosClass: 'Burstable' },
  );

  test('changes CPU and memory, and nothing else', () => {
    const bigger = {
      requests: { cpu: '1500m', memory: '1Gi' },
      limits: { cpu: '3', memory: '1Gi' },
    };
    const { pod: next, refused } = update(
      pod,
      (live) => {
        needing(bigger)(live);
        live.metadata.labels = { a: 'b' };
        live.spec.nodeName = 'n';
      },
      'resize',
    );
    expect(refused).toEqual([]);
    expect(next.spec.containers[0]?.resources).toEqual(bigger);
    expect(next.spec).not.toHaveProperty('nodeName');
    expect(next.metadata).toEqual({ ...pod.metadata, generation: 2 });
  });

  test.each<[string, Change, string[]]>([
    [
      'of more than the limit',
      needing({ ...resources, requests: { cpu: '5', memory: '1Gi' } }),
      [
        'spec.containers[0].resources.requests: Invalid value: "5": must be less than or equal to cpu limit of 2',
      ],
    ],
    [
      'to nothing',
      needing({ requests: { cpu: '1' } }),
      [
        'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
        'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
      ],
    ],
    [
      'of storage',
      needing({ ...resources, requests: { ...resources.requests, 'ephemeral-storage': '1' } }),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    ],
    [
      'of an init container',
      ({ spec }) =>
        Object.assign(spec.initContainers?.[0] ?? {}, { resources: { requests: { cpu: '1' } } }),
      ['spec: Forbidden: resources for non-sidecar init containers are immutable'],
    ],
    [
      'of another container',
      ({ spec }) => Object.assign(spec.containers[0] ?? {}, { name: 'd' }),
      ['spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize'],
    ],
    [
      'of fewer containers',
      ({ spec }) => delete spec.initContainers,
      ['spec.initContainers: Forbidden: initContainers may not be added or removed on resize'],
    ],
  ])('%s is refused', (_, change, lines) => {
    expect(update(pod, change, 'resize').refused).toEqual(lines);
  });

  test('may not make another class of the pod', () => {
    const guaranteed = podOf({
      containers: [{ name: 'c', image: 'x', resources: { limits: resources.limits } }],
    });
    const less = needing({ ...resources, requests: { cpu: '1', memory: '1Gi' } });
    expect(update(guaranteed, less, 'resize').refused).toEqual([
      'spec: Invalid value: "": Pod QOS Class may not change as a result of resizing',
    ]);
  });

  test.each<[object, object, object, string]>([
    [
      { resources: { requests: { cpu: '1' } } },
      {},
      {},
      '[]: Forbidden: pods with pod-level resources cannot be resized',
    ],
    [{ os: { name: 'windows' } }, {}, {}, '[]: Forbidden: windows pods cannot be resized'],
    [
      {},
      { 'kubernetes.io/config.mirror': 'x' },
      {},
      '[]: Forbidden: static pods cannot be resized',
    ],
    [
      {},
      {},
      { containerStatuses: [state('c', RUNS)] },
      'spec: Forbidden: Pod running on node without support for resize',
    ],
  ])(
    'of a pod with %j, annotations %j and status %j is refused',
    (spec, annotations, live, line) => {
      const other = podOf({ nodeName: 'n', ...spec }, { annotations }, live);
      expect(update(other, () => undefined, 'resize').refused).toContain(line);
    },
  );
});
