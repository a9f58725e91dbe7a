import type { FieldSchema, StructSchema } from '../apimachinery/schema.ts';

/**
 * Members appear in JSON in the order in which Go declares them, which is that of the protobuf
 * numbers but for these types: `a b < c` moves a and b, in this order, before c (`a <`: to the end).
 */
const MOVES: Readonly<Record<string, string>> = {
  'v1.APIResource': 'group version < kind; singularName < namespaced',
  'v1.AdmissionRequest': 'requestKind requestResource requestSubResource < name',
  'v1.AllocatedDeviceStatus': 'shareID < conditions',
  'v1.CertificateSigningRequestCondition': 'status < reason',
  'v1.CertificateSigningRequestSpec': 'signerName expirationSeconds usages < username',
  'v1.ClusterTrustBundleProjection': 'path <',
  'v1.ConfigMap': 'immutable < data',
  'v1.Container':
    'terminationMessagePolicy < imagePullPolicy; startupProbe < lifecycle; volumeDevices < livenessProbe; resizePolicy restartPolicy restartPolicyRules < volumeMounts; envFrom < env',
  'v1.CronJobSpec': 'timeZone < startingDeadlineSeconds',
  'v1.CustomResourceDefinitionVersion': 'deprecated deprecationWarning < schema',
  'v1.DeploymentCondition': 'reason message <',
  'v1.DeploymentStatus': 'terminatingReplicas < conditions; readyReplicas < availableReplicas',
  'v1.EndpointAddress': 'targetRef <',
  'v1.EndpointSlice': 'addressType < endpoints',
  'v1.EphemeralContainer':
    'terminationMessagePolicy < imagePullPolicy; startupProbe < lifecycle; volumeDevices < livenessProbe; resizePolicy restartPolicy restartPolicyRules < volumeMounts; envFrom < env',
  'v1.EphemeralContainerCommon':
    'terminationMessagePolicy < imagePullPolicy; startupProbe < lifecycle; volumeDevices < livenessProbe; resizePolicy restartPolicy restartPolicyRules < volumeMounts; envFrom < env',
  'v1.HTTPIngressPath': 'backend <',
  'v1.ISCSIPersistentVolumeSource': 'secretRef < initiatorName',
  'v1.ISCSIVolumeSource': 'secretRef < initiatorName',
  'v1.IngressBackend': 'resource <',
  'v1.IngressSpec': 'ingressClassName < defaultBackend',
  'v1.JobSpec':
    'podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes < selector',
  'v1.JobStatus': 'failedIndexes < uncountedTerminatedPods; terminating < completedIndexes',
  'v1.ListOptions': 'resourceVersionMatch < timeoutSeconds; allowWatchBookmarks < resourceVersion',
  'v1.MutatingWebhook': 'objectSelector < sideEffects; matchPolicy < namespaceSelector',
  'v1.NodeSpec': 'externalID <; podCIDRs < providerID',
  'v1.OwnerReference': 'apiVersion < kind',
  'v1.PersistentVolumeClaimSpec': 'selector < resources',
  'v1.PodCondition': 'observedGeneration < status',
  'v1.PodSecurityContext':
    'supplementalGroupsPolicy < fsGroup; runAsGroup < runAsNonRoot; windowsOptions < runAsUser',
  'v1.PodSpec':
    'shareProcessNamespace < securityContext; automountServiceAccountToken < nodeName; ephemeralContainers < restartPolicy; initContainers < containers',
  'v1.PodStatus':
    'initContainerStatuses < containerStatuses; podIPs < startTime; hostIPs < podIP; nominatedNodeName < hostIP; observedGeneration < phase',
  'v1.ReplicaSetSpec': 'minReadySeconds < selector',
  'v1.ReplicaSetStatus': 'observedGeneration conditions <',
  'v1.ReplicationControllerSpec': 'minReadySeconds < selector',
  'v1.ReplicationControllerStatus': 'observedGeneration < conditions',
  'v1.Secret': 'type <; immutable < data',
  'v1.SecurityContext': 'runAsGroup < runAsNonRoot; windowsOptions < runAsUser',
  'v1.ServicePort': 'appProtocol < port',
  'v1.ServiceSpec': 'ipFamilyPolicy < allocateLoadBalancerNodePorts; clusterIPs < type',
  'v1.StatusDetails': 'uid < causes',
  'v1.SubjectAccessReviewStatus': 'denied < reason',
  'v1.Table': 'columnDefinitions < rows',
  'v1.TableColumnDefinition': 'format description priority <',
  'v1.TableRowCondition': 'status reason message <',
  'v1.TokenRequestSpec': 'boundObjectRef <',
  'v1.TokenReviewStatus': 'error <',
  'v1.ValidatingWebhook': 'objectSelector < sideEffects; matchPolicy < namespaceSelector',
  'v1.Volume': 'projected < portworxVolume',
  'v1.VolumeMount': 'recursiveReadOnly < mountPath',
  'v1.VolumeSource': 'projected < portworxVolume',
  'v1.WebhookClientConfig': 'url < service',
  'v2.HPAScalingRules': 'stabilizationWindowSeconds < selectPolicy',
  'v2.MetricSpec': 'external <',
  'v2.MetricStatus': 'external <',
};

/** The fields of a struct, inline ones included, in the order in which the server writes them. */
export function canonicalFields(schema: StructSchema): FieldSchema[] {
  const names = [...schema.fields.keys()];
  for (const move of MOVES[schema.goName]?.split(';') ?? []) {
    const [moved = '', before = ''] = move.split('<').map((part) => part.trim());
    const group = moved.split(' ');
    const rest = names.filter((name) => !group.includes(name));
    const at = before === '' ? rest.length : rest.indexOf(before);
    names.splice(0, names.length, ...rest.toSpliced(at, 0, ...group));
  }
  return names.flatMap((name) => schema.fields.get(name) ?? []);
}
