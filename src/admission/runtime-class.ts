import { isDeepStrictEqual } from 'node:util';
import { quote } from '../apimachinery/go-print.ts';
import { amountsOf } from '../apimachinery/pod-resources.ts';
import type { Pod, RuntimeClass, Toleration } from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { concerns, find, refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

/** Pods get the overhead, node selector and tolerations of their runtime class. */
export function runtimeClass(client: Client): AdmissionPlugin {
  return {
    name: 'RuntimeClass',
    mutate(attributes) {
      const pod = createdPod(attributes);
      return pod?.spec.runtimeClassName === undefined ? undefined : admit(client, attributes, pod);
    },
    validate(attributes) {
      const pod = createdPod(attributes);
      if (pod === undefined) return undefined;
      const { runtimeClassName, overhead } = pod.spec;
      if (runtimeClassName === undefined && overhead === undefined) return undefined;
      return check(client, attributes, pod);
    },
  };
}

function createdPod(attributes: AdmissionAttributes): Pod | undefined {
  if (attributes.operation !== 'CREATE' || !concerns(attributes, '', 'pods')) return undefined;
  return attributes.object as unknown as Pod;
}

async function classOf(
  client: Client,
  attributes: AdmissionAttributes,
  { spec }: Pod,
): Promise<RuntimeClass | undefined> {
  const name = spec.runtimeClassName;
  if (name === undefined) return undefined;
  const found = await find<RuntimeClass>(
    client,
    ['node.k8s.io/v1', 'runtimeclasses'],
    undefined,
    name,
  );
  if (found !== undefined) return found;
  throw refusal(attributes, `pod rejected: RuntimeClass ${quote(name)} not found`);
}

async function admit(client: Client, attributes: AdmissionAttributes, pod: Pod): Promise<void> {
  const { overhead, scheduling } = (await classOf(client, attributes, pod)) ?? {};
  const { spec } = pod;
  if (overhead !== undefined) {
    const given = spec.overhead ?? {};
    if (Object.keys(given).length > 0 && !sameAmounts(given, overhead.podFixed))
      throw refusal(attributes, MISMATCH);
    if (overhead.podFixed === undefined) delete spec.overhead;
    else spec.overhead = { ...overhead.podFixed };
  }
  if (scheduling === undefined) return;
  const selector = scheduling.nodeSelector ?? {};
  for (const [key, value] of Object.entries(selector)) {
    const given = spec.nodeSelector?.[key];
    if (given === undefined || given === value) continue;
    throw refusal(
      attributes,
      `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; ` +
        `pod.spec.nodeSelector[${key}] = ${given}`,
    );
  }
  if (Object.keys(selector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...selector };
  const all = [...(spec.tolerations ?? []), ...(scheduling.tolerations ?? [])];
  if (all.length > 0) spec.tolerations = mergedTolerations(all);
}

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

async function check(client: Client, attributes: AdmissionAttributes, pod: Pod): Promise<void> {
  const { overhead } = (await classOf(client, attributes, pod)) ?? {};
  if (overhead !== undefined) {
    if (!sameAmounts(pod.spec.overhead, overhead.podFixed)) throw refusal(attributes, MISMATCH);
  } else if (pod.spec.overhead !== undefined) {
    throw refusal(
      attributes,
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  }
}

type Amounts = Readonly<Record<string, string>> | undefined;

function sameAmounts(a: Amounts, b: Amounts): boolean {
  const [left, right] = [amountsOf(a), amountsOf(b)];
  if (left.size !== right.size) return false;
  return [...left].every(([name, amount]) => {
    const other = right.get(name);
    return other !== undefined && amount.compare(other) === 0;
  });
}

/** Without those that another one covers; of equal ones the first stays. */
export function mergedTolerations(all: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = [];
  for (const [index, each] of all.entries()) {
    if (merged.some((other) => covers(other, each))) continue;
    const later = all.slice(index + 1);
    if (later.some((other) => !isDeepStrictEqual(other, each) && covers(other, each))) continue;
    merged.push(each);
  }
  return merged;
}

function covers(wide: Toleration, narrow: Toleration): boolean {
  if (isDeepStrictEqual(wide, narrow)) return true;
  const { key = '', effect = '', operator = 'Equal', value = '', tolerationSeconds } = wide;
  if ((narrow.key ?? '') !== key && (key !== '' || operator !== 'Exists')) return false;
  if ((narrow.effect ?? '') !== effect && effect !== '') return false;
  if (effect === 'NoExecute' && tolerationSeconds !== undefined) {
    const seconds = narrow.tolerationSeconds;
    if (seconds === undefined || seconds > tolerationSeconds) return false;
  }
  if (operator === 'Exists') return true;
  return narrow.operator === 'Equal' && (narrow.value ?? '') === value;
}
