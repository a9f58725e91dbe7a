import { describe, expect, test } from 'vitest';
import { create, LABEL, NAME_PART, SUBDOMAIN, VALUE } from './pod.suite.ts';

// The messages are those of a real server.
describe('volumes are refused', () => {
  test.each<[object, string[]]>([
    [
      {
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'v', emptyDir: {} },
          { emptyDir: {} },
          { name: 'V', hostPath: { path: '' } },
        ],
      },
      [
        'spec.volumes[1].name: Duplicate value: "v"',
        'spec.volumes[2].name: Required value',
        'spec.volumes[3].hostPath.path: Required value',
        `spec.volumes[3].name: Invalid value: "V": ${LABEL}`,
      ],
    ],
    [
      { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/x' } }] },
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      { volumes: [{ name: 'v', hostPath: { path: '../x', type: 'Disk' } }] },
      [
        `spec.volumes[0].hostPath.path: Invalid value: "../x": must not contain '..'`,
        'spec.volumes[0].hostPath.type: Unsupported value: "Disk": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
      ],
    ],
    [
      { volumes: [{ name: 'v', emptyDir: { sizeLimit: '-1' } }] },
      [
        'spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            secret: {
              secretName: '',
              defaultMode: 9999,
              items: [
                { key: '', path: '/x' },
                { key: 'a', path: '../b', mode: -1 },
              ],
            },
          },
        ],
      },
      [
        'spec.volumes[0].secret.secretName: Required value',
        'spec.volumes[0].secret.defaultMode: Invalid value: 9999: must be a number between 0 and 0777 (octal), both inclusive',
        'spec.volumes[0].secret.items[0].key: Required value',
        'spec.volumes[0].secret.items[0].path: Invalid value: "/x": must be a relative path',
        `spec.volumes[0].secret.items[1].path: Invalid value: "../b": must not contain '..'`,
        'spec.volumes[0].secret.items[1].mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            configMap: {
              items: [
                { key: 'a', path: 'b:c' },
                { key: 'a', path: '..a' },
              ],
            },
          },
        ],
      },
      [
        'spec.volumes[0].configMap.name: Required value',
        `spec.volumes[0].configMap.items[1].path: Invalid value: "..a": must not start with '..'`,
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            downwardAPI: {
              items: [
                { path: 'a' },
                { path: 'b', fieldRef: { fieldPath: 'status.podIP' } },
                { path: 'c', resourceFieldRef: { resource: 'limits.cpu' } },
                {
                  path: 'd',
                  fieldRef: { fieldPath: 'metadata.name' },
                  resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' },
                },
              ],
            },
          },
        ],
      },
      [
        'spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
        'spec.volumes[0].downwardAPI.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"',
        'spec.volumes[0].downwardAPI.resourceFieldRef.containerName: Required value',
        'spec.volumes[0].downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            projected: {
              sources: [
                { secret: { name: 's', items: [{ key: 'a', path: 'p' }] } },
                {
                  configMap: { name: 'c', items: [{ key: 'a', path: 'p' }] },
                  secret: { name: 's' },
                },
                { serviceAccountToken: { path: '', expirationSeconds: 5 } },
              ],
            },
          },
        ],
      },
      [
        'spec.volumes[0].projected: Invalid value: "c": conflicting duplicate paths',
        'spec.volumes[0].projected.sources[1]: Forbidden: may not specify more than 1 volume type per source',
        'spec.volumes[0].projected.sources[2].serviceAccountToken.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
        'spec.volumes[0].projected.path: Required value',
      ],
    ],
    [
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: '' } }] },
      ['spec.volumes[0].persistentVolumeClaim.claimName: Required value'],
    ],
    [
      { volumes: [{ name: 'v', nfs: { server: '', path: 'x' } }] },
      [
        'spec.volumes[0].nfs.server: Required value',
        'spec.volumes[0].nfs.path: Invalid value: "x": must be an absolute path',
      ],
    ],
    [
      {
        volumes: [
          { name: 'v', iscsi: { targetPortal: '', iqn: 'foo', lun: 300, chapAuthSession: true } },
        ],
      },
      [
        'spec.volumes[0].iscsi.targetPortal: Required value',
        'spec.volumes[0].iscsi.iqn: Invalid value: "foo": must be valid format starting with iqn, eui, or naa',
        'spec.volumes[0].iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive',
        'spec.volumes[0].iscsi.secretRef: Required value',
      ],
    ],
    [
      { volumes: [{ name: 'v', csi: { driver: 'A_B', nodePublishSecretRef: {} } }] },
      [
        `spec.volumes[0].csi.driver: Invalid value: "A_B": ${SUBDOMAIN}`,
        'spec.volumes[0].csi.nodePublishSecretRef.name: Required value',
      ],
    ],
    [
      { volumes: [{ name: 'v', rbd: { monitors: [], image: '' } }] },
      ['spec.volumes[0].rbd.monitors: Required value', 'spec.volumes[0].rbd.image: Required value'],
    ],
    [
      { volumes: [{ name: 'v', fc: { targetWWNs: ['a'], wwids: ['b'] } }] },
      [
        'spec.volumes[0].fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously',
        'spec.volumes[0].fc.lun: Required value: lun is required if targetWWNs is specified',
      ],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            azureDisk: { diskName: 'a', diskURI: 'b', kind: 'Managed', cachingMode: 'X' },
          },
        ],
      },
      [
        'spec.volumes[0].azureDisk.cachingMode: Unsupported value: "X": supported values: "None", "ReadOnly", "ReadWrite"',
        'spec.volumes[0].azureDisk.diskURI: Unsupported value: "b": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
      ],
    ],
    [
      { volumes: [{ name: 'v', gitRepo: { repository: '', directory: '../x' } }] },
      [
        'spec.volumes[0].gitRepo.repository: Required value',
        `spec.volumes[0].gitRepo.directory: Invalid value: "../x": must not contain '..'`,
      ],
    ],
    [
      { volumes: [{ name: 'v', ephemeral: {} }] },
      ['spec.volumes[0].ephemeral.volumeClaimTemplate: Required value'],
    ],
    [
      {
        volumes: [
          {
            name: 'v',
            ephemeral: {
              volumeClaimTemplate: {
                metadata: { name: 'x', labels: { 'a b': 'c d' } },
                spec: {
                  accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'],
                  resources: { requests: { storage: '0' } },
                  volumeMode: 'Tape',
                },
              },
            },
          },
        ],
      },
      [
        `spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels: Invalid value: "a b": ${NAME_PART}`,
        `spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels: Invalid value: "c d": ${VALUE}`,
        'spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
        'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
        'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Invalid value: "0": must be greater than zero',
        'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
      ],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [{ name: 'c', image: 'tea:1', volumeMounts: [{ name: 'w', mountPath: '/v' }] }],
      },
      ['spec.containers[0].volumeMounts[0].name: Not found: "w"'],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [{ name: 'c', image: 'tea:1', volumeMounts: [{ name: 'v', mountPath: '' }] }],
      },
      ['spec.containers[0].volumeMounts[0].mountPath: Required value'],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [
              { name: 'v', mountPath: '/v' },
              { name: 'v', mountPath: '/v' },
            ],
          },
        ],
      },
      ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique'],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '../x' }],
          },
        ],
      },
      [`spec.containers[0].volumeMounts.subPath: Invalid value: "../x": must not contain '..'`],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'a', subPathExpr: '/b' }],
          },
        ],
      },
      [
        'spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: "/b": subPathExpr and subPath are mutually exclusive',
        'spec.containers[0].volumeMounts.subPathExpr: Invalid value: "/b": must be a relative path',
      ],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: 'Bidirectional' }],
          },
        ],
      },
      [
        'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
      ],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [{ name: 'v', mountPath: '/v', recursiveReadOnly: 'Enabled' }],
          },
        ],
      },
      [
        'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
      ],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [
              {
                name: 'v',
                mountPath: '/v',
                recursiveReadOnly: 'Yes',
                readOnly: true,
                mountPropagation: 'Up',
              },
            ],
          },
        ],
      },
      [
        'spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "Up": supported values: "Bidirectional", "HostToContainer", "None"',
        'spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "Yes": supported values: "Disabled", "Enabled", "IfPossible"',
      ],
    ],
    [
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            volumeMounts: [{ name: 'v', mountPath: '/v' }],
            volumeDevices: [
              { name: 'v', devicePath: '/v' },
              { name: '', devicePath: '' },
              { name: 'x', devicePath: '/a/../b' },
            ],
          },
        ],
      },
      [
        'spec.containers[0].volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices',
        'spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/v": must not already exist as a path in volumeDevices',
        'spec.containers[0].volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        'spec.containers[0].volumeDevices[0].name: Invalid value: "v": must not already exist in volumeMounts',
        'spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/v": must not already exist as a path in volumeMounts',
        'spec.containers[0].volumeDevices[1].name: Required value',
        'spec.containers[0].volumeDevices[1].name: Not found: ""',
        'spec.containers[0].volumeDevices[1].devicePath: Required value',
        'spec.containers[0].volumeDevices[2].name: Not found: "x"',
        `spec.containers[0].volumeDevices[2].devicePath: Invalid value: "/a/../b": can not contain backsteps ('..')`,
      ],
    ],
  ])('%j', (spec, lines) => {
    expect(create(spec).refused).toEqual(lines);
  });
});
