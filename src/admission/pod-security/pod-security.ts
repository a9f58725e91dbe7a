import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../../apimachinery/errors.ts';
import { controllerOf } from '../../apimachinery/meta.ts';
import type { CronJob, Deployment, Pod, PodTemplate } from '../../apimachinery/types.generated.ts';
import type { Client } from '../../client/client.ts';
import type { NamespaceLookup } from '../namespace-lifecycle.ts';
import { refusal } from '../objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin.ts';
import { evaluate, printDetails, printReasons } from './evaluate.ts';
import type { LevelVersion, Policy } from './policy.ts';
import { compareLevels, policyOf, printLevel, sameLevel } from './policy.ts';

/** So many pods are looked at when a namespace gets stricter. */
const PODS_MAX = 3000;
/** The subresources of pods that bring a Pod. */
const POD_SUBRESOURCES = new Set([undefined, 'ephemeralcontainers', 'resize']);
/** Kinds with a pod template, by `group/resource`. */
const WORKLOADS = new Set([
  '/replicationcontrollers',
  '/podtemplates',
  'apps/replicasets',
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
]);

/** Keeps pods to the level that the labels of their namespace ask for. */
export function podSecurity(client: Client, namespaces: NamespaceLookup): AdmissionPlugin {
  return {
    name: 'PodSecurity',
    validate(attributes) {
      const { operation, group, resource, subresource } = attributes;
      if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
      if (group === '' && resource === 'pods') {
        return POD_SUBRESOURCES.has(subresource) ? checkPod(namespaces, attributes) : undefined;
      }
      if (subresource !== undefined) return undefined;
      if (group === '' && resource === 'namespaces') return checkNamespace(client, attributes);
      if (!WORKLOADS.has(`${group}/${resource}`)) return undefined;
      return warnAboutWorkload(namespaces, attributes);
    },
  };
}

async function policyFor(
  namespaces: NamespaceLookup,
  { namespace = '' }: AdmissionAttributes,
): Promise<Policy | undefined> {
  const found = await namespaces(namespace);
  return found === undefined ? undefined : policyOf(found.metadata.labels).policy;
}

async function checkPod(
  namespaces: NamespaceLookup,
  attributes: AdmissionAttributes,
): Promise<void> {
  const policy = await policyFor(namespaces, attributes);
  if (policy === undefined) return;
  const { enforce, warn } = policy;
  if (enforce.level === 'privileged' && warn.level === 'privileged') return;
  const pod = attributes.object as unknown as Pod;
  if (attributes.operation === 'UPDATE') {
    if (!isSignificant(pod, attributes.previous as unknown as Pod)) return;
  }
  const violations = evaluate(enforce, pod.metadata, pod.spec);
  if (violations.length > 0) {
    const details = printDetails(violations);
    throw refusal(attributes, `violates PodSecurity "${printLevel(enforce)}": ${details}`);
  }
  warnAbout(warn, pod, attributes);
}

/** Of a running pod only new images and new containers matter. */
function isSignificant({ spec: next }: Pod, { spec: previous }: Pod): boolean {
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, before] = [next[list] ?? [], previous[list] ?? []];
    if (now.length !== before.length) return true;
    if (now.some(({ image }, index) => image !== before[index]?.image)) return true;
  }
  const before = previous.ephemeralContainers ?? [];
  return (next.ephemeralContainers ?? []).some(({ name, image }) => {
    const same = before.find((each) => each.name === name);
    return same === undefined || same.image !== image;
  });
}

async function warnAboutWorkload(
  namespaces: NamespaceLookup,
  attributes: AdmissionAttributes,
): Promise<void> {
  const policy = await policyFor(namespaces, attributes);
  if (policy === undefined || policy.warn.level === 'privileged') return;
  const template = templateOf(attributes);
  if (template !== undefined) warnAbout(policy.warn, template, attributes);
}

type Template = Pick<Pod, 'metadata' | 'spec'>;

function templateOf({ resource, object }: AdmissionAttributes): Template | undefined {
  const found =
    resource === 'podtemplates'
      ? (object as unknown as PodTemplate).template
      : resource === 'cronjobs'
        ? (object as unknown as CronJob).spec.jobTemplate.spec?.template
        : (object as unknown as Deployment).spec.template;
  const spec = found?.spec;
  return spec === undefined ? undefined : { metadata: found?.metadata ?? {}, spec };
}

function warnAbout(
  level: LevelVersion,
  { metadata, spec }: Template,
  attributes: AdmissionAttributes,
): void {
  const violations = evaluate(level, metadata, spec);
  if (violations.length === 0) return;
  attributes.warn(`would violate PodSecurity "${printLevel(level)}": ${printDetails(violations)}`);
}

function checkNamespace(
  client: Client,
  attributes: AdmissionAttributes,
): Promise<void> | undefined {
  const { object, previous, operation, name, group, kind } = attributes;
  const labels = object?.metadata.labels;
  const next = policyOf(labels);
  const old = policyOf(previous?.metadata.labels);
  if (next.errors.length > 0) {
    const isNew = operation === 'CREATE' || !isDeepStrictEqual(next.errors, old.errors);
    if (isNew) throw invalid({ group, kind }, name, next.errors);
  }
  const { enforce } = next.policy;
  const before = old.policy.enforce;
  if (operation === 'CREATE' || enforce.level === 'privileged') return undefined;
  if (sameLevel(enforce, before)) return undefined;
  if (enforce.minor === before.minor && compareLevels(enforce.level, before.level) <= 0)
    return undefined;
  return warnAboutPods(client, attributes, enforce);
}

async function warnAboutPods(
  client: Client,
  attributes: AdmissionAttributes,
  enforce: LevelVersion,
): Promise<void> {
  const { name } = attributes;
  const { items } = await client.resource<Pod>('v1', 'pods').list(name);
  const found = new Map<string, string[]>();
  const pods = oneOfEachFirst(items);
  for (const { metadata, spec } of pods.slice(0, PODS_MAX)) {
    const violations = evaluate(enforce, metadata, spec);
    if (violations.length === 0) continue;
    const reasons = printReasons(violations);
    found.set(reasons, [...(found.get(reasons) ?? []), metadata.name ?? '']);
  }
  if (pods.length > PODS_MAX) {
    const count = `the first ${PODS_MAX} of ${pods.length} existing pods`;
    attributes.warn(`new PodSecurity enforce level only checked against ${count}`);
  }
  if (found.size === 0) return;
  const level = printLevel(enforce);
  attributes.warn(
    `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${level}"`,
  );
  const lines = [...found].map(([reasons, names]) => `${namesOf(names)}: ${reasons}`);
  for (const line of lines.toSorted((a, b) => (a < b ? -1 : 1))) attributes.warn(line);
}

function namesOf(names: readonly string[]): string {
  const first = names.reduce((a, b) => (b < a ? b : a));
  const others = names.length - 1;
  if (others === 0) return first;
  return `${first} (and ${others} other ${others === 1 ? 'pod' : 'pods'})`;
}

/** Pods of one controller are alike: the first of each goes before the others. */
function oneOfEachFirst(pods: readonly Pod[]): Pod[] {
  const seen = new Set<string>();
  const first: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    const uid = controllerOf(pod)?.uid;
    (uid !== undefined && seen.has(uid) ? others : first).push(pod);
    if (uid !== undefined) seen.add(uid);
  }
  return [...first, ...others];
}
