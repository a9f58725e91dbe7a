import type { KubeObject } from '../apimachinery/meta.ts';
import type { Behaviour } from '../registry/definition.ts';
import * as validatingAdmissionPolicy from './admissionregistration/validatingadmissionpolicy/table.ts';
import * as validatingAdmissionPolicyBinding from './admissionregistration/validatingadmissionpolicybinding/table.ts';
import * as webhooks from './admissionregistration/webhook-table.ts';
import * as apiService from './apiregistration/apiservice/table.ts';
import * as controllerRevision from './apps/controllerrevision/table.ts';
import * as daemonSet from './apps/daemonset/table.ts';
import * as deployment from './apps/deployment/table.ts';
import * as replicaSet from './apps/replicaset/table.ts';
import * as statefulSet from './apps/statefulset/table.ts';
import * as horizontalPodAutoscaler from './autoscaling/horizontalpodautoscaler/table.ts';
import * as scale from './autoscaling/scale/table.ts';
import * as cronJob from './batch/cronjob/table.ts';
import * as job from './batch/job/table.ts';
import * as certificateSigningRequest from './certificates/certificatesigningrequest/table.ts';
import * as lease from './coordination/lease/table.ts';
import * as componentStatus from './core/componentstatus/table.ts';
import * as configMap from './core/configmap/table.ts';
import * as endpoints from './core/endpoints/table.ts';
import * as event from './core/event/table.ts';
import * as namespace from './core/namespace/table.ts';
import * as node from './core/node/table.ts';
import * as persistentVolume from './core/persistentvolume/table.ts';
import * as persistentVolumeClaim from './core/persistentvolumeclaim/table.ts';
import * as pod from './core/pod/table.ts';
import * as podTemplate from './core/podtemplate/table.ts';
import * as replicationController from './core/replicationcontroller/table.ts';
import * as resourceQuota from './core/resourcequota/table.ts';
import * as secret from './core/secret/table.ts';
import * as service from './core/service/table.ts';
import * as serviceAccount from './core/serviceaccount/table.ts';
import * as endpointSlice from './discovery/endpointslice/table.ts';
import * as flowSchema from './flowcontrol/flowschema/table.ts';
import * as priorityLevelConfiguration from './flowcontrol/prioritylevelconfiguration/table.ts';
import * as ingress from './networking/ingress/table.ts';
import * as ingressClass from './networking/ingressclass/table.ts';
import * as ipAddress from './networking/ipaddress/table.ts';
import * as networkPolicy from './networking/networkpolicy/table.ts';
import * as serviceCIDR from './networking/servicecidr/table.ts';
import * as runtimeClass from './node/runtimeclass/table.ts';
import * as podDisruptionBudget from './policy/poddisruptionbudget/table.ts';
import * as binding from './rbac/binding-table.ts';
import * as resourceClaim from './resource/resourceclaim/table.ts';
import * as resourceSlice from './resource/resourceslice/table.ts';
import * as priorityClass from './scheduling/priorityclass/table.ts';
import * as csiDriver from './storage/csidriver/table.ts';
import * as csiNode from './storage/csinode/table.ts';
import * as storageClass from './storage/storageclass/table.ts';
import * as volumeAttachment from './storage/volumeattachment/table.ts';
import * as volumeAttributesClass from './storage/volumeattributesclass/table.ts';

/** What prints the rows of one kind: a part of its `Behaviour`. */
export type Printer<T extends KubeObject = KubeObject> = Partial<
  Pick<Behaviour<T>, 'cells' | 'row' | 'rowConditions'>
>;

/**
 * The printers of all built-in kinds whose rows show more than name and age, by `Kind` or
 * `Kind.group`. Those of the stored version: a kind has the same columns in every version.
 */
export const printers: ReadonlyMap<string, Printer> = new Map([
  printer('APIService.apiregistration.k8s.io', apiService),
  printer('CSIDriver.storage.k8s.io', csiDriver),
  printer('CSINode.storage.k8s.io', csiNode),
  printer('CertificateSigningRequest.certificates.k8s.io', certificateSigningRequest),
  printer('ComponentStatus', componentStatus),
  printer('ConfigMap', configMap),
  printer('ControllerRevision.apps', controllerRevision),
  printer('CronJob.batch', cronJob),
  printer('DaemonSet.apps', daemonSet),
  printer('Deployment.apps', deployment),
  printer('EndpointSlice.discovery.k8s.io', endpointSlice),
  printer('Endpoints', endpoints),
  printer('Event', event),
  printer('FlowSchema.flowcontrol.apiserver.k8s.io', flowSchema),
  printer('HorizontalPodAutoscaler.autoscaling', horizontalPodAutoscaler),
  printer('IPAddress.networking.k8s.io', ipAddress),
  printer('Ingress.networking.k8s.io', ingress),
  printer('IngressClass.networking.k8s.io', ingressClass),
  printer('Job.batch', job),
  printer('Lease.coordination.k8s.io', lease),
  printer('Namespace', namespace),
  printer('NetworkPolicy.networking.k8s.io', networkPolicy),
  printer('Node', node),
  printer('PersistentVolume', persistentVolume),
  printer('PersistentVolumeClaim', persistentVolumeClaim),
  printer('Pod', pod),
  printer('PodDisruptionBudget.policy', podDisruptionBudget),
  printer('PodTemplate', podTemplate),
  printer('PriorityClass.scheduling.k8s.io', priorityClass),
  printer('PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io', priorityLevelConfiguration),
  printer('ReplicaSet.apps', replicaSet),
  printer('ReplicationController', replicationController),
  printer('ResourceClaim.resource.k8s.io', resourceClaim),
  printer('ResourceQuota', resourceQuota),
  printer('ResourceSlice.resource.k8s.io', resourceSlice),
  printer('RuntimeClass.node.k8s.io', runtimeClass),
  printer('Scale.autoscaling', scale),
  printer('Secret', secret),
  printer('Service', service),
  printer('ServiceAccount', serviceAccount),
  printer('ServiceCIDR.networking.k8s.io', serviceCIDR),
  printer('StatefulSet.apps', statefulSet),
  printer('StorageClass.storage.k8s.io', storageClass),
  printer('ValidatingAdmissionPolicy.admissionregistration.k8s.io', validatingAdmissionPolicy),
  printer(
    'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
    validatingAdmissionPolicyBinding,
  ),
  printer('VolumeAttachment.storage.k8s.io', volumeAttachment),
  printer('VolumeAttributesClass.storage.k8s.io', volumeAttributesClass),
  printer('RoleBinding.rbac.authorization.k8s.io', binding),
  printer('ClusterRoleBinding.rbac.authorization.k8s.io', binding),
  printer('MutatingWebhookConfiguration.admissionregistration.k8s.io', webhooks),
  printer('ValidatingWebhookConfiguration.admissionregistration.k8s.io', webhooks),
]);

/** Forgets which kind a printer is for: whoever looks it up by kind hands it objects of that kind. */
function printer<T extends KubeObject>(kind: string, parts: Printer<T>): [string, Printer] {
  return [kind, parts as Printer];
}
