import type {
  FlowcontrolV1Subject,
  FlowSchema,
  FlowSchemaSpec,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '../../apimachinery/types.generated.ts';

/** `true`: the spec follows what this server was built with; `false`: an administrator has taken over. */
export const AUTO_UPDATE = 'apf.kubernetes.io/autoupdate-spec';

/** An object that every server has. */
export interface BuiltIn<T> {
  readonly object: T;
  /** Nobody may change or remove it. */
  readonly mandatory: boolean;
}

interface Shares {
  readonly shares: number;
  readonly lendable: number;
  readonly queues?: readonly [queues: number, handSize: number];
}

const QUEUE_LENGTH = 50;

/** Upstream's levels, by name. */
const LIMITED: Readonly<Record<string, Shares>> = {
  'catch-all': { shares: 5, lendable: 0 },
  system: { shares: 30, lendable: 33, queues: [64, 6] },
  'node-high': { shares: 40, lendable: 25, queues: [64, 6] },
  'leader-election': { shares: 10, lendable: 0, queues: [16, 4] },
  'workload-high': { shares: 40, lendable: 50, queues: [128, 6] },
  'workload-low': { shares: 100, lendable: 90, queues: [128, 6] },
  'global-default': { shares: 20, lendable: 50, queues: [128, 6] },
};

const MANDATORY = new Set(['exempt', 'catch-all']);

function limited({ shares, lendable, queues }: Shares): PriorityLevelConfigurationSpec {
  const limitResponse =
    queues === undefined
      ? { type: 'Reject' }
      : {
          type: 'Queue',
          queuing: { queues: queues[0], handSize: queues[1], queueLengthLimit: QUEUE_LENGTH },
        };
  return {
    type: 'Limited',
    limited: { nominalConcurrencyShares: shares, limitResponse, lendablePercent: lendable },
  };
}

export const builtInLevels: readonly BuiltIn<PriorityLevelConfiguration>[] = [
  builtIn('exempt', {
    type: 'Exempt',
    exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 },
  }),
  ...Object.entries(LIMITED).map(([name, shares]) => builtIn(name, limited(shares))),
];

const ALL = ['*'];
const EVERYTHING = {
  resourceRules: [
    { verbs: ALL, apiGroups: ALL, resources: ALL, clusterScope: true, namespaces: ALL },
  ],
  nonResourceRules: [{ verbs: ALL, nonResourceURLs: ALL }],
};
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], namespaces: ALL };
const EVERYBODY = groups('system:unauthenticated', 'system:authenticated');
const NODES = groups('system:nodes');
const KUBE_SYSTEM_ACCOUNTS: FlowcontrolV1Subject = {
  kind: 'ServiceAccount',
  serviceAccount: { namespace: 'kube-system', name: '*' },
};

type Rules = Omit<NonNullable<FlowSchemaSpec['rules']>[number], 'subjects'>;

/** Upstream's schemas: level, precedence, what tells flows apart, whose requests, which requests. */
const SCHEMAS: readonly (readonly [
  name: string,
  level: string,
  precedence: number,
  distinguisher: 'ByUser' | 'ByNamespace' | undefined,
  subjects: FlowcontrolV1Subject[],
  rules: Rules,
])[] = [
  ['exempt', 'exempt', 1, undefined, groups('system:masters'), EVERYTHING],
  [
    'probes',
    'exempt',
    2,
    undefined,
    EVERYBODY,
    { nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }] },
  ],
  [
    'system-leader-election',
    'leader-election',
    100,
    'ByUser',
    [...users('system:kube-controller-manager', 'system:kube-scheduler'), KUBE_SYSTEM_ACCOUNTS],
    { resourceRules: [{ ...LEASES, verbs: ['get', 'create', 'update'] }] },
  ],
  [
    'system-node-high',
    'node-high',
    400,
    'ByUser',
    NODES,
    {
      resourceRules: [
        {
          verbs: ALL,
          apiGroups: [''],
          resources: ['nodes', 'nodes/status'],
          clusterScope: true,
          namespaces: ALL,
        },
        { ...LEASES, verbs: ALL },
      ],
    },
  ],
  ['system-nodes', 'system', 500, 'ByUser', NODES, EVERYTHING],
  [
    'kube-controller-manager',
    'workload-high',
    800,
    'ByNamespace',
    users('system:kube-controller-manager'),
    EVERYTHING,
  ],
  [
    'kube-scheduler',
    'workload-high',
    800,
    'ByNamespace',
    users('system:kube-scheduler'),
    EVERYTHING,
  ],
  [
    'kube-system-service-accounts',
    'workload-high',
    900,
    'ByNamespace',
    [KUBE_SYSTEM_ACCOUNTS],
    EVERYTHING,
  ],
  [
    'service-accounts',
    'workload-low',
    9000,
    'ByUser',
    groups('system:serviceaccounts'),
    EVERYTHING,
  ],
  ['global-default', 'global-default', 9900, 'ByUser', EVERYBODY, EVERYTHING],
  ['catch-all', 'catch-all', 10_000, 'ByUser', EVERYBODY, EVERYTHING],
];

export const builtInSchemas: readonly BuiltIn<FlowSchema>[] = SCHEMAS.map(
  ([name, level, matchingPrecedence, distinguisher, subjects, rules]) =>
    builtIn(name, {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      ...(distinguisher !== undefined && { distinguisherMethod: { type: distinguisher } }),
      rules: [{ subjects, ...rules }],
    }),
);

/** The spec that an object of this name must have. */
export function mandatorySpec<T>(
  builtIns: readonly BuiltIn<{ metadata: { name?: string }; spec: T }>[],
  name: string,
): T | undefined {
  return builtIns.find(({ object, mandatory }) => mandatory && object.metadata.name === name)
    ?.object.spec;
}

function builtIn<S>(
  name: string,
  spec: S,
): BuiltIn<{
  metadata: { name: string; annotations: Record<string, string> };
  spec: S;
  status: object;
}> {
  const metadata = { name, annotations: { [AUTO_UPDATE]: 'true' } };
  return { object: { metadata, spec, status: {} }, mandatory: MANDATORY.has(name) };
}

function groups(...names: readonly string[]): FlowcontrolV1Subject[] {
  return names.map((name) => ({ kind: 'Group', group: { name } }));
}

function users(...names: readonly string[]): FlowcontrolV1Subject[] {
  return names.map((name) => ({ kind: 'User', user: { name } }));
}
