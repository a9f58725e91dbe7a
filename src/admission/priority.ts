import type { Pod, PriorityClass } from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { concerns, find, refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

const CLASSES = ['scheduling.k8s.io/v1', 'priorityclasses'] as const;

/** Resolves the priority of pods from their class, and guards that only one class is the default. */
export function priority(client: Client): AdmissionPlugin {
  return {
    name: 'Priority',
    mutate(attributes) {
      if (!concerns(attributes, '', 'pods')) return undefined;
      if (attributes.operation === 'CREATE') return admitCreate(client, attributes);
      if (attributes.operation === 'UPDATE') keep(attributes);
      return undefined;
    },
    validate(attributes) {
      const { object, operation } = attributes;
      if (!concerns(attributes, 'scheduling.k8s.io', 'priorityclasses')) return undefined;
      if (object === undefined || (operation !== 'CREATE' && operation !== 'UPDATE'))
        return undefined;
      return checkDefault(client, attributes, object as unknown as PriorityClass);
    },
  };
}

/** A write that leaves the resolved values out does not mean to unset them. */
function keep({ object, previous }: AdmissionAttributes): void {
  const { spec } = object as unknown as Pod;
  const old = (previous as unknown as Pod).spec;
  if (old.priority !== undefined) spec.priority ??= old.priority;
  if (old.preemptionPolicy !== undefined) spec.preemptionPolicy ??= old.preemptionPolicy;
}

async function admitCreate(client: Client, attributes: AdmissionAttributes): Promise<void> {
  const { spec } = attributes.object as unknown as Pod;
  const resolved = await resolve(client, attributes, spec.priorityClassName ?? '');
  if (spec.priority !== undefined && spec.priority !== resolved.value) {
    throw refusal(
      attributes,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; ` +
        `priority admission controller computed ${resolved.value} from the given PriorityClass name`,
    );
  }
  const { preemptionPolicy } = resolved;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    throw refusal(
      attributes,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod ` +
        `spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
    );
  }
  if (resolved.name !== '') spec.priorityClassName = resolved.name;
  spec.priority = resolved.value;
  spec.preemptionPolicy = preemptionPolicy;
}

interface Resolved {
  readonly name: string;
  readonly value: number;
  readonly preemptionPolicy: string;
}

async function resolve(
  client: Client,
  attributes: AdmissionAttributes,
  name: string,
): Promise<Resolved> {
  const found =
    name === ''
      ? await defaultClass(client)
      : await find<PriorityClass>(client, CLASSES, undefined, name);
  if (found === undefined) {
    if (name !== '') throw refusal(attributes, `no PriorityClass with name ${name} was found`);
    return { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };
  }
  return {
    name: found.metadata.name ?? '',
    value: found.value,
    preemptionPolicy: found.preemptionPolicy ?? 'PreemptLowerPriority',
  };
}

/** Should two classes claim to be the default, the lower one is. */
async function defaultClass(client: Client): Promise<PriorityClass | undefined> {
  const { items } = await client.resource<PriorityClass>(...CLASSES).list(undefined);
  return items
    .filter((each) => each.globalDefault === true)
    .toSorted((a, b) => a.value - b.value)[0];
}

async function checkDefault(
  client: Client,
  attributes: AdmissionAttributes,
  next: PriorityClass,
): Promise<void> {
  if (next.globalDefault !== true) return;
  const present = await defaultClass(client);
  if (present === undefined) return;
  if (attributes.operation === 'UPDATE' && present.metadata.name === next.metadata.name) return;
  throw refusal(
    attributes,
    `PriorityClass ${present.metadata.name} is already marked as default. Only one default can exist`,
  );
}
