import type { KubeObject } from '../apimachinery/meta.ts';
import type { Behaviour } from '../registry/definition.ts';
import type { ParamAccess } from './admissionregistration/param-access.ts';
import { validatingAdmissionPolicy } from './admissionregistration/validatingadmissionpolicy/index.ts';
import { validatingAdmissionPolicyBinding } from './admissionregistration/validatingadmissionpolicybinding/index.ts';
import {
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
} from './admissionregistration/webhookconfiguration/index.ts';
import { customResourceDefinition } from './apiextensions/customresourcedefinition/index.ts';
import { apiService } from './apiregistration/apiservice/index.ts';
import { controllerRevision } from './apps/controllerrevision/index.ts';
import { daemonSet } from './apps/daemonset/index.ts';
import { deployment } from './apps/deployment/index.ts';
import { replicaSet } from './apps/replicaset/index.ts';
import { statefulSet } from './apps/statefulset/index.ts';
import { horizontalPodAutoscaler } from './autoscaling/horizontalpodautoscaler/index.ts';
import { cronJob } from './batch/cronjob/index.ts';
import { job } from './batch/job/index.ts';
import { certificateSigningRequest } from './certificates/certificatesigningrequest/index.ts';
import { lease } from './coordination/lease/index.ts';
import { configMap } from './core/configmap/index.ts';
import { endpoints } from './core/endpoints/index.ts';
import { event } from './core/event/index.ts';
import { limitRange } from './core/limitrange/index.ts';
import { namespace } from './core/namespace/index.ts';
import { node } from './core/node/index.ts';
import { persistentVolume } from './core/persistentvolume/index.ts';
import { persistentVolumeClaim } from './core/persistentvolumeclaim/index.ts';
import { pod } from './core/pod/index.ts';
import { podTemplate } from './core/podtemplate/index.ts';
import { replicationController } from './core/replicationcontroller/index.ts';
import { resourceQuota } from './core/resourcequota/index.ts';
import { secret } from './core/secret/index.ts';
import type { ServiceDependencies } from './core/service/claims.ts';
import { serviceBehaviour } from './core/service/index.ts';
import { serviceAccount } from './core/serviceaccount/index.ts';
import { endpointSlice } from './discovery/endpointslice/index.ts';
import { flowSchema } from './flowcontrol/flowschema/index.ts';
import { priorityLevelConfiguration } from './flowcontrol/prioritylevelconfiguration/index.ts';
import { ingress } from './networking/ingress/index.ts';
import { ingressClass } from './networking/ingressclass/index.ts';
import { ipAddress } from './networking/ipaddress/index.ts';
import { networkPolicy } from './networking/networkpolicy/index.ts';
import { serviceCidr } from './networking/servicecidr/index.ts';
import { runtimeClass } from './node/runtimeclass/index.ts';
import { podDisruptionBudget } from './policy/poddisruptionbudget/index.ts';
import { rbacBehaviours } from './rbac/index.ts';
import type { NamespaceLabels } from './resource/admin-access.ts';
import { deviceClass } from './resource/deviceclass/index.ts';
import { resourceClaim } from './resource/resourceclaim/index.ts';
import { resourceClaimTemplate } from './resource/resourceclaimtemplate/index.ts';
import { resourceSlice } from './resource/resourceslice/index.ts';
import { priorityClass } from './scheduling/priorityclass/index.ts';
import { csiDriver } from './storage/csidriver/index.ts';
import { csiNode } from './storage/csinode/index.ts';
import { csiStorageCapacity } from './storage/csistoragecapacity/index.ts';
import { storageClass } from './storage/storageclass/index.ts';
import { volumeAttachment } from './storage/volumeattachment/index.ts';
import { volumeAttributesClass } from './storage/volumeattributesclass/index.ts';

/** What behaviours need from outside. */
export interface BehaviourDependencies {
  readonly service: ServiceDependencies;
  readonly paramAccess: ParamAccess;
  readonly namespaceLabels: NamespaceLabels;
}

/** Every built-in kind that behaves. A new one is a line here and a folder beside. */
export function builtInBehaviours({
  service,
  paramAccess,
  namespaceLabels,
}: BehaviourDependencies): Behaviour[] {
  return [
    anyKind(mutatingWebhookConfiguration),
    anyKind(validatingAdmissionPolicy(paramAccess)),
    anyKind(validatingAdmissionPolicyBinding(paramAccess)),
    anyKind(validatingWebhookConfiguration),
    anyKind(controllerRevision),
    anyKind(daemonSet),
    anyKind(deployment),
    anyKind(replicaSet),
    anyKind(statefulSet),
    anyKind(customResourceDefinition),
    anyKind(cronJob),
    anyKind(horizontalPodAutoscaler),
    anyKind(podDisruptionBudget),
    anyKind(priorityClass),
    anyKind(job),
    anyKind(certificateSigningRequest),
    anyKind(apiService),
    anyKind(flowSchema),
    anyKind(priorityLevelConfiguration),
    anyKind(runtimeClass),
    anyKind(persistentVolume),
    anyKind(persistentVolumeClaim),
    anyKind(csiDriver),
    anyKind(csiNode),
    anyKind(csiStorageCapacity),
    anyKind(storageClass),
    anyKind(volumeAttachment),
    anyKind(volumeAttributesClass),
    anyKind(configMap),
    anyKind(endpoints),
    anyKind(event),
    anyKind(limitRange),
    anyKind(node),
    anyKind(resourceQuota),
    anyKind(lease),
    anyKind(pod),
    anyKind(podTemplate),
    anyKind(replicationController),
    anyKind(secret),
    anyKind(serviceAccount),
    anyKind(serviceBehaviour(service)),
    anyKind(namespace),
    anyKind(endpointSlice),
    anyKind(ingress),
    anyKind(ingressClass),
    anyKind(ipAddress),
    anyKind(networkPolicy),
    anyKind(serviceCidr),
    anyKind(deviceClass),
    anyKind(resourceClaim(namespaceLabels)),
    anyKind(resourceClaimTemplate(namespaceLabels)),
    anyKind(resourceSlice),
    ...rbacBehaviours,
  ];
}

/** The registry hands every behaviour only objects of its kind, which the type cannot say. */
function anyKind<T extends KubeObject>(behaviour: Behaviour<T>): Behaviour {
  return behaviour as unknown as Behaviour;
}
