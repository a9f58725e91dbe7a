import type { Amounts } from '../pod-resources.ts';
import { amountsOf } from '../pod-resources.ts';
import { Quantity } from '../quantity.ts';
import type { PersistentVolumeClaim, Service } from '../types.generated.ts';
import { deviceClaimEvaluator } from './devices.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { ONE, objectCount, selects } from './evaluator.ts';
import { podEvaluator } from './pods.ts';

/** Resources that are not stored, and events, which were never counted. */
const IGNORED = new Set([
  '/bindings',
  '/componentstatuses',
  '/events',
  'events.k8s.io/events',
  'authentication.k8s.io/tokenreviews',
  'authentication.k8s.io/selfsubjectreviews',
  'authorization.k8s.io/subjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
]);

const SERVICES = new Set([
  'count/services',
  'services',
  'services.nodeports',
  'services.loadbalancers',
]);

const serviceEvaluator: QuotaEvaluator = {
  counts: (name) => SERVICES.has(name),
  usage(object) {
    const { type, ports = [], allocateLoadBalancerNodePorts } = (object as unknown as Service).spec;
    const isBalanced = type === 'LoadBalancer';
    let nodePorts = type === 'NodePort' || isBalanced ? ports.length : 0;
    // Ports are counted as they are meant, since numbers may not be chosen yet.
    if (isBalanced && allocateLoadBalancerNodePorts === false)
      nodePorts = ports.filter(({ nodePort = 0 }) => nodePort !== 0).length;
    return new Map([
      ['count/services', ONE],
      ['services', ONE],
      ['services.nodeports', Quantity.ofNumber(nodePorts)],
      ['services.loadbalancers', Quantity.ofNumber(isBalanced ? 1 : 0)],
    ]);
  },
  inScope: () => false,
  concerns: ({ operation, subresource }) =>
    subresource === undefined && (operation === 'CREATE' || operation === 'UPDATE'),
};

const CLAIMS = 'persistentvolumeclaims';
const STORAGE = 'requests.storage';
const OF_CLASS = '.storageclass.storage.k8s.io/';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

const claimEvaluator: QuotaEvaluator = {
  counts: (name) =>
    name === `count/${CLAIMS}` ||
    name === CLAIMS ||
    name === STORAGE ||
    name.endsWith(OF_CLASS + CLAIMS) ||
    name.endsWith(OF_CLASS + STORAGE),
  usage: (object) => claimUsage(object as unknown as PersistentVolumeClaim),
  inScope(scope, object) {
    if (scope.scopeName !== 'VolumeAttributesClass') return false;
    const { spec, status } = object as unknown as Partial<PersistentVolumeClaim>;
    const classes = [
      spec?.volumeAttributesClassName,
      status?.currentVolumeAttributesClassName,
      status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
    ];
    return selects(
      scope,
      classes.flatMap((each) => each || []),
    );
  },
  concerns({ operation, subresource }) {
    if (operation === 'CREATE') return subresource === undefined;
    return operation === 'UPDATE' && (subresource === undefined || subresource === 'status');
  },
};

function claimUsage(claim: PersistentVolumeClaim): Amounts {
  const { metadata, spec } = claim;
  const { status } = claim as Partial<PersistentVolumeClaim>;
  const className = metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';
  const used: Amounts = new Map([
    [CLAIMS, ONE],
    [`count/${CLAIMS}`, ONE],
  ]);
  if (className !== '') used.set(className + OF_CLASS + CLAIMS, ONE);
  const requested = amountsOf(spec.resources?.requests).get('storage');
  if (requested === undefined) return used;
  const allocated = amountsOf(status?.allocatedResources).get('storage');
  const larger =
    allocated !== undefined && allocated.compare(requested) > 0 ? allocated : requested;
  // A fraction of a byte is a byte.
  const whole = Quantity.ofNumber(larger.value());
  const bytes = whole.compare(larger) === 0 ? larger : whole;
  used.set(STORAGE, bytes);
  if (className !== '') used.set(className + OF_CLASS + STORAGE, bytes);
  return used;
}

const SPECIAL: ReadonlyMap<string, QuotaEvaluator> = new Map([
  ['/pods', podEvaluator],
  ['/services', serviceEvaluator],
  [`/${CLAIMS}`, claimEvaluator],
  ['resource.k8s.io/resourceclaims', deviceClaimEvaluator],
]);

/** Undefined: quotas have nothing to do with this resource. */
export function quotaEvaluator(group: string, resource: string): QuotaEvaluator | undefined {
  const key = `${group}/${resource}`;
  if (IGNORED.has(key)) return undefined;
  return SPECIAL.get(key) ?? objectCount(group, resource);
}

/** The resource whose objects use up this name: group and plural; undefined: none is known. */
export function countedBy(name: string): readonly [string, string] | undefined {
  if (name.startsWith('count/')) {
    const [resource = '', ...group] = name.slice('count/'.length).split('.');
    return [group.join('.'), resource];
  }
  for (const [key, { counts }] of SPECIAL) {
    if (!counts(name)) continue;
    const [group = '', resource = ''] = key.split('/');
    return [group, resource];
  }
  return objectCount('', name).counts(name) ? ['', name] : undefined;
}

/** Of a map of amounts, those whose names are in the other. */
export function masked(amounts: Amounts, names: { has(name: string): boolean }): Amounts {
  return new Map([...amounts].filter(([name]) => names.has(name)));
}
