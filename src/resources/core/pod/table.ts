import type { Container, ContainerStatus, Pod } from '../../../apimachinery/types.generated.ts';
import type { Cell, CellContext } from '../../../registry/definition.ts';
import { milliseconds, NONE, since } from '../../../registry/table-cells.ts';

export function row(pod: Pod, { now }: CellContext): Record<string, Cell> {
  const { spec, status } = pod;
  const progress = progressOf(pod);
  const gates = spec.readinessGates ?? [];
  return {
    Ready: `${progress.ready}/${progress.total}`,
    Status: statusOf(pod, progress),
    Restarts: progress.restarts.text(now),
    IP: status.podIPs?.[0]?.ip || NONE,
    Node: spec.nodeName || NONE,
    'Nominated Node': status.nominatedNodeName || NONE,
    'Readiness Gates':
      gates.length === 0
        ? NONE
        : `${gates.filter(({ conditionType }) => isTrue(pod, conditionType)).length}/${gates.length}`,
  };
}

const SUCCEEDED = [
  {
    type: 'Completed',
    status: 'True',
    reason: 'Succeeded',
    message: 'The pod has completed successfully.',
  },
];
const FAILED = [
  { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
];

export function rowConditions({ status }: Pod): readonly Record<string, string>[] {
  return status.phase === 'Succeeded' ? SUCCEEDED : status.phase === 'Failed' ? FAILED : [];
}

/** How far the containers of a pod have come. */
interface Progress {
  ready: number;
  readonly total: number;
  /** Overrides the phase. */
  reason: string | undefined;
  restarts: Restarts;
}

class Restarts {
  #count = 0;
  #lastTime: string | undefined;
  #lastMs = 0;

  add({ restartCount, lastState }: ContainerStatus): void {
    this.#count += restartCount;
    const time = lastState.terminated?.finishedAt;
    const at = milliseconds(time);
    if (at === undefined || (this.#lastTime !== undefined && at <= this.#lastMs)) return;
    this.#lastTime = time;
    this.#lastMs = at;
  }

  text(now: number): string {
    if (this.#count === 0 || this.#lastTime === undefined) return `${this.#count}`;
    return `${this.#count} (${since(this.#lastTime, now)} ago)`;
  }
}

function progressOf(pod: Pod): Progress {
  const { initContainers = [], containers } = pod.spec;
  const sidecars = new Set(initContainers.filter(isSidecar).map(({ name }) => name));
  const progress: Progress = {
    ready: 0,
    total: containers.length + sidecars.size,
    reason: undefined,
    restarts: new Restarts(),
  };
  const sidecarRestarts = new Restarts();
  const initializing = walkInitContainers(pod, sidecars, progress, sidecarRestarts);
  // The restarts of finished init containers stop to count once the others run.
  if (!initializing || isTrue(pod, 'Initialized')) {
    progress.restarts = sidecarRestarts;
    walkContainers(pod, progress);
  }
  return progress;
}

/** True when the pod has not got past its init containers. */
function walkInitContainers(
  pod: Pod,
  sidecars: ReadonlySet<string>,
  progress: Progress,
  sidecarRestarts: Restarts,
): boolean {
  const total = pod.spec.initContainers?.length ?? 0;
  for (const [index, container] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = sidecars.has(container.name);
    progress.restarts.add(container);
    if (sidecar) sidecarRestarts.add(container);
    const { terminated, waiting } = container.state;
    if (terminated !== undefined && terminated.exitCode === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready) progress.ready++;
      continue;
    }
    if (terminated !== undefined) progress.reason = `Init:${exitText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') {
      progress.reason = `Init:${waiting.reason}`;
    } else progress.reason = `Init:${index}/${total}`;
    return true;
  }
  return false;
}

/** From the last to the first, so that the first container with a reason wins. */
function walkContainers(pod: Pod, progress: Progress): void {
  const statuses = pod.status.containerStatuses ?? [];
  let running = false;
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = statuses[i];
    if (container === undefined) continue;
    progress.restarts.add(container);
    const { terminated, waiting } = container.state;
    if (waiting?.reason) progress.reason = waiting.reason;
    else if (terminated !== undefined) progress.reason = exitText(terminated);
    else if (container.ready && container.state.running !== undefined) {
      running = true;
      progress.ready++;
    }
  }
  const reason = progress.reason ?? phaseText(pod);
  if (reason === 'Completed' && running) {
    progress.reason = pod.status.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    )
      ? 'Running'
      : 'NotReady';
  }
}

function statusOf(pod: Pod, progress: Progress): string {
  const { phase, reason } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (reason === 'NodeLost') return 'Unknown';
    if (phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  }
  return progress.reason ?? phaseText(pod);
}

/** What is shown while no container has anything to say. */
function phaseText({ status }: Pod): string {
  const gated = status.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return gated === true ? 'SchedulingGated' : status.reason || status.phase || '';
}

function exitText(terminated: NonNullable<ContainerStatus['state']['terminated']>): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

/** Upstream looks only at the first condition of a type. */
function isTrue({ status }: Pod, wanted: string): boolean {
  return status.conditions?.find(({ type }) => type === wanted)?.status === 'True';
}
