import { describe, expect, test } from 'vitest';
import { parseAdmissionConfiguration } from './configuration.ts';
import { printLevel } from './pod-security/policy.ts';

function plugin(name: string, lines: readonly string[]): string {
  return [
    'apiVersion: apiserver.config.k8s.io/v1',
    'kind: AdmissionConfiguration',
    'plugins:',
    `- name: ${name}`,
    '  configuration:',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

const noFiles = (path: string): string => {
  throw new Error(`nobody reads ${path}`);
};

const POD_SECURITY = [
  'apiVersion: pod-security.admission.config.k8s.io/v1',
  'kind: PodSecurityConfiguration',
];
const QUOTA = ['apiVersion: apiserver.config.k8s.io/v1', 'kind: ResourceQuotaConfiguration'];

function podSecurity(...lines: string[]): ReturnType<typeof parseAdmissionConfiguration> {
  return parseAdmissionConfiguration(plugin('PodSecurity', [...POD_SECURITY, ...lines]), noFiles);
}

describe('a configuration file', () => {
  test('may say nothing, and then nothing is different', () => {
    const { podSecurity: found, limitedResources } = parseAdmissionConfiguration(
      '{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration"}',
      noFiles,
    );
    expect(printLevel(found.defaults.enforce)).toBe('privileged:latest');
    expect(found.exemptions.namespaces).toEqual([]);
    expect(limitedResources).toEqual([]);
  });

  test('names defaults and exemptions of PodSecurity', () => {
    const { podSecurity: found } = podSecurity(
      'defaults: {enforce: baseline, warn: restricted, warn-version: v1.30}',
      'exemptions: {usernames: [ann], namespaces: [kube-system], runtimeClasses: [gvisor]}',
    );
    expect(printLevel(found.defaults.enforce)).toBe('baseline:latest');
    expect(printLevel(found.defaults.warn)).toBe('restricted:v1.30');
    expect(printLevel(found.defaults.audit)).toBe('privileged:latest');
    expect(found.exemptions).toEqual({
      usernames: ['ann'],
      namespaces: ['kube-system'],
      runtimeClasses: ['gvisor'],
    });
  });

  test('may keep the settings of a plugin in a file of their own', () => {
    const source =
      'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n' +
      'plugins: [{name: PodSecurity, path: ps.yaml}]';
    const { podSecurity: found } = parseAdmissionConfiguration(source, (path) =>
      [...POD_SECURITY, path === 'ps.yaml' ? 'defaults: {enforce: restricted}' : ''].join('\n'),
    );
    expect(found.defaults.enforce.level).toBe('restricted');
  });

  test('names what may not be used up without a quota', () => {
    const { limitedResources } = parseAdmissionConfiguration(
      plugin('ResourceQuota', [
        ...QUOTA,
        'limitedResources:',
        '- resource: persistentvolumeclaims',
        '  matchContains: [.storageclass.storage.k8s.io/requests.storage]',
        '- resource: pods',
        '  matchScopes: [{scopeName: PriorityClass, operator: In, values: [cluster-services]}]',
      ]),
      noFiles,
    );
    expect(limitedResources.map(({ resource }) => resource)).toEqual([
      'persistentvolumeclaims',
      'pods',
    ]);
    expect(limitedResources[1]?.matchScopes).toEqual([
      { scopeName: 'PriorityClass', operator: 'In', values: ['cluster-services'] },
    ]);
  });
});

describe('a configuration that cannot be used is refused, since', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a level is none',
      () => podSecurity('defaults: {enforce: loose, audit-version: "1.30"}'),
      'PodSecurityConfiguration: defaults.enforce: Invalid value: "loose": must be one of ' +
        'privileged, baseline, restricted; defaults.audit-version: Invalid value: "1.30": ' +
        'must be "latest" or "v1.x"',
    ],
    [
      'exemptions are no names, or twice there',
      () => podSecurity('exemptions: {namespaces: [a, a], usernames: [""]}'),
      'PodSecurityConfiguration: exemptions.namespaces[1]: Duplicate value: "a"; ' +
        'exemptions.usernames[0]: Invalid value: "": username must not be empty',
    ],
    [
      'a field is unknown',
      () => podSecurity('exemption: {}'),
      'PodSecurityConfiguration: Unrecognized key: "exemption"',
    ],
    [
      'a limited resource has no name',
      () =>
        parseAdmissionConfiguration(
          plugin('ResourceQuota', [...QUOTA, 'limitedResources: [{matchContains: [a]}]']),
          noFiles,
        ),
      'ResourceQuotaConfiguration: limitedResources[0].resource: Required value',
    ],
    [
      'the plugin takes no settings',
      () => parseAdmissionConfiguration(plugin('EventRateLimit', ['limits: []']), noFiles),
      'plugin "EventRateLimit" takes no settings',
    ],
    [
      'it is no YAML',
      () => parseAdmissionConfiguration('plugins: [', noFiles),
      'AdmissionConfiguration: yaml: line 1: did not find expected node content',
    ],
    [
      'it says something twice',
      () => parseAdmissionConfiguration('kind: a\nkind: b', noFiles),
      'AdmissionConfiguration: yaml: unmarshal errors:\n  line 2: key "kind" already set in map',
    ],
  ])('%s', (_why, read, message) => {
    expect(read).toThrow(message);
  });

  test('it is of another kind', () => {
    expect(() => parseAdmissionConfiguration('kind: Pod', noFiles)).toThrow(/^Admission.*kind/);
  });
});
