import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../catalog/catalog.ts';
import { builtInTable, emptyObject, loadColumns } from '../registry/table.ts';
import { printers } from './tables.ts';

const FOLDER = new URL('../../openapi/kubernetes/', import.meta.url);
const NOW = Date.parse('2026-01-01T00:00:00Z');
const catalog = loadCatalog(FOLDER);
const columns = loadColumns(FOLDER);

function cells(group: string, kind: string, object: Record<string, unknown>): unknown[] {
  const key = group === '' ? kind : `${kind}.${group}`;
  const table = builtInTable(columns, { group, kind }, printers.get(key) ?? {});
  const schema = [...catalog.all()].find(
    (each) => each.group === group && each.kind === kind,
  )?.schema;
  const metadata = { name: 'x', creationTimestamp: '2025-12-31T23:59:30Z' };
  const whole = { ...emptyObject(schema), ...object };
  return table.cells(
    { ...whole, metadata: { ...metadata, ...(object['metadata'] as object | undefined) } },
    {
      now: NOW,
    },
  );
}

const TEMPLATE = {
  metadata: { labels: { z: 'y', a: 'b' } },
  spec: {
    nodeSelector: { x: 'y', a: '1' },
    containers: [
      { name: 'c', image: 'tea' },
      { name: 'd', image: 'milk:1' },
    ],
  },
};
const SELECTOR = {
  matchLabels: { z: 'y', a: 'b' },
  matchExpressions: [
    { key: 'z', operator: 'Exists' },
    { key: 'a', operator: 'In', values: ['c', 'b'] },
  ],
};
const SELECTOR_TEXT = 'a=b,a in (b,c),z=y,z';

describe('cells', () => {
  test.each<[string, string, Record<string, unknown>, unknown[]]>([
    ['', 'ConfigMap', { data: { a: '1' }, binaryData: { b: '' } }, ['x', 2, '30s']],
    ['', 'Secret', { type: 'Opaque', data: { a: '' } }, ['x', 'Opaque', 1, '30s']],
    ['', 'LimitRange', {}, ['x', '2025-12-31T23:59:30Z']],
    ['', 'PodTemplate', { template: TEMPLATE }, ['x', 'c,d', 'tea,milk:1', 'a=b,z=y']],
    [
      '',
      'Service',
      {
        spec: {
          type: 'LoadBalancer',
          clusterIPs: ['10.0.0.1'],
          externalIPs: ['1.2.3.4'],
          ports: [
            { port: 80, protocol: 'TCP', nodePort: 30_080 },
            { port: 53, protocol: 'UDP' },
          ],
        },
        status: {
          loadBalancer: { ingress: [{ ip: '9.9.9.9' }, { hostname: 'b.c' }, { ip: '1.1.1.1' }] },
        },
      },
      [
        'x',
        'LoadBalancer',
        '10.0.0.1',
        '1.1.1.1,9.9.9.9,b.c,1.2.3.4',
        '80:30080/TCP,53/UDP',
        '30s',
        '<none>',
      ],
    ],
    [
      '',
      'Service',
      { spec: { type: 'LoadBalancer' } },
      ['x', 'LoadBalancer', '<none>', '<pending>', '<none>', '30s', '<none>'],
    ],
    [
      '',
      'Endpoints',
      {
        subsets: [
          {
            addresses: [{ ip: '1.1.1.1' }, { ip: 'fd00::1' }],
            ports: [{ port: 80 }, { port: 81 }],
          },
          { addresses: [{ ip: '1.1.1.3' }] },
        ],
      },
      ['x', '1.1.1.1:80,[fd00::1]:80,1.1.1.1:81 + 2 more...', '30s'],
    ],
    ['', 'Endpoints', { subsets: [{ notReadyAddresses: [{ ip: '1.1.1.1' }] }] }, ['x', '', '30s']],
    [
      'discovery.k8s.io',
      'EndpointSlice',
      {
        addressType: 'IPv4',
        ports: [{ name: 'a' }, { port: 2 }, {}],
        endpoints: [{ addresses: ['1', '2'] }, { addresses: ['3', '4'] }],
      },
      ['x', 'IPv4', 'a,2,*', '1,2,3 + 1 more...', '30s'],
    ],
    [
      '',
      'Node',
      {
        metadata: { labels: { 'node-role.kubernetes.io/b': '', 'kubernetes.io/role': 'a' } },
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'Unknown' }],
          nodeInfo: { kubeletVersion: 'v1' },
        },
      },
      [
        'x',
        'NotReady,SchedulingDisabled',
        'a,b',
        '30s',
        'v1',
        '<none>',
        '<none>',
        '<unknown>',
        '<unknown>',
        '<unknown>',
      ],
    ],
    [
      '',
      'PersistentVolumeClaim',
      {
        spec: { volumeName: 'v' },
        status: {
          phase: 'Bound',
          accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
          capacity: { storage: '1Gi' },
        },
      },
      ['x', 'Bound', 'v', '1Gi', 'RWO,RWX', '', '<unset>', '30s', '<unset>'],
    ],
    [
      '',
      'Event',
      {
        involvedObject: { kind: 'Pod', name: 'p' },
        type: 'Normal',
        reason: 'R',
        message: ' hi ',
        eventTime: '2025-12-31T23:00:00.000000Z',
        reportingComponent: 'c',
        reportingInstance: 'i',
      },
      ['60m', 'Normal', 'R', 'pod/p', '', 'c, i', 'hi', '60m', 1, 'x'],
    ],
    [
      '',
      'ResourceQuota',
      { status: { hard: { pods: '10', 'limits.cpu': '2', cpu: '1' }, used: { pods: '3' } } },
      ['x', 'cpu: 0/1, pods: 3/10', 'limits.cpu: 0/2', '30s'],
    ],
    [
      'apps',
      'Deployment',
      {
        spec: { replicas: 3, selector: SELECTOR, template: TEMPLATE },
        status: { readyReplicas: 1 },
      },
      ['x', '1/3', 0, 0, '30s', 'c,d', 'tea,milk:1', SELECTOR_TEXT],
    ],
    [
      'apps',
      'DaemonSet',
      { spec: { selector: SELECTOR, template: TEMPLATE } },
      ['x', 0, 0, 0, 0, 0, 'a=1,x=y', '30s', 'c,d', 'tea,milk:1', SELECTOR_TEXT],
    ],
    [
      'apps',
      'ControllerRevision',
      {
        revision: 3,
        metadata: {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: 'u', controller: true },
          ],
        },
      },
      ['x', 'daemonset.apps/d', 3, '30s'],
    ],
    [
      'batch',
      'Job',
      {
        spec: { parallelism: 3, template: TEMPLATE },
        status: {
          startTime: '2025-12-31T23:00:00Z',
          completionTime: '2025-12-31T23:01:00Z',
          conditions: [
            { type: 'Complete', status: 'False' },
            { type: 'Suspended', status: 'True' },
          ],
        },
      },
      ['x', 'Suspended', '0/1 of 3', '60s', '30s', 'c,d', 'tea,milk:1', '<none>'],
    ],
    [
      'networking.k8s.io',
      'Ingress',
      { spec: { tls: [{}], rules: [{ host: 'a' }, {}, { host: 'b' }, { host: 'c' }, {}] } },
      ['x', '<none>', 'a,b,c + 2 more...', '', '80, 443', '30s'],
    ],
    [
      'networking.k8s.io',
      'IPAddress',
      { spec: { parentRef: { resource: 'services', namespace: 'n', name: 's' } } },
      ['x', 'services/n/s', '30s'],
    ],
    [
      'policy',
      'PodDisruptionBudget',
      { spec: { minAvailable: '10%' } },
      ['x', '10%', 'N/A', 0, '30s'],
    ],
    [
      'autoscaling',
      'HorizontalPodAutoscaler',
      {
        spec: {
          maxReplicas: 3,
          scaleTargetRef: { kind: 'Deployment', name: 'd' },
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 50 } } },
            { type: 'Pods', pods: { target: { averageValue: '3' } } },
            { type: 'Object' },
          ],
        },
        status: {
          currentReplicas: 1,
          currentMetrics: [{ type: 'Resource', resource: { current: { averageUtilization: 10 } } }],
        },
      },
      ['x', 'Deployment/d', 'cpu: 10%/50%, <unknown>/3 + 1 more...', '<unset>', 3, 1, '30s'],
    ],
    [
      'storage.k8s.io',
      'CSIDriver',
      { spec: { tokenRequests: [{ audience: 'a' }] } },
      ['x', true, false, false, 'a', false, '<none>', '30s'],
    ],
    [
      'storage.k8s.io',
      'StorageClass',
      {
        provisioner: 'p',
        metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      },
      ['x (default)', 'p', 'Delete', 'Immediate', false, '30s'],
    ],
    [
      'admissionregistration.k8s.io',
      'ValidatingAdmissionPolicyBinding',
      { spec: { policyName: 'p', paramRef: { selector: { matchLabels: { a: 'b' } } } } },
      [
        'x',
        'p',
        '&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}',
        '30s',
      ],
    ],
    [
      'resource.k8s.io',
      'ResourceClaim',
      { status: { allocation: {}, reservedFor: [{}] } },
      ['x', 'allocated,reserved', '30s'],
    ],
  ])('%s %s %j', (group, kind, object, expected) => {
    expect(cells(group, kind, object)).toEqual(expected);
  });

  test('every column of every served kind has a cell and a description, even of an empty object', () => {
    for (const { group, kind, verbs } of catalog.all()) {
      if (!verbs.includes('list') || group === 'events.k8s.io') continue;
      const key = group === '' ? kind : `${kind}.${group}`;
      const table = builtInTable(columns, { group, kind }, printers.get(key) ?? {});
      const row = cells(group, kind, { metadata: { creationTimestamp: undefined } });
      expect(row.length, key).toBeGreaterThanOrEqual(table.columns.length);
      expect(row, key).not.toContain(null);
      expect(row, key).not.toContain(undefined);
      expect(
        table.columns.map(({ description }) => description),
        key,
      ).not.toContain('');
    }
  });
});
