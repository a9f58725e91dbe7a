import type {
  Container,
  ContainerStatus,
  EphemeralContainer,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
} from '../../../apimachinery/types.generated.ts';
import { everyContainer } from './containers.ts';

/**
 * Removes what only alpha features (and beta ones that are off) of 1.34 know. Upstream keeps such a
 * field once an object has it; here no object ever gets that far.
 */
export function dropDisabledSpecFields(spec: PodSpec): void {
  delete spec.hostnameOverride;
  dropImageVolumes(spec);
  dropProjections(spec);
  for (const container of everyContainer(spec)) dropFromContainer(container);
  for (const list of [spec.containers ?? [], spec.ephemeralContainers ?? []]) {
    for (const container of list) delete container.restartPolicy;
  }
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy !== 'Always') delete container.restartPolicy;
  }
}

/** For everything that has a pod template; runs when it is created and when it is updated. */
export function dropDisabledTemplateFields(template: PodTemplateSpec | undefined): void {
  if (template !== undefined) dropDisabledSpecFields(template.spec);
}

function dropFromContainer(container: Container | EphemeralContainer): void {
  delete container.restartPolicyRules;
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom !== undefined) delete valueFrom.fileKeyRef;
  }
  const { lifecycle } = container;
  if (lifecycle?.stopSignal === undefined) return;
  delete lifecycle.stopSignal;
  if (lifecycle.postStart === undefined && lifecycle.preStop === undefined) {
    delete container.lifecycle;
  }
}

/** Upstream makes these lists anew, so that an empty one becomes none. */
function dropImageVolumes(spec: PodSpec): void {
  if (spec.volumes?.length === 0) delete spec.volumes;
  for (const container of everyContainer(spec)) {
    if (container.volumeMounts?.length === 0) delete container.volumeMounts;
  }
  const images = new Set(
    (spec.volumes ?? []).filter(({ image }) => image !== undefined).map(({ name }) => name),
  );
  if (images.size === 0) return;
  spec.volumes = spec.volumes?.filter(({ image }) => image === undefined);
  for (const container of everyContainer(spec)) {
    container.volumeMounts = container.volumeMounts?.filter(({ name }) => !images.has(name));
  }
}

function dropProjections({ volumes }: PodSpec): void {
  for (const { projected } of volumes ?? []) {
    for (const source of projected?.sources ?? []) {
      delete source.clusterTrustBundle;
      delete source.podCertificate;
    }
  }
}

export function dropDisabledStatusFields(status: PodStatus): void {
  delete status.extendedResourceClaimStatus;
  for (const list of [
    status.initContainerStatuses,
    status.containerStatuses,
    status.ephemeralContainerStatuses,
  ]) {
    for (const each of list ?? []) dropFromStatus(each);
  }
}

function dropFromStatus(status: ContainerStatus): void {
  delete status.allocatedResourcesStatus;
}
