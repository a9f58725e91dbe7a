import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../../apimachinery/errors.ts';
import { controllerOf } from '../../apimachinery/meta.ts';
import type { CronJob, Deployment, Pod, PodTemplate } from '../../apimachinery/types.generated.ts';
import type { Client } from '../../client/client.ts';
import type { PodSecurityConfiguration } from '../configuration.ts';
import type { NamespaceLookup } from '../namespace-lifecycle.ts';
import { refusal } from '../objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin.ts';
import { evaluate, printDetails, printReasons } from './evaluate.ts';
import type { LevelVersion, Policy } from './policy.ts';
import {
  ALL_PRIVILEGED,
  compareLevels,
  policyOf,
  printAsked,
  printLevel,
  sameLevel,
  samePolicy,
} from './policy.ts';

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

export interface PodSecurityParts {
  readonly client: Client;
  readonly namespaces: NamespaceLookup;
  readonly configuration: PodSecurityConfiguration;
}

/** Keeps pods to the level that the labels of their namespace ask for. */
export function podSecurity(parts: PodSecurityParts): AdmissionPlugin {
  return {
    name: 'PodSecurity',
    validate(attributes) {
      const { operation, group, resource, subresource } = attributes;
      if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
      if (group === '' && resource === 'pods') {
        return POD_SUBRESOURCES.has(subresource) ? checkPod(parts, attributes) : undefined;
      }
      if (subresource !== undefined) return undefined;
      if (group === '' && resource === 'namespaces') return checkNamespace(parts, attributes);
      if (!WORKLOADS.has(`${group}/${resource}`)) return undefined;
      return warnAboutWorkload(parts, attributes);
    },
  };
}

/** Undefined: nobody looks at this request. */
async function policyFor(
  { namespaces, configuration: { defaults, exemptions } }: PodSecurityParts,
  { namespace = '', user }: AdmissionAttributes,
): Promise<Policy | undefined> {
  if (exemptions.namespaces.includes(namespace)) return undefined;
  if (exemptions.usernames.includes(user.name)) return undefined;
  const found = await namespaces(namespace);
  return found === undefined ? undefined : policyOf(found.metadata.labels, defaults).policy;
}

function isExempt(
  { configuration }: PodSecurityParts,
  { runtimeClassName }: Template['spec'],
): boolean {
  const { runtimeClasses } = configuration.exemptions;
  return runtimeClassName !== undefined && runtimeClasses.includes(runtimeClassName);
}

async function checkPod(parts: PodSecurityParts, attributes: AdmissionAttributes): Promise<void> {
  const policy = await policyFor(parts, attributes);
  if (policy === undefined) return;
  const { enforce, warn } = policy;
  if (enforce.level === 'privileged' && warn.level === 'privileged') return;
  const pod = attributes.object as unknown as Pod;
  if (attributes.operation === 'UPDATE') {
    if (!isSignificant(pod, attributes.previous as unknown as Pod)) return;
  }
  if (isExempt(parts, pod.spec)) return;
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
  parts: PodSecurityParts,
  attributes: AdmissionAttributes,
): Promise<void> {
  const policy = await policyFor(parts, attributes);
  if (policy === undefined || policy.warn.level === 'privileged') return;
  const template = templateOf(attributes);
  if (template === undefined || isExempt(parts, template.spec)) return;
  warnAbout(policy.warn, template, attributes);
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
  parts: PodSecurityParts,
  attributes: AdmissionAttributes,
): Promise<void> | undefined {
  const { object, previous, operation, name, group, kind } = attributes;
  const { defaults, exemptions } = parts.configuration;
  const labels = object?.metadata.labels;
  const next = policyOf(labels, defaults);
  const old = policyOf(previous?.metadata.labels, defaults);
  if (next.errors.length > 0) {
    const isNew = operation === 'CREATE' || !isDeepStrictEqual(next.errors, old.errors);
    if (isNew) throw invalid({ group, kind }, name, next.errors);
  }
  if (operation === 'UPDATE' && !isStricter(next.policy.enforce, old.policy.enforce)) {
    return undefined;
  }
  if (exemptions.namespaces.includes(name)) {
    const allows = samePolicy(next.policy, ALL_PRIVILEGED);
    if (allows || samePolicy(next.policy, defaults)) return undefined;
    const asked = printAsked(next.policy, labels);
    attributes.warn(
      `namespace "${name}" is exempt from Pod Security, and the policy (${asked}) will be ignored`,
    );
    return undefined;
  }
  return operation === 'CREATE' ? undefined : warnAboutPods(parts, attributes, next.policy.enforce);
}

/** Whether pods that were fine may no longer be. */
function isStricter(next: LevelVersion, before: LevelVersion): boolean {
  if (next.level === 'privileged' || sameLevel(next, before)) return false;
  return next.minor !== before.minor || compareLevels(next.level, before.level) > 0;
}

async function warnAboutPods(
  parts: PodSecurityParts,
  attributes: AdmissionAttributes,
  enforce: LevelVersion,
): Promise<void> {
  const { name } = attributes;
  const { items } = await parts.client.resource<Pod>('v1', 'pods').list(name);
  const found = new Map<string, string[]>();
  const pods = oneOfEachFirst(items.filter(({ spec }) => !isExempt(parts, spec)));
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
