import { sortedByBytes } from '../apimachinery/go-format.ts';
import type {
  Container,
  LimitRange,
  PersistentVolumeClaim,
  Pod,
} from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { claimViolations, podViolations } from './limit-range-checks.ts';
import { aggregate, concerns, refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Fills in what the LimitRanges of a namespace prescribe, and refuses what they do not allow. */
export function limitRanger(client: Client): AdmissionPlugin {
  const read = async ({ namespace }: AdmissionAttributes): Promise<readonly LimitRange[]> =>
    (await client.resource<LimitRange>('v1', 'limitranges').list(namespace)).items;
  return {
    name: 'LimitRanger',
    mutate(attributes) {
      return isPod(attributes) ? mutate(attributes, read(attributes)) : undefined;
    },
    validate(attributes) {
      if (isPod(attributes)) return check(attributes, read(attributes), podCheck);
      return isClaim(attributes) ? check(attributes, read(attributes), claimCheck) : undefined;
    },
  };
}

/** Containers are given once: of later writes only a resize can change their resources. */
function isPod(attributes: AdmissionAttributes): boolean {
  const { operation, group, resource, subresource, previous } = attributes;
  if (group !== '' || resource !== 'pods') return false;
  if (operation === 'CREATE') return subresource === undefined;
  if (operation !== 'UPDATE' || subresource !== 'resize') return false;
  return previous?.metadata.deletionTimestamp === undefined;
}

function isClaim(attributes: AdmissionAttributes): boolean {
  const { operation, previous } = attributes;
  if (!concerns(attributes, '', 'persistentvolumeclaims')) return false;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
  return previous?.metadata.deletionTimestamp === undefined;
}

async function mutate(
  { object }: AdmissionAttributes,
  reading: Promise<readonly LimitRange[]>,
): Promise<void> {
  const ranges = await reading;
  for (const range of ranges) applyDefaults(range, object as unknown as Pod);
}

type Check = (range: LimitRange, attributes: AdmissionAttributes) => readonly string[];

const podCheck: Check = ({ spec }, { object }) =>
  podViolations(spec.limits, object as unknown as Pod);
const claimCheck: Check = ({ spec }, { object }) =>
  claimViolations(spec.limits, object as unknown as PersistentVolumeClaim);

async function check(
  attributes: AdmissionAttributes,
  reading: Promise<readonly LimitRange[]>,
  violationsOf: Check,
): Promise<void> {
  const ranges = await reading;
  for (const range of ranges) {
    const violations = violationsOf(range, attributes);
    if (violations.length > 0) throw refusal(attributes, aggregate(violations));
  }
}

function applyDefaults(range: LimitRange, pod: Pod): void {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const item of range.spec.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const notes = [
    ...(pod.spec.containers ?? []).flatMap((each) => fill(each, requests, limits, 'container')),
    ...(pod.spec.initContainers ?? []).flatMap((each) =>
      fill(each, requests, limits, 'init container'),
    ),
  ];
  if (notes.length === 0) return;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}`,
  };
}

/** Says what it has set, as the annotation tells it. */
function fill(
  container: Container,
  requests: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, string>>,
  what: string,
): string[] {
  const notes: string[] = [];
  const resources = { ...container.resources };
  for (const [side, defaults] of [
    ['requests', requests],
    ['limits', limits],
  ] as const) {
    const missing = Object.keys(defaults).filter((name) => resources[side]?.[name] === undefined);
    if (missing.length === 0) continue;
    resources[side] = { ...defaults, ...resources[side] };
    notes.push(
      `${sortedByBytes(missing).join(', ')} ${side.slice(0, -1)} for ${what} ${container.name}`,
    );
  }
  if (notes.length > 0) container.resources = resources;
  return notes;
}
