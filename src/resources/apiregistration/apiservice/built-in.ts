import type { APIService } from '../../../apimachinery/types.generated.ts';

export const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';

/** The condition of those that this server answers for itself. */
export const LOCAL = {
  type: 'Available',
  status: 'True',
  reason: 'Local',
  message: 'Local APIServices are always available',
} as const;

/** Group, priority of the group, versions with their priorities. */
const GROUPS: readonly (readonly [string, number, Readonly<Record<string, number>>])[] = [
  ['', 18_000, { v1: 1 }],
  ['admissionregistration.k8s.io', 16_700, { v1: 15 }],
  ['apiextensions.k8s.io', 16_700, { v1: 15 }],
  ['apps', 17_800, { v1: 15 }],
  ['authentication.k8s.io', 17_700, { v1: 15 }],
  ['authorization.k8s.io', 17_600, { v1: 15 }],
  ['autoscaling', 17_500, { v1: 15, v2: 30 }],
  ['batch', 17_400, { v1: 15 }],
  ['certificates.k8s.io', 17_300, { v1: 15 }],
  ['coordination.k8s.io', 16_500, { v1: 15 }],
  ['discovery.k8s.io', 16_200, { v1: 15 }],
  ['events.k8s.io', 17_750, { v1: 15 }],
  ['flowcontrol.apiserver.k8s.io', 16_100, { v1: 21 }],
  ['networking.k8s.io', 17_200, { v1: 15 }],
  ['node.k8s.io', 16_300, { v1: 15 }],
  ['policy', 17_100, { v1: 15 }],
  ['rbac.authorization.k8s.io', 17_000, { v1: 15 }],
  ['resource.k8s.io', 16_200, { v1: 21 }],
  ['scheduling.k8s.io', 16_600, { v1: 15 }],
  ['storage.k8s.io', 16_800, { v1: 15 }],
];

/** Custom resources come after everything else. */
const CUSTOM = { group: 1000, version: 100 };

/** One for each version of each group that this server has by itself. */
export const builtInApiServices: readonly APIService[] = GROUPS.flatMap(
  ([group, priority, versions]) =>
    Object.entries(versions).map(([version, versionPriority]) =>
      apiServiceOf({ group, version }, 'onstart', [priority, versionPriority]),
    ),
);

/** The one of a version that definitions bring. */
export function customApiService(group: string, version: string): APIService {
  return apiServiceOf({ group, version }, 'true', [CUSTOM.group, CUSTOM.version]);
}

function apiServiceOf(
  { group, version }: { group: string; version: string },
  automanaged: 'onstart' | 'true',
  [groupPriorityMinimum, versionPriority]: readonly [number, number],
): APIService {
  return {
    metadata: { name: `${version}.${group}`, labels: { [AUTOMANAGED]: automanaged } },
    spec: { ...(group !== '' && { group }), version, groupPriorityMinimum, versionPriority },
    status: {},
  };
}
