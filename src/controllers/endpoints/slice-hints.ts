import { isDeepStrictEqual } from 'node:util';
import type {
  Endpoint,
  EndpointHints,
  EndpointSlice,
  Service,
} from '../../apimachinery/types.generated.ts';
import type { SlicePlan } from './slice-plan.ts';

const PREFERENCES = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/** Gives all slices the hints that the service asks for, and takes away what it does not ask for. */
export function planHints(
  plan: SlicePlan,
  existing: readonly EndpointSlice[],
  service: Service,
): SlicePlan {
  const hints = hinter(service);
  const touched = new Set([...plan.update, ...plan.remove].map(({ metadata }) => metadata.name));
  const outdated = existing.filter(
    (slice) =>
      !touched.has(slice.metadata.name) &&
      (slice.endpoints ?? []).some((endpoint) => hasOther(endpoint, hints(endpoint))),
  );
  const withHints = (slice: EndpointSlice): EndpointSlice => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).map((endpoint) => hinted(endpoint, hints(endpoint))),
  });
  return {
    create: plan.create.map(withHints),
    update: [...plan.update, ...outdated].map(withHints),
    remove: plan.remove,
  };
}

/** `keep`: endpoints that get no traffic keep what they have. */
type Hints = EndpointHints | 'keep' | undefined;

function hinter({ spec }: Service): (endpoint: Endpoint) => Hints {
  const { trafficDistribution = '' } = spec;
  if (!PREFERENCES.has(trafficDistribution)) return () => undefined;
  const sameNode = trafficDistribution === 'PreferSameNode';
  return ({ conditions, zone, nodeName }) => {
    if (conditions.ready !== true) return 'keep';
    const forNodes = sameNode && nodeName !== undefined ? [{ name: nodeName }] : undefined;
    if (zone === undefined && forNodes === undefined) return undefined;
    return {
      ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
      ...(forNodes === undefined ? {} : { forNodes }),
    };
  };
}

function hasOther(endpoint: Endpoint, hints: Hints): boolean {
  return hints !== 'keep' && !isDeepStrictEqual(endpoint.hints, hints);
}

function hinted(endpoint: Endpoint, hints: Hints): Endpoint {
  if (!hasOther(endpoint, hints)) return endpoint;
  const { hints: _old, ...rest } = endpoint;
  return hints === undefined || hints === 'keep' ? rest : { ...rest, hints };
}
