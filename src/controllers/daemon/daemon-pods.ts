import { isTerminating } from '../../apimachinery/meta.ts';
import { meetsRequiredNodeAffinity } from '../../apimachinery/selectors/node-selector.ts';
import { untoleratedTaint } from '../../apimachinery/tolerations.ts';
import type {
  DaemonSet,
  Node,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Toleration,
} from '../../apimachinery/types.generated.ts';
import { controllerReference } from '../replicas/owner.ts';
import { podFrom } from '../replicas/pods.ts';

export const SUBJECT = { apiVersion: 'apps/v1', kind: 'DaemonSet' };
export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const NODE_NAME = 'metadata.name';

/** Daemon pods stay on nodes in trouble, and come to nodes that others shall avoid. */
const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** The pod of a DaemonSet for one node: the scheduler can bind it to no other. */
export function daemonPod(daemonSet: DaemonSet, nodeName: string, hash: string): Pod {
  const { template } = daemonSet.spec;
  const generation = generationOf(daemonSet);
  const labels = {
    ...template.metadata.labels,
    ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
    ...(hash === '' ? {} : { [HASH_LABEL]: hash }),
  };
  const { spec } = template;
  const forNode: PodTemplateSpec = {
    metadata: { ...template.metadata, labels },
    spec: { ...spec, tolerations: tolerationsOf(spec), affinity: onNode(spec, nodeName) },
  };
  const { name = '' } = daemonSet.metadata;
  return podFrom(forNode, name, controllerReference(SUBJECT, daemonSet));
}

/** The annotation, if it is a number. */
function generationOf({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  return text !== undefined && /^-?\d+$/.test(text) ? text : undefined;
}

function tolerationsOf(spec: PodSpec): Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])];
  const network = ['node.kubernetes.io/network-unavailable', 'NoSchedule'] as const;
  for (const [key, effect] of spec.hostNetwork === true ? [...TOLERATED, network] : TOLERATED) {
    const toleration = { key, operator: 'Exists', effect };
    const known = tolerations.findIndex(
      (each) =>
        each.key === key &&
        each.operator === 'Exists' &&
        each.effect === effect &&
        (each.value ?? '') === '',
    );
    if (known === -1) tolerations.push(toleration);
    else tolerations[known] = toleration;
  }
  return tolerations;
}

function onNode({ affinity = {} }: PodSpec, nodeName: string): NonNullable<PodSpec['affinity']> {
  const matchFields = [{ key: NODE_NAME, operator: 'In', values: [nodeName] }];
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

/** Where the pod is or is meant to be; undefined: nobody knows. */
function targetNode({ spec }: Pod): string | undefined {
  if ((spec.nodeName ?? '') !== '') return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator }) => key === NODE_NAME && operator === 'In');
    if (field !== undefined) return field.values?.length === 1 ? field.values[0] : undefined;
  }
  return undefined;
}

/** The pods by the nodes they are or will be on. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const onNodes = new Map<string, Pod[]>();
  for (const pod of pods) {
    const nodeName = targetNode(pod);
    if (nodeName === undefined) continue;
    const onNodeAlready = onNodes.get(nodeName);
    if (onNodeAlready === undefined) onNodes.set(nodeName, [pod]);
    else onNodeAlready.push(pod);
  }
  return onNodes;
}

/** It has come to an end and is going away: nothing is to be done about it. */
export function isOver(pod: Pod): boolean {
  const { phase } = pod.status;
  return (phase === 'Failed' || phase === 'Succeeded') && isTerminating(pod);
}

export function isPodUpdated(pod: Pod, daemonSet: DaemonSet, hash: string): boolean {
  const { labels } = pod.metadata;
  const generation = generationOf(daemonSet);
  return (
    (hash !== '' && labels?.[HASH_LABEL] === hash) ||
    (generation !== undefined && labels?.[GENERATION_LABEL] === generation)
  );
}

/** Whether a node is to get a pod, and whether a pod that is there may stay. */
export function verdictFor(
  { spec: { template } }: DaemonSet,
  node: Node,
): { readonly shouldRun: boolean; readonly mayStay: boolean } {
  const { spec } = template;
  const { name = '' } = node.metadata;
  const pinned = spec.nodeName ?? '';
  if ((pinned !== '' && pinned !== name) || !meetsRequiredNodeAffinity(spec, node)) {
    return { shouldRun: false, mayStay: false };
  }
  const tolerations = tolerationsOf(spec);
  const { taints } = node.spec;
  const mayStay = untoleratedTaint(taints, tolerations, ['NoExecute']) === undefined;
  const shouldRun = mayStay && untoleratedTaint(taints, tolerations, ['NoSchedule']) === undefined;
  return { shouldRun, mayStay };
}

/** Those with a node before those without, then the oldest. */
export function placedAndOldestFirst(a: Pod, b: Pod): number {
  const placedA = (a.spec.nodeName ?? '') !== '';
  const placedB = (b.spec.nodeName ?? '') !== '';
  if (placedA !== placedB) return placedA ? -1 : 1;
  const { creationTimestamp: timeA = '', name: nameA = '' } = a.metadata;
  const { creationTimestamp: timeB = '', name: nameB = '' } = b.metadata;
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return nameA < nameB ? -1 : Number(nameA > nameB);
}
