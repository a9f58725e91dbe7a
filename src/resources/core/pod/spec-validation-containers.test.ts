import { describe, expect, test } from 'vitest';
import { create, LABEL, NAME_PART, SUBDOMAIN } from './pod.suite.ts';

// The messages are those of a real server.
describe('containers are refused', () => {
  test.each<[object, string[]]>([
    [{ containers: [] }, ['spec.containers: Required value']],
    [
      { containers: [{}] },
      ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value'],
    ],
    [
      { containers: [{ name: 'C', image: ' tea' }] },
      [
        `spec.containers[0].name: Invalid value: "C": ${LABEL}`,
        'spec.containers[0].image: Invalid value: " tea": must not have leading or trailing whitespace',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'a' },
          { name: 'c', image: 'b' },
        ],
      },
      ['spec.containers[1].name: Duplicate value: "c"'],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', imagePullPolicy: 'Often', terminationMessagePolicy: 'Loud' },
        ],
      },
      [
        'spec.containers[0].terminationMessagePolicy: Unsupported value: "Loud": supported values: "File", "FallbackToLogsOnError"',
        'spec.containers[0].imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            ports: [
              { containerPort: 0 },
              { containerPort: 70000, protocol: 'tcp', name: 'Web', hostPort: -1 },
            ],
          },
        ],
      },
      [
        'spec.containers[0].ports[0].containerPort: Required value',
        'spec.containers[0].ports[1].name: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[1].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            ports: [
              { containerPort: 80, name: 'a' },
              { containerPort: 81, name: 'a' },
              { containerPort: 82, name: 'abcdefghijklmnopq' },
            ],
          },
        ],
      },
      [
        'spec.containers[0].ports[1].name: Duplicate value: "a"',
        'spec.containers[0].ports[2].name: Invalid value: "abcdefghijklmnopq": must be no more than 15 characters',
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
              { containerPort: 81, hostPort: 80 },
            ],
          },
        ],
      },
      ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
    ],
    [
      {
        hostNetwork: true,
        containers: [{ name: 'c', image: 'tea:1', ports: [{ containerPort: 80, hostPort: 81 }] }],
      },
      [
        'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            env: [
              { name: '' },
              { name: 'a=b' },
              { name: 'x', value: 'y', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            ],
          },
        ],
      },
      [
        'spec.containers[0].env[0].name: Required value',
        `spec.containers[0].env[1].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
        'spec.containers[0].env[2].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            env: [
              { name: 'x', valueFrom: {} },
              { name: 'y', valueFrom: { fieldRef: { fieldPath: 'spec.nope' } } },
              { name: 'z', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
            ],
          },
        ],
      },
      [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
        'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope',
        'spec.containers[0].env[2].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            env: [
              { name: 'x', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['A b']" } } },
              { name: 'y', valueFrom: { resourceFieldRef: { resource: 'limits.disk' } } },
            ],
          },
        ],
      },
      [
        `spec.containers[0].env[0].valueFrom.fieldRef: Invalid value: "a b": ${NAME_PART}`,
        'spec.containers[0].env[1].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            env: [
              {
                name: 'x',
                valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '3' } },
              },
              { name: 'y', valueFrom: { configMapKeyRef: { name: '', key: '' } } },
              { name: 'z', valueFrom: { secretKeyRef: { name: 's', key: 'a/b' } } },
            ],
          },
        ],
      },
      [
        `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
        `spec.containers[0].env[1].valueFrom.configMapKeyRef.name: Invalid value: "": ${SUBDOMAIN}`,
        'spec.containers[0].env[1].valueFrom.configMapKeyRef.key: Required value',
        `spec.containers[0].env[2].valueFrom.secretKeyRef.key: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            envFrom: [
              {},
              { configMapRef: { name: 'A' }, prefix: '=' },
              { configMapRef: { name: 'a' }, secretRef: { name: 'b' } },
            ],
          },
        ],
      },
      [
        'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
        `spec.containers[0].envFrom[1].prefix: Invalid value: "=": a valid environment variable name must consist only of printable ASCII characters other than '='`,
        `spec.containers[0].envFrom[1].configMapRef.name: Invalid value: "A": ${SUBDOMAIN}`,
        'spec.containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            livenessProbe: {},
            readinessProbe: { httpGet: { port: 0, path: '' }, tcpSocket: { port: 80 } },
            startupProbe: { exec: { command: [] } },
          },
        ],
      },
      [
        'spec.containers[0].livenessProbe: Required value: must specify a handler type',
        'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
        'spec.containers[0].startupProbe.exec.command: Required value',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            livenessProbe: {
              grpc: { port: 0 },
              successThreshold: 2,
              periodSeconds: -1,
              failureThreshold: -1,
              timeoutSeconds: -1,
              initialDelaySeconds: -1,
              terminationGracePeriodSeconds: 0,
            },
          },
        ],
      },
      [
        'spec.containers[0].livenessProbe.grpc.port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.containers[0].livenessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
        'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            readinessProbe: { tcpSocket: { port: 'A' }, terminationGracePeriodSeconds: 5 },
          },
        ],
      },
      [
        'spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: "A": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.containers[0].readinessProbe.tcpSocket.port: Invalid value: "A": must contain at least one letter (a-z)',
        'spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            livenessProbe: { httpGet: { port: 80, scheme: 'FTP', httpHeaders: [{ name: 'a b' }] } },
          },
        ],
      },
      [
        'spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
        `spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')`,
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            lifecycle: { preStop: { sleep: { seconds: -1 } }, postStart: {} },
          },
        ],
      },
      [
        'spec.containers[0].lifecycle.postStart: Required value: must specify a handler type',
        'spec.containers[0].lifecycle.preStop.sleep: Invalid value: -1: must be non-negative and less than terminationGracePeriodSeconds (30)',
      ],
    ],
    [
      {
        terminationGracePeriodSeconds: 5,
        containers: [
          { name: 'c', image: 'tea:1', lifecycle: { preStop: { sleep: { seconds: 6 } } } },
        ],
      },
      [
        'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 6: must be non-negative and less than terminationGracePeriodSeconds (5)',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resizePolicy: [
              { resourceName: 'cpu', restartPolicy: 'Maybe' },
              { resourceName: 'disk', restartPolicy: 'NotRequired' },
              { resourceName: 'cpu', restartPolicy: 'NotRequired' },
            ],
          },
        ],
      },
      [
        'spec.containers[0].resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"',
        'spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"',
        'spec.containers[0].resizePolicy[2]: Duplicate value: "cpu"',
      ],
    ],
    [
      {
        initContainers: [
          {
            name: 'i',
            image: 'x',
            livenessProbe: { exec: { command: ['a'] } },
            lifecycle: { preStop: { exec: { command: ['a'] } } },
            startupProbe: { exec: { command: ['a'] } },
          },
          { name: 'c', image: 'x' },
        ],
      },
      [
        'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
        'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
        'spec.initContainers[0].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
        'spec.initContainers[1].name: Duplicate value: "c"',
      ],
    ],
    [
      {
        initContainers: [
          { name: 's', image: 'x', restartPolicy: 'Never' },
          { name: 's', image: 'x' },
        ],
      },
      ['spec.initContainers[1].name: Duplicate value: "s"'],
    ],
    [
      { ephemeralContainers: [{ name: 'e', image: 'x' }] },
      ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    ],
    [
      {
        restartPolicy: 'Often',
        dnsPolicy: 'Mine',
        terminationGracePeriodSeconds: -1,
        activeDeadlineSeconds: 0,
      },
      [
        'spec.restartPolicy: Unsupported value: "Often": supported values: "Always", "OnFailure", "Never"',
        'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
        'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
      ],
    ],
  ])('%j', (spec, lines) => {
    expect(create(spec).refused).toEqual(lines);
  });
});
