import type { Container, Pod, PodSpec } from '../../../apimachinery/types.generated.ts';
import {
  aggregate,
  isHugePages,
  isOvercommitAllowed,
  isPodLevelResource,
} from './resource-lists.ts';
import { defaultPodSpec, dropOldAnnotations } from './spec-defaults.ts';

/** Everything that is filled in when a pod is decoded. Idempotent. */
export function defaultPod(pod: Pod): void {
  const { spec } = pod;
  dropOldAnnotations(pod.metadata);
  requestWhatIsLimited(spec.containers);
  requestWhatIsLimited(spec.initContainers);
  if (spec.resources !== undefined) {
    defaultHugePageLimits(spec);
    defaultPodRequests(spec);
  }
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork === true) {
    useHostPorts(spec.containers);
    useHostPorts(spec.initContainers);
  }
  defaultPodSpec(spec);
  // Only in pods: templates keep the negative period and get a warning.
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  settleAddresses(pod);
}

/** Only in pods, so that a template keeps what its author wrote. */
function requestWhatIsLimited(containers: readonly Container[] | undefined): void {
  for (const { resources } of containers ?? []) {
    if (resources?.limits === undefined) continue;
    resources.requests = { ...resources.limits, ...resources.requests };
  }
}

function useHostPorts(containers: readonly Container[] | undefined): void {
  for (const { ports } of containers ?? []) {
    for (const port of ports ?? []) port.hostPort ||= port.containerPort;
  }
}

/** Huge pages cannot be overcommitted: the pod as a whole gets what its containers may take. */
function defaultHugePageLimits(spec: PodSpec): void {
  const { resources } = spec;
  if (resources === undefined) return;
  const { requests = {}, limits = {} } = resources;
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) return;
  for (const [name, quantity] of aggregate(spec, 'limits')) {
    if (!isHugePages(name) || requests[name] !== undefined) continue;
    limits[name] ??= quantity.toString();
  }
  if (Object.keys(limits).length > 0) resources.limits = limits;
}

/** A pod with limits of its own requests what its containers do, else what its limits are. */
function defaultPodRequests(spec: PodSpec): void {
  const { resources } = spec;
  if (resources?.limits === undefined || Object.keys(resources.limits).length === 0) return;
  const requests = resources.requests ?? {};
  for (const [name, quantity] of aggregate(spec, 'requests')) {
    if (isPodLevelResource(name) && isOvercommitAllowed(name))
      requests[name] ??= quantity.toString();
  }
  for (const [name, limit] of Object.entries(resources.limits)) {
    if (isPodLevelResource(name)) requests[name] ??= limit;
  }
  if (Object.keys(requests).length > 0) resources.requests = requests;
}

/** The single address is a mirror of the first one; it wins where an old kubelet sends only it. */
function settleAddresses({ status }: Pod): void {
  const { podIP, podIPs } = status;
  if (podIP && podIPs?.[0]?.ip !== podIP) status.podIPs = [{ ip: podIP }];
  const first = status.podIPs?.[0]?.ip;
  if (first) status.podIP = first;
}
