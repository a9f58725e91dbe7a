import { describe, expect, test } from 'vitest';
import { ServiceWorld } from './service-world.suite.ts';

const LABEL_1123 =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const PORT = 'must be between 1 and 65535, inclusive';
const ONLY_LB = "may only be used when `type` is 'LoadBalancer'";

const ports = [{ port: 80 }];
const lb = { type: 'LoadBalancer', ports };

/** What stands behind `Service "a" is invalid: `. */
async function refusal(spec: object, metadata: object = {}): Promise<string> {
  const error: unknown = await new ServiceWorld()
    .create(spec, { metadata })
    .catch((e: unknown) => e);
  return (error as Error).message.replace('Service "a" is invalid: ', '');
}

describe('a new service is refused', () => {
  test.each<[object, string]>([
    [{}, 'spec.ports: Required value'],
    [{ ports: [], type: 'NodePort' }, 'spec.ports: Required value'],
    [
      { ports: [{ port: 80 }, { port: 81 }] },
      '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
    ],
    [
      {
        ports: [
          { name: 'x', port: 80 },
          { name: 'x', port: 81 },
        ],
      },
      'spec.ports[1].name: Duplicate value: "x"',
    ],
    [{ ports: [{ name: 'X', port: 80 }] }, `spec.ports[0].name: Invalid value: "X": ${LABEL_1123}`],
    [
      { ports: [{ port: 0 }] },
      `[spec.ports[0].port: Invalid value: 0: ${PORT}, spec.ports[0].targetPort: Invalid value: 0: ${PORT}]`,
    ],
    [
      { ports: [{ port: 80, targetPort: -5 }] },
      `spec.ports[0].targetPort: Invalid value: -5: ${PORT}`,
    ],
    [
      { ports: [{ port: 80, targetPort: 'a--b' }] },
      'spec.ports[0].targetPort: Invalid value: "a--b": must not contain consecutive hyphens',
    ],
    [
      { ports: [{ port: 80, protocol: 'tcp' }] },
      'spec.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
    ],
    [
      { ports: [{ port: 80, appProtocol: 'not ok' }] },
      `spec.ports[0].appProtocol: Invalid value: "not ok": ${NAME_PART}`,
    ],
    [
      { ports: [{ port: 80, appProtocol: '' }] },
      `[spec.ports[0].appProtocol: Invalid value: "": name part must be non-empty, spec.ports[0].appProtocol: Invalid value: "": ${NAME_PART}]`,
    ],
    [
      {
        ports: [
          { name: 'x', port: 80 },
          { name: 'y', port: 80, targetPort: 'web' },
        ],
      },
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
    [
      { ports: [{ port: 80, nodePort: 30001 }] },
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      { ports, selector: { 'bad key': 'x' } },
      `spec.selector: Invalid value: "bad key": ${NAME_PART}`,
    ],
    [
      { ports, sessionAffinity: 'Cookie' },
      'spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"',
    ],
    [
      {
        ports,
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_401 } },
      },
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
    ],
    [{ ports, externalIPs: ['x'] }, `spec.externalIPs[0]: Invalid value: "x": ${IP}`],
    [
      { ports, externalIPs: ['0.0.0.0'] },
      'spec.externalIPs[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)',
    ],
    [
      { ports, externalIPs: ['::1'] },
      'spec.externalIPs[0]: Invalid value: "::1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
    [
      { ports, externalIPs: ['fe80::1'] },
      'spec.externalIPs[0]: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ],
    [
      { ports, externalIPs: ['224.0.0.9'] },
      'spec.externalIPs[0]: Invalid value: "224.0.0.9": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    ],
    [
      { ports, type: 'clusterip' },
      'spec.type: Unsupported value: "clusterip": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    [
      { ports, loadBalancerSourceRanges: ['10.0.0.0/8'] },
      `spec.LoadBalancerSourceRanges: Forbidden: ${ONLY_LB}`,
    ],
    [
      { ...lb, loadBalancerSourceRanges: [' 10.0.0.0/8 ', 'x'] },
      `spec.LoadBalancerSourceRanges[1]: Invalid value: "x": ${CIDR}`,
    ],
    [
      { ports, allocateLoadBalancerNodePorts: true },
      `spec.allocateLoadBalancerNodePorts: Forbidden: ${ONLY_LB}`,
    ],
    [{ ports, loadBalancerClass: 'x/y' }, `spec.loadBalancerClass: Forbidden: ${ONLY_LB}`],
    [{ ...lb, loadBalancerClass: '-' }, `spec.loadBalancerClass: Invalid value: "-": ${NAME_PART}`],
    [
      { ports, externalTrafficPolicy: 'Local' },
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ],
    [
      { ...lb, externalTrafficPolicy: 'Global' },
      'spec.externalTrafficPolicy: Unsupported value: "Global": supported values: "Cluster", "Local"',
    ],
    [
      { ...lb, healthCheckNodePort: 30081 },
      "spec.healthCheckNodePort: Invalid value: 30081: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    ],
    [
      { ports, internalTrafficPolicy: 'x' },
      'spec.internalTrafficPolicy: Unsupported value: "x": supported values: "Cluster", "Local"',
    ],
    [
      { ports, trafficDistribution: 'x' },
      'spec.trafficDistribution: Unsupported value: "x": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
    ],
    [{ type: 'ExternalName' }, 'spec.externalName: Required value'],
    [{ type: 'ExternalName', externalName: '.' }, 'spec.externalName: Required value'],
    [
      { type: 'ExternalName', externalName: 'a..b' },
      `spec.externalName: Invalid value: "a..b": ${SUBDOMAIN}`,
    ],
    [
      { type: 'ExternalName', externalName: 'a.b', clusterIP: 'None' },
      'spec.clusterIPs: Forbidden: may not be set for ExternalName services',
    ],
    [
      {
        type: 'ExternalName',
        externalName: 'a.b',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
      },
      '[spec.ipFamilies: Forbidden: may not be set for ExternalName services, spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services]',
    ],
    [
      { type: 'ExternalName', externalName: 'a.b', internalTrafficPolicy: 'x' },
      'spec.internalTrafficPolicy: Unsupported value: "x": supported values: "Cluster", "Local"',
    ],
    [
      { ports, clusterIP: 'None', type: 'NodePort' },
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    ],
  ])('%j: %s', async (spec, message) => {
    expect(await refusal(spec)).toBe(message);
  });

  test.each<[object, object, string]>([
    [
      { ports },
      {
        'service.kubernetes.io/topology-mode': 'Auto',
        'service.kubernetes.io/topology-aware-hints': 'auto',
      },
      'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    ],
    [
      { ports },
      { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8, x' },
      `[metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: ${ONLY_LB}, metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Invalid value: "x": ${CIDR}]`,
    ],
  ])('%j with annotations %j', async (spec, annotations, message) => {
    expect(await refusal(spec, { annotations })).toBe(message);
  });
});

describe('addresses and families that cannot be are refused', () => {
  test.each<[object, string]>([
    [{ clusterIP: '10.96.0.300' }, `spec.clusterIPs[0]: Invalid value: "10.96.0.300": ${IP}`],
    [
      { clusterIPs: ['10.96.0.9'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.9"]: must be empty when `clusterIP` is not specified',
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.8'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.8"]: first value must match `clusterIP`',
    ],
    [
      { clusterIP: 'None', clusterIPs: ['None', '10.96.0.8'] },
      'spec.clusterIPs: Invalid value: ["None","10.96.0.8"]: \'None\' must be the first and only value',
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9', 'None'] },
      `spec.clusterIPs[1]: Invalid value: "None": ${IP}`,
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9', '10.96.0.8'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.9","10.96.0.8"]: may specify no more than one IP for each IP family',
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9', 'fd00::9', '10.96.0.8'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.9","fd00::9","10.96.0.8"]: may only hold up to 2 values',
    ],
    [
      { ipFamilies: ['IPv5'] },
      'spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
    ],
    [{ ipFamilies: ['IPv4', 'IPv4'] }, 'spec.ipFamilies[1]: Duplicate value: "IPv4"'],
    [
      { ipFamilies: ['IPv6'] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      { ipFamilies: ['IPv4', 'IPv6'] },
      "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    ],
    [
      { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'] },
      'spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      { ipFamilyPolicy: '' },
      'spec.ipFamilyPolicy: Unsupported value: "": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
    ],
    [
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      { clusterIP: 'fd00::5' },
      'spec.clusterIPs[0]: Invalid value: ["fd00::5"]: IPv6 is not configured on this cluster',
    ],
    [
      { clusterIP: '10.96.0.9', ipFamilies: ['IPv6'] },
      'spec.clusterIPs[0]: Invalid value: "10.96.0.9": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9', 'fd00::5'] },
      '[spec.ipFamilyPolicy: Invalid value: "SingleStack": must be \'RequireDualStack\' or \'PreferDualStack\' when multiple cluster IPs are specified, spec.clusterIPs[1]: Invalid value: ["10.96.0.9","fd00::5"]: IPv6 is not configured on this cluster]',
    ],
  ])('%j: %s', async (spec, message) => {
    expect(await refusal({ ports, ...spec })).toBe(message);
  });
});

describe('warnings', () => {
  test.each<[object, string[]]>([
    [{ ports }, []],
    [{ ports, clusterIP: 'None' }, []],
    [
      { ports, clusterIP: 'None', loadBalancerIP: '198.51.100.1' },
      ['spec.loadBalancerIP is ignored for headless services'],
    ],
    [
      { ports, clusterIP: 'None', externalIPs: ['203.0.113.1'] },
      ['spec.externalIPs is ignored for headless services'],
    ],
    [
      { ports, clusterIP: 'None', sessionAffinity: 'ClientIP' },
      ['spec.SessionAffinity is ignored for headless services'],
    ],
    [
      { ports, externalName: 'a.b' },
      ['spec.externalName is ignored when spec.type is not "ExternalName"'],
    ],
    [
      { type: 'ExternalName', externalName: 'a.b', externalIPs: ['203.0.113.5'] },
      ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
    ],
    [
      { ports, clusterIP: '10.96.0.010' },
      [
        'spec.clusterIPs[0]: non-standard IP address "10.96.0.010" will be considered invalid in a future Kubernetes release: use "10.96.0.10"',
      ],
    ],
    [
      { ports, externalIPs: ['2001:DB8:0::1'] },
      [
        'spec.externalIPs[0]: IPv6 address "2001:DB8:0::1" should be in RFC 5952 canonical format ("2001:db8::1")',
      ],
    ],
    [
      { ...lb, loadBalancerIP: '198.51.100.001', loadBalancerSourceRanges: ['10.0.0.0/08'] },
      [
        'spec.loadBalancerIP: non-standard IP address "198.51.100.001" will be considered invalid in a future Kubernetes release: use "198.51.100.1"',
        'spec.loadBalancerSourceRanges[0]: non-standard CIDR value "10.0.0.0/08" will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"',
      ],
    ],
  ])('%j', async (spec, texts) => {
    const world = new ServiceWorld();

    await world.create(spec);

    expect(world.warnings).toEqual(texts);
  });
});
