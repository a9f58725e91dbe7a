import type {
  Container,
  EphemeralContainer,
  LifecycleHandler,
  ObjectMeta,
  PodSpec,
  PodTemplateSpec,
  Probe,
} from '../../../apimachinery/types.generated.ts';
import { imageTag } from './image-name.ts';
import { roundResources } from './resource-lists.ts';
import { defaultVolume } from './volume-defaults.ts';

/** Init containers stood in annotations once; upstream still removes those. */
const OLD_ANNOTATIONS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

/** The defaults of everything that has a pod template. Idempotent. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  dropOldAnnotations(template.metadata);
  defaultPodSpec(template.spec);
}

export function dropOldAnnotations({ annotations }: ObjectMeta): void {
  if (annotations === undefined) return;
  for (const key of OLD_ANNOTATIONS) delete annotations[key];
}

/** The defaults that pods and templates share. Idempotent. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  mirrorServiceAccount(spec);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  roundResources(spec.overhead);
  roundResources(spec.resources?.limits);
  roundResources(spec.resources?.requests);
}

/** The name stands under two members; the newer one wins where they differ. */
export function mirrorServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function defaultContainer(container: Container | EphemeralContainer): void {
  container.imagePullPolicy ||=
    imageTag(container.image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef !== undefined) valueFrom.fieldRef.apiVersion ||= 'v1';
  }
  container.resources ??= {};
  roundResources(container.resources.limits);
  roundResources(container.resources.requests);
  defaultProbe(container.livenessProbe);
  defaultProbe(container.readinessProbe);
  defaultProbe(container.startupProbe);
  defaultHandler(container.lifecycle?.postStart);
  defaultHandler(container.lifecycle?.preStop);
}

function defaultProbe(probe: Probe | undefined): void {
  if (probe === undefined) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHandler(probe);
  if (probe.grpc !== undefined) probe.grpc.service ??= '';
}

function defaultHandler(handler: LifecycleHandler | Probe | undefined): void {
  if (handler?.httpGet === undefined) return;
  handler.httpGet.path ||= '/';
  handler.httpGet.scheme ||= 'HTTP';
}
