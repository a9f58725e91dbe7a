// Generated from openapi/kubernetes/types.json by `npm run generate`. Do not edit.

// A member is required here when the canonical form of an object always has it.

/** `io.k8s.api.admission.v1.AdmissionRequest` */
export interface AdmissionRequest {
  dryRun?: boolean;
  kind: GroupVersionKind;
  name?: string;
  namespace?: string;
  object?: unknown;
  oldObject?: unknown;
  operation: string;
  options?: unknown;
  requestKind?: GroupVersionKind;
  requestResource?: GroupVersionResource;
  requestSubResource?: string;
  resource: GroupVersionResource;
  subResource?: string;
  uid: string;
  userInfo: UserInfo;
}

/** `io.k8s.api.admission.v1.AdmissionResponse` */
export interface AdmissionResponse {
  allowed: boolean;
  auditAnnotations?: Record<string, string>;
  patch?: string;
  patchType?: string;
  status?: MetaStatus;
  uid: string;
  warnings?: string[];
}

/** `io.k8s.api.admission.v1.AdmissionReview` */
export interface AdmissionReview {
  apiVersion?: string;
  kind?: string;
  request?: AdmissionRequest;
  response?: AdmissionResponse;
}

/** `io.k8s.api.admissionregistration.v1.AuditAnnotation` */
export interface AuditAnnotation {
  key: string;
  valueExpression: string;
}

/** `io.k8s.api.admissionregistration.v1.ExpressionWarning` */
export interface ExpressionWarning {
  fieldRef: string;
  warning: string;
}

/** `io.k8s.api.admissionregistration.v1.MatchCondition` */
export interface MatchCondition {
  expression: string;
  name: string;
}

/** `io.k8s.api.admissionregistration.v1.MatchResources` */
export interface MatchResources {
  excludeResourceRules?: NamedRuleWithOperations[];
  matchPolicy?: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: NamedRuleWithOperations[];
}

/** `io.k8s.api.admissionregistration.v1.MutatingWebhook` */
export interface MutatingWebhook {
  admissionReviewVersions: string[];
  clientConfig: AdmissionregistrationV1WebhookClientConfig;
  failurePolicy?: string;
  matchConditions?: MatchCondition[];
  matchPolicy?: string;
  name: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  reinvocationPolicy?: string;
  rules?: RuleWithOperations[];
  sideEffects?: string;
  timeoutSeconds?: number;
}

/** `io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration` */
export interface MutatingWebhookConfiguration {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  webhooks?: MutatingWebhook[];
}

/** `io.k8s.api.admissionregistration.v1.MutatingWebhookConfigurationList` */
export interface MutatingWebhookConfigurationList {
  apiVersion?: string;
  kind?: string;
  items: MutatingWebhookConfiguration[];
  metadata: ListMeta;
}

/** `io.k8s.api.admissionregistration.v1.NamedRuleWithOperations` */
export interface NamedRuleWithOperations {
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
  operations?: string[];
  resourceNames?: string[];
}

/** `io.k8s.api.admissionregistration.v1.ParamKind` */
export interface ParamKind {
  apiVersion?: string;
  kind?: string;
}

/** `io.k8s.api.admissionregistration.v1.ParamRef` */
export interface ParamRef {
  name?: string;
  namespace?: string;
  parameterNotFoundAction?: string;
  selector?: LabelSelector;
}

/** `io.k8s.api.admissionregistration.v1.Rule` */
export interface Rule {
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
}

/** `io.k8s.api.admissionregistration.v1.RuleWithOperations` */
export interface RuleWithOperations {
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: string;
  operations?: string[];
}

/** `io.k8s.api.admissionregistration.v1.ServiceReference` */
export interface AdmissionregistrationV1ServiceReference {
  name: string;
  namespace: string;
  path?: string;
  port?: number;
}

/** `io.k8s.api.admissionregistration.v1.TypeChecking` */
export interface TypeChecking {
  expressionWarnings?: ExpressionWarning[];
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy` */
export interface ValidatingAdmissionPolicy {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ValidatingAdmissionPolicySpec;
  status: ValidatingAdmissionPolicyStatus;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding` */
export interface ValidatingAdmissionPolicyBinding {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ValidatingAdmissionPolicyBindingSpec;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingList` */
export interface ValidatingAdmissionPolicyBindingList {
  apiVersion?: string;
  kind?: string;
  items: ValidatingAdmissionPolicyBinding[];
  metadata: ListMeta;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec` */
export interface ValidatingAdmissionPolicyBindingSpec {
  matchResources?: MatchResources;
  paramRef?: ParamRef;
  policyName?: string;
  validationActions?: string[];
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyList` */
export interface ValidatingAdmissionPolicyList {
  apiVersion?: string;
  kind?: string;
  items: ValidatingAdmissionPolicy[];
  metadata: ListMeta;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec` */
export interface ValidatingAdmissionPolicySpec {
  auditAnnotations?: AuditAnnotation[];
  failurePolicy?: string;
  matchConditions?: MatchCondition[];
  matchConstraints?: MatchResources;
  paramKind?: ParamKind;
  validations?: Validation[];
  variables?: Variable[];
}

/** `io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus` */
export interface ValidatingAdmissionPolicyStatus {
  conditions?: Condition[];
  observedGeneration?: number;
  typeChecking?: TypeChecking;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingWebhook` */
export interface ValidatingWebhook {
  admissionReviewVersions: string[];
  clientConfig: AdmissionregistrationV1WebhookClientConfig;
  failurePolicy?: string;
  matchConditions?: MatchCondition[];
  matchPolicy?: string;
  name: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  rules?: RuleWithOperations[];
  sideEffects?: string;
  timeoutSeconds?: number;
}

/** `io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration` */
export interface ValidatingWebhookConfiguration {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  webhooks?: ValidatingWebhook[];
}

/** `io.k8s.api.admissionregistration.v1.ValidatingWebhookConfigurationList` */
export interface ValidatingWebhookConfigurationList {
  apiVersion?: string;
  kind?: string;
  items: ValidatingWebhookConfiguration[];
  metadata: ListMeta;
}

/** `io.k8s.api.admissionregistration.v1.Validation` */
export interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
}

/** `io.k8s.api.admissionregistration.v1.Variable` */
export interface Variable {
  expression: string;
  name: string;
}

/** `io.k8s.api.admissionregistration.v1.WebhookClientConfig` */
export interface AdmissionregistrationV1WebhookClientConfig {
  caBundle?: string;
  service?: AdmissionregistrationV1ServiceReference;
  url?: string;
}

/** `io.k8s.api.apidiscovery.v2.APIGroupDiscovery` */
export interface APIGroupDiscovery {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  versions?: APIVersionDiscovery[];
}

/** `io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList` */
export interface APIGroupDiscoveryList {
  apiVersion?: string;
  kind?: string;
  items: APIGroupDiscovery[];
  metadata: ListMeta;
}

/** `io.k8s.api.apidiscovery.v2.APIResourceDiscovery` */
export interface APIResourceDiscovery {
  categories?: string[];
  resource: string;
  responseKind?: GroupVersionKind;
  scope: string;
  shortNames?: string[];
  singularResource: string;
  subresources?: APISubresourceDiscovery[];
  verbs: string[];
}

/** `io.k8s.api.apidiscovery.v2.APISubresourceDiscovery` */
export interface APISubresourceDiscovery {
  acceptedTypes?: GroupVersionKind[];
  responseKind?: GroupVersionKind;
  subresource: string;
  verbs: string[];
}

/** `io.k8s.api.apidiscovery.v2.APIVersionDiscovery` */
export interface APIVersionDiscovery {
  freshness?: string;
  resources?: APIResourceDiscovery[];
  version: string;
}

/** `io.k8s.api.apps.v1.ControllerRevision` */
export interface ControllerRevision {
  apiVersion?: string;
  kind?: string;
  data?: unknown;
  metadata: ObjectMeta;
  revision: number;
}

/** `io.k8s.api.apps.v1.ControllerRevisionList` */
export interface ControllerRevisionList {
  apiVersion?: string;
  kind?: string;
  items: ControllerRevision[];
  metadata: ListMeta;
}

/** `io.k8s.api.apps.v1.DaemonSet` */
export interface DaemonSet {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: DaemonSetSpec;
  status: DaemonSetStatus;
}

/** `io.k8s.api.apps.v1.DaemonSetCondition` */
export interface DaemonSetCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.apps.v1.DaemonSetList` */
export interface DaemonSetList {
  apiVersion?: string;
  kind?: string;
  items: DaemonSet[];
  metadata: ListMeta;
}

/** `io.k8s.api.apps.v1.DaemonSetSpec` */
export interface DaemonSetSpec {
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector?: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy: DaemonSetUpdateStrategy;
}

/** `io.k8s.api.apps.v1.DaemonSetStatus` */
export interface DaemonSetStatus {
  collisionCount?: number;
  conditions?: DaemonSetCondition[];
  currentNumberScheduled: number;
  desiredNumberScheduled: number;
  numberAvailable?: number;
  numberMisscheduled: number;
  numberReady: number;
  numberUnavailable?: number;
  observedGeneration?: number;
  updatedNumberScheduled?: number;
}

/** `io.k8s.api.apps.v1.DaemonSetUpdateStrategy` */
export interface DaemonSetUpdateStrategy {
  rollingUpdate?: RollingUpdateDaemonSet;
  type?: string;
}

/** `io.k8s.api.apps.v1.Deployment` */
export interface Deployment {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: DeploymentSpec;
  status: DeploymentStatus;
}

/** `io.k8s.api.apps.v1.DeploymentCondition` */
export interface DeploymentCondition {
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.apps.v1.DeploymentList` */
export interface DeploymentList {
  apiVersion?: string;
  kind?: string;
  items: Deployment[];
  metadata: ListMeta;
}

/** `io.k8s.api.apps.v1.DeploymentSpec` */
export interface DeploymentSpec {
  minReadySeconds?: number;
  paused?: boolean;
  progressDeadlineSeconds?: number;
  replicas?: number;
  revisionHistoryLimit?: number;
  selector?: LabelSelector;
  strategy: DeploymentStrategy;
  template: PodTemplateSpec;
}

/** `io.k8s.api.apps.v1.DeploymentStatus` */
export interface DeploymentStatus {
  availableReplicas?: number;
  collisionCount?: number;
  conditions?: DeploymentCondition[];
  observedGeneration?: number;
  readyReplicas?: number;
  replicas?: number;
  terminatingReplicas?: number;
  unavailableReplicas?: number;
  updatedReplicas?: number;
}

/** `io.k8s.api.apps.v1.DeploymentStrategy` */
export interface DeploymentStrategy {
  rollingUpdate?: RollingUpdateDeployment;
  type?: string;
}

/** `io.k8s.api.apps.v1.ReplicaSet` */
export interface ReplicaSet {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ReplicaSetSpec;
  status: ReplicaSetStatus;
}

/** `io.k8s.api.apps.v1.ReplicaSetCondition` */
export interface ReplicaSetCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.apps.v1.ReplicaSetList` */
export interface ReplicaSetList {
  apiVersion?: string;
  kind?: string;
  items: ReplicaSet[];
  metadata: ListMeta;
}

/** `io.k8s.api.apps.v1.ReplicaSetSpec` */
export interface ReplicaSetSpec {
  minReadySeconds?: number;
  replicas?: number;
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

/** `io.k8s.api.apps.v1.ReplicaSetStatus` */
export interface ReplicaSetStatus {
  availableReplicas?: number;
  conditions?: ReplicaSetCondition[];
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
  terminatingReplicas?: number;
}

/** `io.k8s.api.apps.v1.RollingUpdateDaemonSet` */
export interface RollingUpdateDaemonSet {
  maxSurge?: number | string;
  maxUnavailable?: number | string;
}

/** `io.k8s.api.apps.v1.RollingUpdateDeployment` */
export interface RollingUpdateDeployment {
  maxSurge?: number | string;
  maxUnavailable?: number | string;
}

/** `io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy` */
export interface RollingUpdateStatefulSetStrategy {
  maxUnavailable?: number | string;
  partition?: number;
}

/** `io.k8s.api.apps.v1.StatefulSet` */
export interface StatefulSet {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: StatefulSetSpec;
  status: StatefulSetStatus;
}

/** `io.k8s.api.apps.v1.StatefulSetCondition` */
export interface StatefulSetCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.apps.v1.StatefulSetList` */
export interface StatefulSetList {
  apiVersion?: string;
  kind?: string;
  items: StatefulSet[];
  metadata: ListMeta;
}

/** `io.k8s.api.apps.v1.StatefulSetOrdinals` */
export interface StatefulSetOrdinals {
  start: number;
}

/** `io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy` */
export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  whenDeleted?: string;
  whenScaled?: string;
}

/** `io.k8s.api.apps.v1.StatefulSetSpec` */
export interface StatefulSetSpec {
  minReadySeconds?: number;
  ordinals?: StatefulSetOrdinals;
  persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  podManagementPolicy?: string;
  replicas?: number;
  revisionHistoryLimit?: number;
  selector?: LabelSelector;
  serviceName: string;
  template: PodTemplateSpec;
  updateStrategy: StatefulSetUpdateStrategy;
  volumeClaimTemplates?: PersistentVolumeClaim[];
}

/** `io.k8s.api.apps.v1.StatefulSetStatus` */
export interface StatefulSetStatus {
  availableReplicas: number;
  collisionCount?: number;
  conditions?: StatefulSetCondition[];
  currentReplicas?: number;
  currentRevision?: string;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
  updateRevision?: string;
  updatedReplicas?: number;
}

/** `io.k8s.api.apps.v1.StatefulSetUpdateStrategy` */
export interface StatefulSetUpdateStrategy {
  rollingUpdate?: RollingUpdateStatefulSetStrategy;
  type?: string;
}

/** `io.k8s.api.authentication.v1.BoundObjectReference` */
export interface BoundObjectReference {
  apiVersion?: string;
  kind?: string;
  name?: string;
  uid?: string;
}

/** `io.k8s.api.authentication.v1.ExtraValue` */
export type AuthenticationV1ExtraValue = string[];

/** `io.k8s.api.authentication.v1.SelfSubjectReview` */
export interface SelfSubjectReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  status: SelfSubjectReviewStatus;
}

/** `io.k8s.api.authentication.v1.SelfSubjectReviewStatus` */
export interface SelfSubjectReviewStatus {
  userInfo: UserInfo;
}

/** `io.k8s.api.authentication.v1.TokenRequest` */
export interface AuthenticationV1TokenRequest {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: TokenRequestSpec;
  status: TokenRequestStatus;
}

/** `io.k8s.api.authentication.v1.TokenRequestSpec` */
export interface TokenRequestSpec {
  audiences: string[];
  boundObjectRef?: BoundObjectReference;
  expirationSeconds?: number;
}

/** `io.k8s.api.authentication.v1.TokenRequestStatus` */
export interface TokenRequestStatus {
  expirationTimestamp: string;
  token: string;
}

/** `io.k8s.api.authentication.v1.TokenReview` */
export interface TokenReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: TokenReviewSpec;
  status: TokenReviewStatus;
}

/** `io.k8s.api.authentication.v1.TokenReviewSpec` */
export interface TokenReviewSpec {
  audiences?: string[];
  token?: string;
}

/** `io.k8s.api.authentication.v1.TokenReviewStatus` */
export interface TokenReviewStatus {
  audiences?: string[];
  authenticated?: boolean;
  error?: string;
  user: UserInfo;
}

/** `io.k8s.api.authentication.v1.UserInfo` */
export interface UserInfo {
  extra?: Record<string, AuthenticationV1ExtraValue>;
  groups?: string[];
  uid?: string;
  username?: string;
}

/** `io.k8s.api.authorization.v1.ExtraValue` */
export type AuthorizationV1ExtraValue = string[];

/** `io.k8s.api.authorization.v1.FieldSelectorAttributes` */
export interface FieldSelectorAttributes {
  rawSelector?: string;
  requirements?: FieldSelectorRequirement[];
}

/** `io.k8s.api.authorization.v1.LabelSelectorAttributes` */
export interface LabelSelectorAttributes {
  rawSelector?: string;
  requirements?: LabelSelectorRequirement[];
}

/** `io.k8s.api.authorization.v1.LocalSubjectAccessReview` */
export interface LocalSubjectAccessReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: SubjectAccessReviewSpec;
  status: SubjectAccessReviewStatus;
}

/** `io.k8s.api.authorization.v1.NonResourceAttributes` */
export interface NonResourceAttributes {
  path?: string;
  verb?: string;
}

/** `io.k8s.api.authorization.v1.NonResourceRule` */
export interface NonResourceRule {
  nonResourceURLs?: string[];
  verbs: string[];
}

/** `io.k8s.api.authorization.v1.ResourceAttributes` */
export interface ResourceAttributes {
  fieldSelector?: FieldSelectorAttributes;
  group?: string;
  labelSelector?: LabelSelectorAttributes;
  name?: string;
  namespace?: string;
  resource?: string;
  subresource?: string;
  verb?: string;
  version?: string;
}

/** `io.k8s.api.authorization.v1.ResourceRule` */
export interface ResourceRule {
  apiGroups?: string[];
  resourceNames?: string[];
  resources?: string[];
  verbs: string[];
}

/** `io.k8s.api.authorization.v1.SelfSubjectAccessReview` */
export interface SelfSubjectAccessReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: SelfSubjectAccessReviewSpec;
  status: SubjectAccessReviewStatus;
}

/** `io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec` */
export interface SelfSubjectAccessReviewSpec {
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
}

/** `io.k8s.api.authorization.v1.SelfSubjectRulesReview` */
export interface SelfSubjectRulesReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: SelfSubjectRulesReviewSpec;
  status: SubjectRulesReviewStatus;
}

/** `io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec` */
export interface SelfSubjectRulesReviewSpec {
  namespace?: string;
}

/** `io.k8s.api.authorization.v1.SubjectAccessReview` */
export interface SubjectAccessReview {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: SubjectAccessReviewSpec;
  status: SubjectAccessReviewStatus;
}

/** `io.k8s.api.authorization.v1.SubjectAccessReviewSpec` */
export interface SubjectAccessReviewSpec {
  extra?: Record<string, AuthorizationV1ExtraValue>;
  groups?: string[];
  nonResourceAttributes?: NonResourceAttributes;
  resourceAttributes?: ResourceAttributes;
  uid?: string;
  user?: string;
}

/** `io.k8s.api.authorization.v1.SubjectAccessReviewStatus` */
export interface SubjectAccessReviewStatus {
  allowed: boolean;
  denied?: boolean;
  evaluationError?: string;
  reason?: string;
}

/** `io.k8s.api.authorization.v1.SubjectRulesReviewStatus` */
export interface SubjectRulesReviewStatus {
  evaluationError?: string;
  incomplete: boolean;
  nonResourceRules: NonResourceRule[];
  resourceRules: ResourceRule[];
}

/** `io.k8s.api.autoscaling.v1.CrossVersionObjectReference` */
export interface AutoscalingV1CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** `io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler` */
export interface AutoscalingV1HorizontalPodAutoscaler {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: AutoscalingV1HorizontalPodAutoscalerSpec;
  status: AutoscalingV1HorizontalPodAutoscalerStatus;
}

/** `io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerList` */
export interface AutoscalingV1HorizontalPodAutoscalerList {
  apiVersion?: string;
  kind?: string;
  items: AutoscalingV1HorizontalPodAutoscaler[];
  metadata: ListMeta;
}

/** `io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec` */
export interface AutoscalingV1HorizontalPodAutoscalerSpec {
  maxReplicas: number;
  minReplicas?: number;
  scaleTargetRef: AutoscalingV1CrossVersionObjectReference;
  targetCPUUtilizationPercentage?: number;
}

/** `io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus` */
export interface AutoscalingV1HorizontalPodAutoscalerStatus {
  currentCPUUtilizationPercentage?: number;
  currentReplicas: number;
  desiredReplicas: number;
  lastScaleTime?: string;
  observedGeneration?: number;
}

/** `io.k8s.api.autoscaling.v1.Scale` */
export interface Scale {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ScaleSpec;
  status: ScaleStatus;
}

/** `io.k8s.api.autoscaling.v1.ScaleSpec` */
export interface ScaleSpec {
  replicas?: number;
}

/** `io.k8s.api.autoscaling.v1.ScaleStatus` */
export interface ScaleStatus {
  replicas: number;
  selector?: string;
}

/** `io.k8s.api.autoscaling.v2.ContainerResourceMetricSource` */
export interface ContainerResourceMetricSource {
  container: string;
  name: string;
  target: MetricTarget;
}

/** `io.k8s.api.autoscaling.v2.ContainerResourceMetricStatus` */
export interface ContainerResourceMetricStatus {
  container: string;
  current: MetricValueStatus;
  name: string;
}

/** `io.k8s.api.autoscaling.v2.CrossVersionObjectReference` */
export interface CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** `io.k8s.api.autoscaling.v2.ExternalMetricSource` */
export interface ExternalMetricSource {
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `io.k8s.api.autoscaling.v2.ExternalMetricStatus` */
export interface ExternalMetricStatus {
  current: MetricValueStatus;
  metric: MetricIdentifier;
}

/** `io.k8s.api.autoscaling.v2.HPAScalingPolicy` */
export interface HPAScalingPolicy {
  periodSeconds: number;
  type: string;
  value: number;
}

/** `io.k8s.api.autoscaling.v2.HPAScalingRules` */
export interface HPAScalingRules {
  policies?: HPAScalingPolicy[];
  selectPolicy?: string;
  stabilizationWindowSeconds?: number;
  tolerance?: string;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler` */
export interface HorizontalPodAutoscaler {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: HorizontalPodAutoscalerSpec;
  status: HorizontalPodAutoscalerStatus;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior` */
export interface HorizontalPodAutoscalerBehavior {
  scaleDown?: HPAScalingRules;
  scaleUp?: HPAScalingRules;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerCondition` */
export interface HorizontalPodAutoscalerCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerList` */
export interface HorizontalPodAutoscalerList {
  apiVersion?: string;
  kind?: string;
  items: HorizontalPodAutoscaler[];
  metadata: ListMeta;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec` */
export interface HorizontalPodAutoscalerSpec {
  behavior?: HorizontalPodAutoscalerBehavior;
  maxReplicas: number;
  metrics?: MetricSpec[];
  minReplicas?: number;
  scaleTargetRef: CrossVersionObjectReference;
}

/** `io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus` */
export interface HorizontalPodAutoscalerStatus {
  conditions?: HorizontalPodAutoscalerCondition[];
  currentMetrics: MetricStatus[];
  currentReplicas?: number;
  desiredReplicas: number;
  lastScaleTime?: string;
  observedGeneration?: number;
}

/** `io.k8s.api.autoscaling.v2.MetricIdentifier` */
export interface MetricIdentifier {
  name: string;
  selector?: LabelSelector;
}

/** `io.k8s.api.autoscaling.v2.MetricSpec` */
export interface MetricSpec {
  containerResource?: ContainerResourceMetricSource;
  external?: ExternalMetricSource;
  object?: ObjectMetricSource;
  pods?: PodsMetricSource;
  resource?: ResourceMetricSource;
  type: string;
}

/** `io.k8s.api.autoscaling.v2.MetricStatus` */
export interface MetricStatus {
  containerResource?: ContainerResourceMetricStatus;
  external?: ExternalMetricStatus;
  object?: ObjectMetricStatus;
  pods?: PodsMetricStatus;
  resource?: ResourceMetricStatus;
  type: string;
}

/** `io.k8s.api.autoscaling.v2.MetricTarget` */
export interface MetricTarget {
  averageUtilization?: number;
  averageValue?: string;
  type: string;
  value?: string;
}

/** `io.k8s.api.autoscaling.v2.MetricValueStatus` */
export interface MetricValueStatus {
  averageUtilization?: number;
  averageValue?: string;
  value?: string;
}

/** `io.k8s.api.autoscaling.v2.ObjectMetricSource` */
export interface ObjectMetricSource {
  describedObject: CrossVersionObjectReference;
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `io.k8s.api.autoscaling.v2.ObjectMetricStatus` */
export interface ObjectMetricStatus {
  current: MetricValueStatus;
  describedObject: CrossVersionObjectReference;
  metric: MetricIdentifier;
}

/** `io.k8s.api.autoscaling.v2.PodsMetricSource` */
export interface PodsMetricSource {
  metric: MetricIdentifier;
  target: MetricTarget;
}

/** `io.k8s.api.autoscaling.v2.PodsMetricStatus` */
export interface PodsMetricStatus {
  current: MetricValueStatus;
  metric: MetricIdentifier;
}

/** `io.k8s.api.autoscaling.v2.ResourceMetricSource` */
export interface ResourceMetricSource {
  name: string;
  target: MetricTarget;
}

/** `io.k8s.api.autoscaling.v2.ResourceMetricStatus` */
export interface ResourceMetricStatus {
  current: MetricValueStatus;
  name: string;
}

/** `io.k8s.api.batch.v1.CronJob` */
export interface CronJob {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CronJobSpec;
  status: CronJobStatus;
}

/** `io.k8s.api.batch.v1.CronJobList` */
export interface CronJobList {
  apiVersion?: string;
  kind?: string;
  items: CronJob[];
  metadata: ListMeta;
}

/** `io.k8s.api.batch.v1.CronJobSpec` */
export interface CronJobSpec {
  concurrencyPolicy?: string;
  failedJobsHistoryLimit?: number;
  jobTemplate: JobTemplateSpec;
  schedule: string;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  suspend?: boolean;
  timeZone?: string;
}

/** `io.k8s.api.batch.v1.CronJobStatus` */
export interface CronJobStatus {
  active?: ObjectReference[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
}

/** `io.k8s.api.batch.v1.Job` */
export interface Job {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: JobSpec;
  status: JobStatus;
}

/** `io.k8s.api.batch.v1.JobCondition` */
export interface JobCondition {
  lastProbeTime?: string;
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.batch.v1.JobList` */
export interface JobList {
  apiVersion?: string;
  kind?: string;
  items: Job[];
  metadata: ListMeta;
}

/** `io.k8s.api.batch.v1.JobSpec` */
export interface JobSpec {
  activeDeadlineSeconds?: number;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  completionMode?: string;
  completions?: number;
  managedBy?: string;
  manualSelector?: boolean;
  maxFailedIndexes?: number;
  parallelism?: number;
  podFailurePolicy?: PodFailurePolicy;
  podReplacementPolicy?: string;
  selector?: LabelSelector;
  successPolicy?: SuccessPolicy;
  suspend?: boolean;
  template: PodTemplateSpec;
  ttlSecondsAfterFinished?: number;
}

/** `io.k8s.api.batch.v1.JobStatus` */
export interface JobStatus {
  active?: number;
  completedIndexes?: string;
  completionTime?: string;
  conditions?: JobCondition[];
  failed?: number;
  failedIndexes?: string;
  ready?: number;
  startTime?: string;
  succeeded?: number;
  terminating?: number;
  uncountedTerminatedPods?: UncountedTerminatedPods;
}

/** `io.k8s.api.batch.v1.JobTemplateSpec` */
export interface JobTemplateSpec {
  metadata: ObjectMeta;
  spec: JobSpec;
}

/** `io.k8s.api.batch.v1.PodFailurePolicy` */
export interface PodFailurePolicy {
  rules: PodFailurePolicyRule[];
}

/** `io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement` */
export interface PodFailurePolicyOnExitCodesRequirement {
  containerName?: string;
  operator: string;
  values: number[];
}

/** `io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern` */
export interface PodFailurePolicyOnPodConditionsPattern {
  status: string;
  type: string;
}

/** `io.k8s.api.batch.v1.PodFailurePolicyRule` */
export interface PodFailurePolicyRule {
  action: string;
  onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  onPodConditions?: PodFailurePolicyOnPodConditionsPattern[];
}

/** `io.k8s.api.batch.v1.SuccessPolicy` */
export interface SuccessPolicy {
  rules: SuccessPolicyRule[];
}

/** `io.k8s.api.batch.v1.SuccessPolicyRule` */
export interface SuccessPolicyRule {
  succeededCount?: number;
  succeededIndexes?: string;
}

/** `io.k8s.api.batch.v1.UncountedTerminatedPods` */
export interface UncountedTerminatedPods {
  failed?: string[];
  succeeded?: string[];
}

/** `io.k8s.api.certificates.v1.CertificateSigningRequest` */
export interface CertificateSigningRequest {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CertificateSigningRequestSpec;
  status: CertificateSigningRequestStatus;
}

/** `io.k8s.api.certificates.v1.CertificateSigningRequestCondition` */
export interface CertificateSigningRequestCondition {
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.certificates.v1.CertificateSigningRequestList` */
export interface CertificateSigningRequestList {
  apiVersion?: string;
  kind?: string;
  items: CertificateSigningRequest[];
  metadata: ListMeta;
}

/** `io.k8s.api.certificates.v1.CertificateSigningRequestSpec` */
export interface CertificateSigningRequestSpec {
  expirationSeconds?: number;
  extra?: Record<string, ExtraValue>;
  groups?: string[];
  request: string;
  signerName: string;
  uid?: string;
  usages?: string[];
  username?: string;
}

/** `io.k8s.api.certificates.v1.CertificateSigningRequestStatus` */
export interface CertificateSigningRequestStatus {
  certificate?: string;
  conditions?: CertificateSigningRequestCondition[];
}

/** `io.k8s.api.certificates.v1.ExtraValue` */
export type ExtraValue = string[];

/** `io.k8s.api.coordination.v1.Lease` */
export interface Lease {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: LeaseSpec;
}

/** `io.k8s.api.coordination.v1.LeaseList` */
export interface LeaseList {
  apiVersion?: string;
  kind?: string;
  items: Lease[];
  metadata: ListMeta;
}

/** `io.k8s.api.coordination.v1.LeaseSpec` */
export interface LeaseSpec {
  acquireTime?: string;
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  leaseTransitions?: number;
  preferredHolder?: string;
  renewTime?: string;
  strategy?: string;
}

/** `io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource` */
export interface AWSElasticBlockStoreVolumeSource {
  fsType?: string;
  partition?: number;
  readOnly?: boolean;
  volumeID: string;
}

/** `io.k8s.api.core.v1.Affinity` */
export interface Affinity {
  nodeAffinity?: NodeAffinity;
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAntiAffinity;
}

/** `io.k8s.api.core.v1.AppArmorProfile` */
export interface AppArmorProfile {
  localhostProfile?: string;
  type: string;
}

/** `io.k8s.api.core.v1.AttachedVolume` */
export interface AttachedVolume {
  devicePath: string;
  name: string;
}

/** `io.k8s.api.core.v1.AzureDiskVolumeSource` */
export interface AzureDiskVolumeSource {
  cachingMode?: string;
  diskName: string;
  diskURI: string;
  fsType?: string;
  kind?: string;
  readOnly?: boolean;
}

/** `io.k8s.api.core.v1.AzureFilePersistentVolumeSource` */
export interface AzureFilePersistentVolumeSource {
  readOnly?: boolean;
  secretName: string;
  secretNamespace?: string;
  shareName: string;
}

/** `io.k8s.api.core.v1.AzureFileVolumeSource` */
export interface AzureFileVolumeSource {
  readOnly?: boolean;
  secretName: string;
  shareName: string;
}

/** `io.k8s.api.core.v1.Binding` */
export interface Binding {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  target: ObjectReference;
}

/** `io.k8s.api.core.v1.CSIPersistentVolumeSource` */
export interface CSIPersistentVolumeSource {
  controllerExpandSecretRef?: SecretReference;
  controllerPublishSecretRef?: SecretReference;
  driver: string;
  fsType?: string;
  nodeExpandSecretRef?: SecretReference;
  nodePublishSecretRef?: SecretReference;
  nodeStageSecretRef?: SecretReference;
  readOnly?: boolean;
  volumeAttributes?: Record<string, string>;
  volumeHandle: string;
}

/** `io.k8s.api.core.v1.CSIVolumeSource` */
export interface CSIVolumeSource {
  driver: string;
  fsType?: string;
  nodePublishSecretRef?: LocalObjectReference;
  readOnly?: boolean;
  volumeAttributes?: Record<string, string>;
}

/** `io.k8s.api.core.v1.Capabilities` */
export interface Capabilities {
  add?: string[];
  drop?: string[];
}

/** `io.k8s.api.core.v1.CephFSPersistentVolumeSource` */
export interface CephFSPersistentVolumeSource {
  monitors: string[];
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: SecretReference;
  user?: string;
}

/** `io.k8s.api.core.v1.CephFSVolumeSource` */
export interface CephFSVolumeSource {
  monitors: string[];
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: LocalObjectReference;
  user?: string;
}

/** `io.k8s.api.core.v1.CinderPersistentVolumeSource` */
export interface CinderPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  volumeID: string;
}

/** `io.k8s.api.core.v1.CinderVolumeSource` */
export interface CinderVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeID: string;
}

/** `io.k8s.api.core.v1.ClientIPConfig` */
export interface ClientIPConfig {
  timeoutSeconds?: number;
}

/** `io.k8s.api.core.v1.ClusterTrustBundleProjection` */
export interface ClusterTrustBundleProjection {
  labelSelector?: LabelSelector;
  name?: string;
  optional?: boolean;
  path: string;
  signerName?: string;
}

/** `io.k8s.api.core.v1.ComponentCondition` */
export interface ComponentCondition {
  error?: string;
  message?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.ComponentStatus` */
export interface ComponentStatus {
  apiVersion?: string;
  kind?: string;
  conditions?: ComponentCondition[];
  metadata: ObjectMeta;
}

/** `io.k8s.api.core.v1.ComponentStatusList` */
export interface ComponentStatusList {
  apiVersion?: string;
  kind?: string;
  items: ComponentStatus[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ConfigMap` */
export interface ConfigMap {
  apiVersion?: string;
  kind?: string;
  binaryData?: Record<string, string>;
  data?: Record<string, string>;
  immutable?: boolean;
  metadata: ObjectMeta;
}

/** `io.k8s.api.core.v1.ConfigMapEnvSource` */
export interface ConfigMapEnvSource {
  name?: string;
  optional?: boolean;
}

/** `io.k8s.api.core.v1.ConfigMapKeySelector` */
export interface ConfigMapKeySelector {
  name?: string;
  key: string;
  optional?: boolean;
}

/** `io.k8s.api.core.v1.ConfigMapList` */
export interface ConfigMapList {
  apiVersion?: string;
  kind?: string;
  items: ConfigMap[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ConfigMapNodeConfigSource` */
export interface ConfigMapNodeConfigSource {
  kubeletConfigKey: string;
  name: string;
  namespace: string;
  resourceVersion?: string;
  uid?: string;
}

/** `io.k8s.api.core.v1.ConfigMapProjection` */
export interface ConfigMapProjection {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

/** `io.k8s.api.core.v1.ConfigMapVolumeSource` */
export interface ConfigMapVolumeSource {
  name?: string;
  defaultMode?: number;
  items?: KeyToPath[];
  optional?: boolean;
}

/** `io.k8s.api.core.v1.Container` */
export interface Container {
  args?: string[];
  command?: string[];
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  image?: string;
  imagePullPolicy?: string;
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: ContainerPort[];
  readinessProbe?: Probe;
  resizePolicy?: ContainerResizePolicy[];
  resources: ResourceRequirements;
  restartPolicy?: string;
  restartPolicyRules?: ContainerRestartRule[];
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  tty?: boolean;
  volumeDevices?: VolumeDevice[];
  volumeMounts?: VolumeMount[];
  workingDir?: string;
}

/** `io.k8s.api.core.v1.ContainerExtendedResourceRequest` */
export interface ContainerExtendedResourceRequest {
  containerName: string;
  requestName: string;
  resourceName: string;
}

/** `io.k8s.api.core.v1.ContainerImage` */
export interface ContainerImage {
  names: string[];
  sizeBytes?: number;
}

/** `io.k8s.api.core.v1.ContainerPort` */
export interface ContainerPort {
  containerPort: number;
  hostIP?: string;
  hostPort?: number;
  name?: string;
  protocol?: string;
}

/** `io.k8s.api.core.v1.ContainerResizePolicy` */
export interface ContainerResizePolicy {
  resourceName: string;
  restartPolicy: string;
}

/** `io.k8s.api.core.v1.ContainerRestartRule` */
export interface ContainerRestartRule {
  action?: string;
  exitCodes?: ContainerRestartRuleOnExitCodes;
}

/** `io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes` */
export interface ContainerRestartRuleOnExitCodes {
  operator?: string;
  values?: number[];
}

/** `io.k8s.api.core.v1.ContainerState` */
export interface ContainerState {
  running?: ContainerStateRunning;
  terminated?: ContainerStateTerminated;
  waiting?: ContainerStateWaiting;
}

/** `io.k8s.api.core.v1.ContainerStateRunning` */
export interface ContainerStateRunning {
  startedAt?: string;
}

/** `io.k8s.api.core.v1.ContainerStateTerminated` */
export interface ContainerStateTerminated {
  containerID?: string;
  exitCode: number;
  finishedAt?: string;
  message?: string;
  reason?: string;
  signal?: number;
  startedAt?: string;
}

/** `io.k8s.api.core.v1.ContainerStateWaiting` */
export interface ContainerStateWaiting {
  message?: string;
  reason?: string;
}

/** `io.k8s.api.core.v1.ContainerStatus` */
export interface ContainerStatus {
  allocatedResources?: Record<string, string>;
  allocatedResourcesStatus?: ResourceStatus[];
  containerID?: string;
  image: string;
  imageID: string;
  lastState: ContainerState;
  name: string;
  ready: boolean;
  resources?: ResourceRequirements;
  restartCount: number;
  started?: boolean;
  state: ContainerState;
  stopSignal?: string;
  user?: ContainerUser;
  volumeMounts?: VolumeMountStatus[];
}

/** `io.k8s.api.core.v1.ContainerUser` */
export interface ContainerUser {
  linux?: LinuxContainerUser;
}

/** `io.k8s.api.core.v1.DaemonEndpoint` */
export interface DaemonEndpoint {
  Port: number;
}

/** `io.k8s.api.core.v1.DownwardAPIProjection` */
export interface DownwardAPIProjection {
  items?: DownwardAPIVolumeFile[];
}

/** `io.k8s.api.core.v1.DownwardAPIVolumeFile` */
export interface DownwardAPIVolumeFile {
  fieldRef?: ObjectFieldSelector;
  mode?: number;
  path: string;
  resourceFieldRef?: ResourceFieldSelector;
}

/** `io.k8s.api.core.v1.DownwardAPIVolumeSource` */
export interface DownwardAPIVolumeSource {
  defaultMode?: number;
  items?: DownwardAPIVolumeFile[];
}

/** `io.k8s.api.core.v1.EmptyDirVolumeSource` */
export interface EmptyDirVolumeSource {
  medium?: string;
  sizeLimit?: string;
}

/** `io.k8s.api.core.v1.EndpointAddress` */
export interface EndpointAddress {
  hostname?: string;
  ip: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

/** `io.k8s.api.core.v1.EndpointPort` */
export interface EndpointPort {
  appProtocol?: string;
  name?: string;
  port: number;
  protocol?: string;
}

/** `io.k8s.api.core.v1.EndpointSubset` */
export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: EndpointPort[];
}

/** `io.k8s.api.core.v1.Endpoints` */
export interface Endpoints {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  subsets?: EndpointSubset[];
}

/** `io.k8s.api.core.v1.EndpointsList` */
export interface EndpointsList {
  apiVersion?: string;
  kind?: string;
  items: Endpoints[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.EnvFromSource` */
export interface EnvFromSource {
  configMapRef?: ConfigMapEnvSource;
  prefix?: string;
  secretRef?: SecretEnvSource;
}

/** `io.k8s.api.core.v1.EnvVar` */
export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: EnvVarSource;
}

/** `io.k8s.api.core.v1.EnvVarSource` */
export interface EnvVarSource {
  configMapKeyRef?: ConfigMapKeySelector;
  fieldRef?: ObjectFieldSelector;
  fileKeyRef?: FileKeySelector;
  resourceFieldRef?: ResourceFieldSelector;
  secretKeyRef?: SecretKeySelector;
}

/** `io.k8s.api.core.v1.EphemeralContainer` */
export interface EphemeralContainer {
  args?: string[];
  command?: string[];
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  image?: string;
  imagePullPolicy?: string;
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: ContainerPort[];
  readinessProbe?: Probe;
  resizePolicy?: ContainerResizePolicy[];
  resources: ResourceRequirements;
  restartPolicy?: string;
  restartPolicyRules?: ContainerRestartRule[];
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  tty?: boolean;
  volumeDevices?: VolumeDevice[];
  volumeMounts?: VolumeMount[];
  workingDir?: string;
  targetContainerName?: string;
}

/** `io.k8s.api.core.v1.EphemeralContainerCommon` */
export interface EphemeralContainerCommon {
  args?: string[];
  command?: string[];
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  image?: string;
  imagePullPolicy?: string;
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: ContainerPort[];
  readinessProbe?: Probe;
  resizePolicy?: ContainerResizePolicy[];
  resources: ResourceRequirements;
  restartPolicy?: string;
  restartPolicyRules?: ContainerRestartRule[];
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  tty?: boolean;
  volumeDevices?: VolumeDevice[];
  volumeMounts?: VolumeMount[];
  workingDir?: string;
}

/** `io.k8s.api.core.v1.EphemeralVolumeSource` */
export interface EphemeralVolumeSource {
  volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}

/** `io.k8s.api.core.v1.Event` */
export interface Event {
  apiVersion?: string;
  kind?: string;
  action?: string;
  count?: number;
  eventTime?: string;
  firstTimestamp?: string;
  involvedObject: ObjectReference;
  lastTimestamp?: string;
  message?: string;
  metadata: ObjectMeta;
  reason?: string;
  related?: ObjectReference;
  reportingComponent: string;
  reportingInstance: string;
  series?: EventSeries;
  source: EventSource;
  type?: string;
}

/** `io.k8s.api.core.v1.EventList` */
export interface EventList {
  apiVersion?: string;
  kind?: string;
  items: Event[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.EventSeries` */
export interface EventSeries {
  count?: number;
  lastObservedTime?: string;
}

/** `io.k8s.api.core.v1.EventSource` */
export interface EventSource {
  component?: string;
  host?: string;
}

/** `io.k8s.api.core.v1.ExecAction` */
export interface ExecAction {
  command?: string[];
}

/** `io.k8s.api.core.v1.FCVolumeSource` */
export interface FCVolumeSource {
  fsType?: string;
  lun?: number;
  readOnly?: boolean;
  targetWWNs?: string[];
  wwids?: string[];
}

/** `io.k8s.api.core.v1.FileKeySelector` */
export interface FileKeySelector {
  key: string;
  optional?: boolean;
  path: string;
  volumeName: string;
}

/** `io.k8s.api.core.v1.FlexPersistentVolumeSource` */
export interface FlexPersistentVolumeSource {
  driver: string;
  fsType?: string;
  options?: Record<string, string>;
  readOnly?: boolean;
  secretRef?: SecretReference;
}

/** `io.k8s.api.core.v1.FlexVolumeSource` */
export interface FlexVolumeSource {
  driver: string;
  fsType?: string;
  options?: Record<string, string>;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
}

/** `io.k8s.api.core.v1.FlockerVolumeSource` */
export interface FlockerVolumeSource {
  datasetName?: string;
  datasetUUID?: string;
}

/** `io.k8s.api.core.v1.GCEPersistentDiskVolumeSource` */
export interface GCEPersistentDiskVolumeSource {
  fsType?: string;
  partition?: number;
  pdName: string;
  readOnly?: boolean;
}

/** `io.k8s.api.core.v1.GRPCAction` */
export interface GRPCAction {
  port: number;
  service?: string;
}

/** `io.k8s.api.core.v1.GitRepoVolumeSource` */
export interface GitRepoVolumeSource {
  directory?: string;
  repository: string;
  revision?: string;
}

/** `io.k8s.api.core.v1.GlusterfsPersistentVolumeSource` */
export interface GlusterfsPersistentVolumeSource {
  endpoints: string;
  endpointsNamespace?: string;
  path: string;
  readOnly?: boolean;
}

/** `io.k8s.api.core.v1.GlusterfsVolumeSource` */
export interface GlusterfsVolumeSource {
  endpoints: string;
  path: string;
  readOnly?: boolean;
}

/** `io.k8s.api.core.v1.HTTPGetAction` */
export interface HTTPGetAction {
  host?: string;
  httpHeaders?: HTTPHeader[];
  path?: string;
  port: number | string;
  scheme?: string;
}

/** `io.k8s.api.core.v1.HTTPHeader` */
export interface HTTPHeader {
  name: string;
  value: string;
}

/** `io.k8s.api.core.v1.HostAlias` */
export interface HostAlias {
  hostnames?: string[];
  ip: string;
}

/** `io.k8s.api.core.v1.HostIP` */
export interface HostIP {
  ip: string;
}

/** `io.k8s.api.core.v1.HostPathVolumeSource` */
export interface HostPathVolumeSource {
  path: string;
  type?: string;
}

/** `io.k8s.api.core.v1.ISCSIPersistentVolumeSource` */
export interface ISCSIPersistentVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: string[];
  readOnly?: boolean;
  secretRef?: SecretReference;
  targetPortal: string;
}

/** `io.k8s.api.core.v1.ISCSIVolumeSource` */
export interface ISCSIVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: string[];
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  targetPortal: string;
}

/** `io.k8s.api.core.v1.ImageVolumeSource` */
export interface ImageVolumeSource {
  pullPolicy?: string;
  reference?: string;
}

/** `io.k8s.api.core.v1.KeyToPath` */
export interface KeyToPath {
  key: string;
  mode?: number;
  path: string;
}

/** `io.k8s.api.core.v1.Lifecycle` */
export interface Lifecycle {
  postStart?: LifecycleHandler;
  preStop?: LifecycleHandler;
  stopSignal?: string;
}

/** `io.k8s.api.core.v1.LifecycleHandler` */
export interface LifecycleHandler {
  exec?: ExecAction;
  httpGet?: HTTPGetAction;
  sleep?: SleepAction;
  tcpSocket?: TCPSocketAction;
}

/** `io.k8s.api.core.v1.LimitRange` */
export interface LimitRange {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: LimitRangeSpec;
}

/** `io.k8s.api.core.v1.LimitRangeItem` */
export interface LimitRangeItem {
  default?: Record<string, string>;
  defaultRequest?: Record<string, string>;
  max?: Record<string, string>;
  maxLimitRequestRatio?: Record<string, string>;
  min?: Record<string, string>;
  type: string;
}

/** `io.k8s.api.core.v1.LimitRangeList` */
export interface LimitRangeList {
  apiVersion?: string;
  kind?: string;
  items: LimitRange[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.LimitRangeSpec` */
export interface LimitRangeSpec {
  limits: LimitRangeItem[];
}

/** `io.k8s.api.core.v1.LinuxContainerUser` */
export interface LinuxContainerUser {
  gid: number;
  supplementalGroups?: number[];
  uid: number;
}

/** `io.k8s.api.core.v1.List` */
export interface CoreV1List {
  apiVersion?: string;
  kind?: string;
  items: unknown[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.LoadBalancerIngress` */
export interface LoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ipMode?: string;
  ports?: PortStatus[];
}

/** `io.k8s.api.core.v1.LoadBalancerStatus` */
export interface LoadBalancerStatus {
  ingress?: LoadBalancerIngress[];
}

/** `io.k8s.api.core.v1.LocalObjectReference` */
export interface LocalObjectReference {
  name?: string;
}

/** `io.k8s.api.core.v1.LocalVolumeSource` */
export interface LocalVolumeSource {
  fsType?: string;
  path: string;
}

/** `io.k8s.api.core.v1.ModifyVolumeStatus` */
export interface ModifyVolumeStatus {
  status: string;
  targetVolumeAttributesClassName?: string;
}

/** `io.k8s.api.core.v1.NFSVolumeSource` */
export interface NFSVolumeSource {
  path: string;
  readOnly?: boolean;
  server: string;
}

/** `io.k8s.api.core.v1.Namespace` */
export interface Namespace {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: NamespaceSpec;
  status: NamespaceStatus;
}

/** `io.k8s.api.core.v1.NamespaceCondition` */
export interface NamespaceCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.NamespaceList` */
export interface NamespaceList {
  apiVersion?: string;
  kind?: string;
  items: Namespace[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.NamespaceSpec` */
export interface NamespaceSpec {
  finalizers?: string[];
}

/** `io.k8s.api.core.v1.NamespaceStatus` */
export interface NamespaceStatus {
  conditions?: NamespaceCondition[];
  phase?: string;
}

/** `io.k8s.api.core.v1.Node` */
export interface Node {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: NodeSpec;
  status: NodeStatus;
}

/** `io.k8s.api.core.v1.NodeAddress` */
export interface NodeAddress {
  address: string;
  type: string;
}

/** `io.k8s.api.core.v1.NodeAffinity` */
export interface NodeAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[];
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
}

/** `io.k8s.api.core.v1.NodeCondition` */
export interface NodeCondition {
  lastHeartbeatTime?: string;
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.NodeConfigSource` */
export interface NodeConfigSource {
  configMap?: ConfigMapNodeConfigSource;
}

/** `io.k8s.api.core.v1.NodeConfigStatus` */
export interface NodeConfigStatus {
  active?: NodeConfigSource;
  assigned?: NodeConfigSource;
  error?: string;
  lastKnownGood?: NodeConfigSource;
}

/** `io.k8s.api.core.v1.NodeDaemonEndpoints` */
export interface NodeDaemonEndpoints {
  kubeletEndpoint: DaemonEndpoint;
}

/** `io.k8s.api.core.v1.NodeFeatures` */
export interface NodeFeatures {
  supplementalGroupsPolicy?: boolean;
}

/** `io.k8s.api.core.v1.NodeList` */
export interface NodeList {
  apiVersion?: string;
  kind?: string;
  items: Node[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.NodeProxyOptions` */
export interface NodeProxyOptions {
  apiVersion?: string;
  kind?: string;
  path?: string;
}

/** `io.k8s.api.core.v1.NodeRuntimeHandler` */
export interface NodeRuntimeHandler {
  features?: NodeRuntimeHandlerFeatures;
  name: string;
}

/** `io.k8s.api.core.v1.NodeRuntimeHandlerFeatures` */
export interface NodeRuntimeHandlerFeatures {
  recursiveReadOnlyMounts?: boolean;
  userNamespaces?: boolean;
}

/** `io.k8s.api.core.v1.NodeSelector` */
export interface NodeSelector {
  nodeSelectorTerms: NodeSelectorTerm[];
}

/** `io.k8s.api.core.v1.NodeSelectorRequirement` */
export interface NodeSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** `io.k8s.api.core.v1.NodeSelectorTerm` */
export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[];
  matchFields?: NodeSelectorRequirement[];
}

/** `io.k8s.api.core.v1.NodeSpec` */
export interface NodeSpec {
  configSource?: NodeConfigSource;
  externalID?: string;
  podCIDR?: string;
  podCIDRs?: string[];
  providerID?: string;
  taints?: Taint[];
  unschedulable?: boolean;
}

/** `io.k8s.api.core.v1.NodeStatus` */
export interface NodeStatus {
  addresses?: NodeAddress[];
  allocatable?: Record<string, string>;
  capacity?: Record<string, string>;
  conditions?: NodeCondition[];
  config?: NodeConfigStatus;
  daemonEndpoints: NodeDaemonEndpoints;
  features?: NodeFeatures;
  images?: ContainerImage[];
  nodeInfo: NodeSystemInfo;
  phase?: string;
  runtimeHandlers?: NodeRuntimeHandler[];
  volumesAttached?: AttachedVolume[];
  volumesInUse?: string[];
}

/** `io.k8s.api.core.v1.NodeSwapStatus` */
export interface NodeSwapStatus {
  capacity?: number;
}

/** `io.k8s.api.core.v1.NodeSystemInfo` */
export interface NodeSystemInfo {
  architecture: string;
  bootID: string;
  containerRuntimeVersion: string;
  kernelVersion: string;
  kubeProxyVersion: string;
  kubeletVersion: string;
  machineID: string;
  operatingSystem: string;
  osImage: string;
  swap?: NodeSwapStatus;
  systemUUID: string;
}

/** `io.k8s.api.core.v1.ObjectFieldSelector` */
export interface ObjectFieldSelector {
  apiVersion?: string;
  fieldPath: string;
}

/** `io.k8s.api.core.v1.ObjectReference` */
export interface ObjectReference {
  apiVersion?: string;
  fieldPath?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  resourceVersion?: string;
  uid?: string;
}

/** `io.k8s.api.core.v1.PersistentVolume` */
export interface PersistentVolume {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PersistentVolumeSpec;
  status: PersistentVolumeStatus;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaim` */
export interface PersistentVolumeClaim {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PersistentVolumeClaimSpec;
  status: PersistentVolumeClaimStatus;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimCondition` */
export interface PersistentVolumeClaimCondition {
  lastProbeTime?: string;
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimList` */
export interface PersistentVolumeClaimList {
  apiVersion?: string;
  kind?: string;
  items: PersistentVolumeClaim[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimSpec` */
export interface PersistentVolumeClaimSpec {
  accessModes?: string[];
  dataSource?: TypedLocalObjectReference;
  dataSourceRef?: TypedObjectReference;
  resources: VolumeResourceRequirements;
  selector?: LabelSelector;
  storageClassName?: string;
  volumeAttributesClassName?: string;
  volumeMode?: string;
  volumeName?: string;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimStatus` */
export interface PersistentVolumeClaimStatus {
  accessModes?: string[];
  allocatedResourceStatuses?: Record<string, string>;
  allocatedResources?: Record<string, string>;
  capacity?: Record<string, string>;
  conditions?: PersistentVolumeClaimCondition[];
  currentVolumeAttributesClassName?: string;
  modifyVolumeStatus?: ModifyVolumeStatus;
  phase?: string;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimTemplate` */
export interface PersistentVolumeClaimTemplate {
  metadata: ObjectMeta;
  spec: PersistentVolumeClaimSpec;
}

/** `io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource` */
export interface PersistentVolumeClaimVolumeSource {
  claimName: string;
  readOnly?: boolean;
}

/** `io.k8s.api.core.v1.PersistentVolumeList` */
export interface PersistentVolumeList {
  apiVersion?: string;
  kind?: string;
  items: PersistentVolume[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.PersistentVolumeSource` */
export interface PersistentVolumeSource {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFilePersistentVolumeSource;
  cephfs?: CephFSPersistentVolumeSource;
  cinder?: CinderPersistentVolumeSource;
  csi?: CSIPersistentVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexPersistentVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  glusterfs?: GlusterfsPersistentVolumeSource;
  hostPath?: HostPathVolumeSource;
  iscsi?: ISCSIPersistentVolumeSource;
  local?: LocalVolumeSource;
  nfs?: NFSVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDPersistentVolumeSource;
  scaleIO?: ScaleIOPersistentVolumeSource;
  storageos?: StorageOSPersistentVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** `io.k8s.api.core.v1.PersistentVolumeSpec` */
export interface PersistentVolumeSpec {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFilePersistentVolumeSource;
  cephfs?: CephFSPersistentVolumeSource;
  cinder?: CinderPersistentVolumeSource;
  csi?: CSIPersistentVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexPersistentVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  glusterfs?: GlusterfsPersistentVolumeSource;
  hostPath?: HostPathVolumeSource;
  iscsi?: ISCSIPersistentVolumeSource;
  local?: LocalVolumeSource;
  nfs?: NFSVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDPersistentVolumeSource;
  scaleIO?: ScaleIOPersistentVolumeSource;
  storageos?: StorageOSPersistentVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
  accessModes?: string[];
  capacity?: Record<string, string>;
  claimRef?: ObjectReference;
  mountOptions?: string[];
  nodeAffinity?: VolumeNodeAffinity;
  persistentVolumeReclaimPolicy?: string;
  storageClassName?: string;
  volumeAttributesClassName?: string;
  volumeMode?: string;
}

/** `io.k8s.api.core.v1.PersistentVolumeStatus` */
export interface PersistentVolumeStatus {
  lastPhaseTransitionTime?: string;
  message?: string;
  phase?: string;
  reason?: string;
}

/** `io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource` */
export interface PhotonPersistentDiskVolumeSource {
  fsType?: string;
  pdID: string;
}

/** `io.k8s.api.core.v1.Pod` */
export interface Pod {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PodSpec;
  status: PodStatus;
}

/** `io.k8s.api.core.v1.PodAffinity` */
export interface PodAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
}

/** `io.k8s.api.core.v1.PodAffinityTerm` */
export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
  namespaceSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey: string;
}

/** `io.k8s.api.core.v1.PodAntiAffinity` */
export interface PodAntiAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
}

/** `io.k8s.api.core.v1.PodAttachOptions` */
export interface PodAttachOptions {
  apiVersion?: string;
  kind?: string;
  container?: string;
  stderr?: boolean;
  stdin?: boolean;
  stdout?: boolean;
  tty?: boolean;
}

/** `io.k8s.api.core.v1.PodCertificateProjection` */
export interface PodCertificateProjection {
  certificateChainPath?: string;
  credentialBundlePath?: string;
  keyPath?: string;
  keyType?: string;
  maxExpirationSeconds?: number;
  signerName?: string;
}

/** `io.k8s.api.core.v1.PodCondition` */
export interface PodCondition {
  lastProbeTime?: string;
  lastTransitionTime?: string;
  message?: string;
  observedGeneration?: number;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.PodDNSConfig` */
export interface PodDNSConfig {
  nameservers?: string[];
  options?: PodDNSConfigOption[];
  searches?: string[];
}

/** `io.k8s.api.core.v1.PodDNSConfigOption` */
export interface PodDNSConfigOption {
  name?: string;
  value?: string;
}

/** `io.k8s.api.core.v1.PodExecOptions` */
export interface PodExecOptions {
  apiVersion?: string;
  kind?: string;
  command: string[];
  container?: string;
  stderr?: boolean;
  stdin?: boolean;
  stdout?: boolean;
  tty?: boolean;
}

/** `io.k8s.api.core.v1.PodExtendedResourceClaimStatus` */
export interface PodExtendedResourceClaimStatus {
  requestMappings: ContainerExtendedResourceRequest[];
  resourceClaimName: string;
}

/** `io.k8s.api.core.v1.PodIP` */
export interface PodIP {
  ip: string;
}

/** `io.k8s.api.core.v1.PodList` */
export interface PodList {
  apiVersion?: string;
  kind?: string;
  items: Pod[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.PodLogOptions` */
export interface PodLogOptions {
  apiVersion?: string;
  kind?: string;
  container?: string;
  follow?: boolean;
  insecureSkipTLSVerifyBackend?: boolean;
  limitBytes?: number;
  previous?: boolean;
  sinceSeconds?: number;
  sinceTime?: string;
  stream?: string;
  tailLines?: number;
  timestamps?: boolean;
}

/** `io.k8s.api.core.v1.PodOS` */
export interface PodOS {
  name: string;
}

/** `io.k8s.api.core.v1.PodPortForwardOptions` */
export interface PodPortForwardOptions {
  apiVersion?: string;
  kind?: string;
  ports?: number[];
}

/** `io.k8s.api.core.v1.PodProxyOptions` */
export interface PodProxyOptions {
  apiVersion?: string;
  kind?: string;
  path?: string;
}

/** `io.k8s.api.core.v1.PodReadinessGate` */
export interface PodReadinessGate {
  conditionType: string;
}

/** `io.k8s.api.core.v1.PodResourceClaim` */
export interface PodResourceClaim {
  name: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}

/** `io.k8s.api.core.v1.PodResourceClaimStatus` */
export interface PodResourceClaimStatus {
  name: string;
  resourceClaimName?: string;
}

/** `io.k8s.api.core.v1.PodSchedulingGate` */
export interface PodSchedulingGate {
  name: string;
}

/** `io.k8s.api.core.v1.PodSecurityContext` */
export interface PodSecurityContext {
  appArmorProfile?: AppArmorProfile;
  fsGroup?: number;
  fsGroupChangePolicy?: string;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seLinuxChangePolicy?: string;
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  supplementalGroups?: number[];
  supplementalGroupsPolicy?: string;
  sysctls?: Sysctl[];
  windowsOptions?: WindowsSecurityContextOptions;
}

/** `io.k8s.api.core.v1.PodSpec` */
export interface PodSpec {
  activeDeadlineSeconds?: number;
  affinity?: Affinity;
  automountServiceAccountToken?: boolean;
  containers: Container[];
  dnsConfig?: PodDNSConfig;
  dnsPolicy?: string;
  enableServiceLinks?: boolean;
  ephemeralContainers?: EphemeralContainer[];
  hostAliases?: HostAlias[];
  hostIPC?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostUsers?: boolean;
  hostname?: string;
  hostnameOverride?: string;
  imagePullSecrets?: LocalObjectReference[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  os?: PodOS;
  overhead?: Record<string, string>;
  preemptionPolicy?: string;
  priority?: number;
  priorityClassName?: string;
  readinessGates?: PodReadinessGate[];
  resourceClaims?: PodResourceClaim[];
  resources?: ResourceRequirements;
  restartPolicy?: string;
  runtimeClassName?: string;
  schedulerName?: string;
  schedulingGates?: PodSchedulingGate[];
  securityContext?: PodSecurityContext;
  serviceAccount?: string;
  serviceAccountName?: string;
  setHostnameAsFQDN?: boolean;
  shareProcessNamespace?: boolean;
  subdomain?: string;
  terminationGracePeriodSeconds?: number;
  tolerations?: Toleration[];
  topologySpreadConstraints?: TopologySpreadConstraint[];
  volumes?: Volume[];
}

/** `io.k8s.api.core.v1.PodStatus` */
export interface PodStatus {
  conditions?: PodCondition[];
  containerStatuses?: ContainerStatus[];
  ephemeralContainerStatuses?: ContainerStatus[];
  extendedResourceClaimStatus?: PodExtendedResourceClaimStatus;
  hostIP?: string;
  hostIPs?: HostIP[];
  initContainerStatuses?: ContainerStatus[];
  message?: string;
  nominatedNodeName?: string;
  observedGeneration?: number;
  phase?: string;
  podIP?: string;
  podIPs?: PodIP[];
  qosClass?: string;
  reason?: string;
  resize?: string;
  resourceClaimStatuses?: PodResourceClaimStatus[];
  startTime?: string;
}

/** `io.k8s.api.core.v1.PodStatusResult` */
export interface PodStatusResult {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  status: PodStatus;
}

/** `io.k8s.api.core.v1.PodTemplate` */
export interface PodTemplate {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  template: PodTemplateSpec;
}

/** `io.k8s.api.core.v1.PodTemplateList` */
export interface PodTemplateList {
  apiVersion?: string;
  kind?: string;
  items: PodTemplate[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.PodTemplateSpec` */
export interface PodTemplateSpec {
  metadata: ObjectMeta;
  spec: PodSpec;
}

/** `io.k8s.api.core.v1.PortStatus` */
export interface PortStatus {
  error?: string;
  port: number;
  protocol: string;
}

/** `io.k8s.api.core.v1.PortworxVolumeSource` */
export interface PortworxVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  volumeID: string;
}

/** `io.k8s.api.core.v1.PreferredSchedulingTerm` */
export interface PreferredSchedulingTerm {
  preference: NodeSelectorTerm;
  weight: number;
}

/** `io.k8s.api.core.v1.Probe` */
export interface Probe {
  exec?: ExecAction;
  grpc?: GRPCAction;
  httpGet?: HTTPGetAction;
  tcpSocket?: TCPSocketAction;
  failureThreshold?: number;
  initialDelaySeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  terminationGracePeriodSeconds?: number;
  timeoutSeconds?: number;
}

/** `io.k8s.api.core.v1.ProbeHandler` */
export interface ProbeHandler {
  exec?: ExecAction;
  grpc?: GRPCAction;
  httpGet?: HTTPGetAction;
  tcpSocket?: TCPSocketAction;
}

/** `io.k8s.api.core.v1.ProjectedVolumeSource` */
export interface ProjectedVolumeSource {
  defaultMode?: number;
  sources: VolumeProjection[];
}

/** `io.k8s.api.core.v1.QuobyteVolumeSource` */
export interface QuobyteVolumeSource {
  group?: string;
  readOnly?: boolean;
  registry: string;
  tenant?: string;
  user?: string;
  volume: string;
}

/** `io.k8s.api.core.v1.RBDPersistentVolumeSource` */
export interface RBDPersistentVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: string[];
  pool?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  user?: string;
}

/** `io.k8s.api.core.v1.RBDVolumeSource` */
export interface RBDVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: string[];
  pool?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  user?: string;
}

/** `io.k8s.api.core.v1.RangeAllocation` */
export interface RangeAllocation {
  apiVersion?: string;
  kind?: string;
  data: string;
  metadata: ObjectMeta;
  range: string;
}

/** `io.k8s.api.core.v1.ReplicationController` */
export interface ReplicationController {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ReplicationControllerSpec;
  status: ReplicationControllerStatus;
}

/** `io.k8s.api.core.v1.ReplicationControllerCondition` */
export interface ReplicationControllerCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.api.core.v1.ReplicationControllerList` */
export interface ReplicationControllerList {
  apiVersion?: string;
  kind?: string;
  items: ReplicationController[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ReplicationControllerSpec` */
export interface ReplicationControllerSpec {
  minReadySeconds?: number;
  replicas?: number;
  selector?: Record<string, string>;
  template?: PodTemplateSpec;
}

/** `io.k8s.api.core.v1.ReplicationControllerStatus` */
export interface ReplicationControllerStatus {
  availableReplicas?: number;
  conditions?: ReplicationControllerCondition[];
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
}

/** `io.k8s.api.core.v1.ResourceClaim` */
export interface ResourceClaim {
  name: string;
  request?: string;
}

/** `io.k8s.api.core.v1.ResourceFieldSelector` */
export interface ResourceFieldSelector {
  containerName?: string;
  divisor?: string;
  resource: string;
}

/** `io.k8s.api.core.v1.ResourceHealth` */
export interface ResourceHealth {
  health?: string;
  resourceID: string;
}

/** `io.k8s.api.core.v1.ResourceQuota` */
export interface ResourceQuota {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ResourceQuotaSpec;
  status: ResourceQuotaStatus;
}

/** `io.k8s.api.core.v1.ResourceQuotaList` */
export interface ResourceQuotaList {
  apiVersion?: string;
  kind?: string;
  items: ResourceQuota[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ResourceQuotaSpec` */
export interface ResourceQuotaSpec {
  hard?: Record<string, string>;
  scopeSelector?: ScopeSelector;
  scopes?: string[];
}

/** `io.k8s.api.core.v1.ResourceQuotaStatus` */
export interface ResourceQuotaStatus {
  hard?: Record<string, string>;
  used?: Record<string, string>;
}

/** `io.k8s.api.core.v1.ResourceRequirements` */
export interface ResourceRequirements {
  claims?: ResourceClaim[];
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

/** `io.k8s.api.core.v1.ResourceStatus` */
export interface ResourceStatus {
  name: string;
  resources?: ResourceHealth[];
}

/** `io.k8s.api.core.v1.SELinuxOptions` */
export interface SELinuxOptions {
  level?: string;
  role?: string;
  type?: string;
  user?: string;
}

/** `io.k8s.api.core.v1.ScaleIOPersistentVolumeSource` */
export interface ScaleIOPersistentVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

/** `io.k8s.api.core.v1.ScaleIOVolumeSource` */
export interface ScaleIOVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

/** `io.k8s.api.core.v1.ScopeSelector` */
export interface ScopeSelector {
  matchExpressions?: ScopedResourceSelectorRequirement[];
}

/** `io.k8s.api.core.v1.ScopedResourceSelectorRequirement` */
export interface ScopedResourceSelectorRequirement {
  operator: string;
  scopeName: string;
  values?: string[];
}

/** `io.k8s.api.core.v1.SeccompProfile` */
export interface SeccompProfile {
  localhostProfile?: string;
  type: string;
}

/** `io.k8s.api.core.v1.Secret` */
export interface Secret {
  apiVersion?: string;
  kind?: string;
  data?: Record<string, string>;
  immutable?: boolean;
  metadata: ObjectMeta;
  stringData?: Record<string, string>;
  type?: string;
}

/** `io.k8s.api.core.v1.SecretEnvSource` */
export interface SecretEnvSource {
  name?: string;
  optional?: boolean;
}

/** `io.k8s.api.core.v1.SecretKeySelector` */
export interface SecretKeySelector {
  name?: string;
  key: string;
  optional?: boolean;
}

/** `io.k8s.api.core.v1.SecretList` */
export interface SecretList {
  apiVersion?: string;
  kind?: string;
  items: Secret[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.SecretProjection` */
export interface SecretProjection {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

/** `io.k8s.api.core.v1.SecretReference` */
export interface SecretReference {
  name?: string;
  namespace?: string;
}

/** `io.k8s.api.core.v1.SecretVolumeSource` */
export interface SecretVolumeSource {
  defaultMode?: number;
  items?: KeyToPath[];
  optional?: boolean;
  secretName?: string;
}

/** `io.k8s.api.core.v1.SecurityContext` */
export interface SecurityContext {
  allowPrivilegeEscalation?: boolean;
  appArmorProfile?: AppArmorProfile;
  capabilities?: Capabilities;
  privileged?: boolean;
  procMount?: string;
  readOnlyRootFilesystem?: boolean;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  windowsOptions?: WindowsSecurityContextOptions;
}

/** `io.k8s.api.core.v1.SerializedReference` */
export interface SerializedReference {
  apiVersion?: string;
  kind?: string;
  reference: ObjectReference;
}

/** `io.k8s.api.core.v1.Service` */
export interface Service {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ServiceSpec;
  status: ServiceStatus;
}

/** `io.k8s.api.core.v1.ServiceAccount` */
export interface ServiceAccount {
  apiVersion?: string;
  kind?: string;
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: LocalObjectReference[];
  metadata: ObjectMeta;
  secrets?: ObjectReference[];
}

/** `io.k8s.api.core.v1.ServiceAccountList` */
export interface ServiceAccountList {
  apiVersion?: string;
  kind?: string;
  items: ServiceAccount[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ServiceAccountTokenProjection` */
export interface ServiceAccountTokenProjection {
  audience?: string;
  expirationSeconds?: number;
  path: string;
}

/** `io.k8s.api.core.v1.ServiceList` */
export interface ServiceList {
  apiVersion?: string;
  kind?: string;
  items: Service[];
  metadata: ListMeta;
}

/** `io.k8s.api.core.v1.ServicePort` */
export interface ServicePort {
  appProtocol?: string;
  name?: string;
  nodePort?: number;
  port: number;
  protocol?: string;
  targetPort?: number | string;
}

/** `io.k8s.api.core.v1.ServiceProxyOptions` */
export interface ServiceProxyOptions {
  apiVersion?: string;
  kind?: string;
  path?: string;
}

/** `io.k8s.api.core.v1.ServiceSpec` */
export interface ServiceSpec {
  allocateLoadBalancerNodePorts?: boolean;
  clusterIP?: string;
  clusterIPs?: string[];
  externalIPs?: string[];
  externalName?: string;
  externalTrafficPolicy?: string;
  healthCheckNodePort?: number;
  internalTrafficPolicy?: string;
  ipFamilies?: string[];
  ipFamilyPolicy?: string;
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
  ports?: ServicePort[];
  publishNotReadyAddresses?: boolean;
  selector?: Record<string, string>;
  sessionAffinity?: string;
  sessionAffinityConfig?: SessionAffinityConfig;
  trafficDistribution?: string;
  type?: string;
}

/** `io.k8s.api.core.v1.ServiceStatus` */
export interface ServiceStatus {
  conditions?: Condition[];
  loadBalancer: LoadBalancerStatus;
}

/** `io.k8s.api.core.v1.SessionAffinityConfig` */
export interface SessionAffinityConfig {
  clientIP?: ClientIPConfig;
}

/** `io.k8s.api.core.v1.SleepAction` */
export interface SleepAction {
  seconds: number;
}

/** `io.k8s.api.core.v1.StorageOSPersistentVolumeSource` */
export interface StorageOSPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: ObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

/** `io.k8s.api.core.v1.StorageOSVolumeSource` */
export interface StorageOSVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

/** `io.k8s.api.core.v1.Sysctl` */
export interface Sysctl {
  name: string;
  value: string;
}

/** `io.k8s.api.core.v1.TCPSocketAction` */
export interface TCPSocketAction {
  host?: string;
  port: number | string;
}

/** `io.k8s.api.core.v1.Taint` */
export interface Taint {
  effect: string;
  key: string;
  timeAdded?: string;
  value?: string;
}

/** `io.k8s.api.core.v1.Toleration` */
export interface Toleration {
  effect?: string;
  key?: string;
  operator?: string;
  tolerationSeconds?: number;
  value?: string;
}

/** `io.k8s.api.core.v1.TopologySelectorLabelRequirement` */
export interface TopologySelectorLabelRequirement {
  key: string;
  values: string[];
}

/** `io.k8s.api.core.v1.TopologySelectorTerm` */
export interface TopologySelectorTerm {
  matchLabelExpressions?: TopologySelectorLabelRequirement[];
}

/** `io.k8s.api.core.v1.TopologySpreadConstraint` */
export interface TopologySpreadConstraint {
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  maxSkew: number;
  minDomains?: number;
  nodeAffinityPolicy?: string;
  nodeTaintsPolicy?: string;
  topologyKey: string;
  whenUnsatisfiable: string;
}

/** `io.k8s.api.core.v1.TypedLocalObjectReference` */
export interface TypedLocalObjectReference {
  apiGroup?: string;
  kind: string;
  name: string;
}

/** `io.k8s.api.core.v1.TypedObjectReference` */
export interface TypedObjectReference {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** `io.k8s.api.core.v1.Volume` */
export interface Volume {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFileVolumeSource;
  cephfs?: CephFSVolumeSource;
  cinder?: CinderVolumeSource;
  configMap?: ConfigMapVolumeSource;
  csi?: CSIVolumeSource;
  downwardAPI?: DownwardAPIVolumeSource;
  emptyDir?: EmptyDirVolumeSource;
  ephemeral?: EphemeralVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  gitRepo?: GitRepoVolumeSource;
  glusterfs?: GlusterfsVolumeSource;
  hostPath?: HostPathVolumeSource;
  image?: ImageVolumeSource;
  iscsi?: ISCSIVolumeSource;
  nfs?: NFSVolumeSource;
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  projected?: ProjectedVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDVolumeSource;
  scaleIO?: ScaleIOVolumeSource;
  secret?: SecretVolumeSource;
  storageos?: StorageOSVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
  name: string;
}

/** `io.k8s.api.core.v1.VolumeDevice` */
export interface VolumeDevice {
  devicePath: string;
  name: string;
}

/** `io.k8s.api.core.v1.VolumeMount` */
export interface VolumeMount {
  mountPath: string;
  mountPropagation?: string;
  name: string;
  readOnly?: boolean;
  recursiveReadOnly?: string;
  subPath?: string;
  subPathExpr?: string;
}

/** `io.k8s.api.core.v1.VolumeMountStatus` */
export interface VolumeMountStatus {
  mountPath: string;
  name: string;
  readOnly?: boolean;
  recursiveReadOnly?: string;
}

/** `io.k8s.api.core.v1.VolumeNodeAffinity` */
export interface VolumeNodeAffinity {
  required?: NodeSelector;
}

/** `io.k8s.api.core.v1.VolumeProjection` */
export interface VolumeProjection {
  clusterTrustBundle?: ClusterTrustBundleProjection;
  configMap?: ConfigMapProjection;
  downwardAPI?: DownwardAPIProjection;
  podCertificate?: PodCertificateProjection;
  secret?: SecretProjection;
  serviceAccountToken?: ServiceAccountTokenProjection;
}

/** `io.k8s.api.core.v1.VolumeResourceRequirements` */
export interface VolumeResourceRequirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

/** `io.k8s.api.core.v1.VolumeSource` */
export interface VolumeSource {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFileVolumeSource;
  cephfs?: CephFSVolumeSource;
  cinder?: CinderVolumeSource;
  configMap?: ConfigMapVolumeSource;
  csi?: CSIVolumeSource;
  downwardAPI?: DownwardAPIVolumeSource;
  emptyDir?: EmptyDirVolumeSource;
  ephemeral?: EphemeralVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  gitRepo?: GitRepoVolumeSource;
  glusterfs?: GlusterfsVolumeSource;
  hostPath?: HostPathVolumeSource;
  image?: ImageVolumeSource;
  iscsi?: ISCSIVolumeSource;
  nfs?: NFSVolumeSource;
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  projected?: ProjectedVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDVolumeSource;
  scaleIO?: ScaleIOVolumeSource;
  secret?: SecretVolumeSource;
  storageos?: StorageOSVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** `io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource` */
export interface VsphereVirtualDiskVolumeSource {
  fsType?: string;
  storagePolicyID?: string;
  storagePolicyName?: string;
  volumePath: string;
}

/** `io.k8s.api.core.v1.WeightedPodAffinityTerm` */
export interface WeightedPodAffinityTerm {
  podAffinityTerm: PodAffinityTerm;
  weight: number;
}

/** `io.k8s.api.core.v1.WindowsSecurityContextOptions` */
export interface WindowsSecurityContextOptions {
  gmsaCredentialSpec?: string;
  gmsaCredentialSpecName?: string;
  hostProcess?: boolean;
  runAsUserName?: string;
}

/** `io.k8s.api.discovery.v1.Endpoint` */
export interface Endpoint {
  addresses: string[];
  conditions: EndpointConditions;
  deprecatedTopology?: Record<string, string>;
  hints?: EndpointHints;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
  zone?: string;
}

/** `io.k8s.api.discovery.v1.EndpointConditions` */
export interface EndpointConditions {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}

/** `io.k8s.api.discovery.v1.EndpointHints` */
export interface EndpointHints {
  forNodes?: ForNode[];
  forZones?: ForZone[];
}

/** `io.k8s.api.discovery.v1.EndpointPort` */
export interface DiscoveryV1EndpointPort {
  appProtocol?: string;
  name?: string;
  port?: number;
  protocol?: string;
}

/** `io.k8s.api.discovery.v1.EndpointSlice` */
export interface EndpointSlice {
  apiVersion?: string;
  kind?: string;
  addressType: string;
  endpoints: Endpoint[];
  metadata: ObjectMeta;
  ports: DiscoveryV1EndpointPort[];
}

/** `io.k8s.api.discovery.v1.EndpointSliceList` */
export interface EndpointSliceList {
  apiVersion?: string;
  kind?: string;
  items: EndpointSlice[];
  metadata: ListMeta;
}

/** `io.k8s.api.discovery.v1.ForNode` */
export interface ForNode {
  name: string;
}

/** `io.k8s.api.discovery.v1.ForZone` */
export interface ForZone {
  name: string;
}

/** `io.k8s.api.events.v1.Event` */
export interface EventsV1Event {
  apiVersion?: string;
  kind?: string;
  action?: string;
  deprecatedCount?: number;
  deprecatedFirstTimestamp?: string;
  deprecatedLastTimestamp?: string;
  deprecatedSource: EventSource;
  eventTime: string;
  metadata: ObjectMeta;
  note?: string;
  reason?: string;
  regarding: ObjectReference;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  series?: EventsV1EventSeries;
  type?: string;
}

/** `io.k8s.api.events.v1.EventList` */
export interface EventsV1EventList {
  apiVersion?: string;
  kind?: string;
  items: EventsV1Event[];
  metadata: ListMeta;
}

/** `io.k8s.api.events.v1.EventSeries` */
export interface EventsV1EventSeries {
  count: number;
  lastObservedTime: string;
}

/** `io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration` */
export interface ExemptPriorityLevelConfiguration {
  lendablePercent?: number;
  nominalConcurrencyShares?: number;
}

/** `io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod` */
export interface FlowDistinguisherMethod {
  type: string;
}

/** `io.k8s.api.flowcontrol.v1.FlowSchema` */
export interface FlowSchema {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: FlowSchemaSpec;
  status: FlowSchemaStatus;
}

/** `io.k8s.api.flowcontrol.v1.FlowSchemaCondition` */
export interface FlowSchemaCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status?: string;
  type?: string;
}

/** `io.k8s.api.flowcontrol.v1.FlowSchemaList` */
export interface FlowSchemaList {
  apiVersion?: string;
  kind?: string;
  items: FlowSchema[];
  metadata: ListMeta;
}

/** `io.k8s.api.flowcontrol.v1.FlowSchemaSpec` */
export interface FlowSchemaSpec {
  distinguisherMethod?: FlowDistinguisherMethod;
  matchingPrecedence: number;
  priorityLevelConfiguration: PriorityLevelConfigurationReference;
  rules?: PolicyRulesWithSubjects[];
}

/** `io.k8s.api.flowcontrol.v1.FlowSchemaStatus` */
export interface FlowSchemaStatus {
  conditions?: FlowSchemaCondition[];
}

/** `io.k8s.api.flowcontrol.v1.GroupSubject` */
export interface GroupSubject {
  name: string;
}

/** `io.k8s.api.flowcontrol.v1.LimitResponse` */
export interface LimitResponse {
  queuing?: QueuingConfiguration;
  type: string;
}

/** `io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration` */
export interface LimitedPriorityLevelConfiguration {
  borrowingLimitPercent?: number;
  lendablePercent?: number;
  limitResponse: LimitResponse;
  nominalConcurrencyShares?: number;
}

/** `io.k8s.api.flowcontrol.v1.NonResourcePolicyRule` */
export interface NonResourcePolicyRule {
  nonResourceURLs: string[];
  verbs: string[];
}

/** `io.k8s.api.flowcontrol.v1.PolicyRulesWithSubjects` */
export interface PolicyRulesWithSubjects {
  nonResourceRules?: NonResourcePolicyRule[];
  resourceRules?: ResourcePolicyRule[];
  subjects: FlowcontrolV1Subject[];
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration` */
export interface PriorityLevelConfiguration {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PriorityLevelConfigurationSpec;
  status: PriorityLevelConfigurationStatus;
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationCondition` */
export interface PriorityLevelConfigurationCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status?: string;
  type?: string;
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationList` */
export interface PriorityLevelConfigurationList {
  apiVersion?: string;
  kind?: string;
  items: PriorityLevelConfiguration[];
  metadata: ListMeta;
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationReference` */
export interface PriorityLevelConfigurationReference {
  name: string;
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec` */
export interface PriorityLevelConfigurationSpec {
  exempt?: ExemptPriorityLevelConfiguration;
  limited?: LimitedPriorityLevelConfiguration;
  type: string;
}

/** `io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationStatus` */
export interface PriorityLevelConfigurationStatus {
  conditions?: PriorityLevelConfigurationCondition[];
}

/** `io.k8s.api.flowcontrol.v1.QueuingConfiguration` */
export interface QueuingConfiguration {
  handSize: number;
  queueLengthLimit: number;
  queues: number;
}

/** `io.k8s.api.flowcontrol.v1.ResourcePolicyRule` */
export interface ResourcePolicyRule {
  apiGroups: string[];
  clusterScope?: boolean;
  namespaces: string[];
  resources: string[];
  verbs: string[];
}

/** `io.k8s.api.flowcontrol.v1.ServiceAccountSubject` */
export interface ServiceAccountSubject {
  name: string;
  namespace: string;
}

/** `io.k8s.api.flowcontrol.v1.Subject` */
export interface FlowcontrolV1Subject {
  group?: GroupSubject;
  kind: string;
  serviceAccount?: ServiceAccountSubject;
  user?: UserSubject;
}

/** `io.k8s.api.flowcontrol.v1.UserSubject` */
export interface UserSubject {
  name: string;
}

/** `io.k8s.api.networking.v1.HTTPIngressPath` */
export interface HTTPIngressPath {
  backend: IngressBackend;
  path?: string;
  pathType?: string;
}

/** `io.k8s.api.networking.v1.HTTPIngressRuleValue` */
export interface HTTPIngressRuleValue {
  paths: HTTPIngressPath[];
}

/** `io.k8s.api.networking.v1.IPAddress` */
export interface IPAddress {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: IPAddressSpec;
}

/** `io.k8s.api.networking.v1.IPAddressList` */
export interface IPAddressList {
  apiVersion?: string;
  kind?: string;
  items: IPAddress[];
  metadata: ListMeta;
}

/** `io.k8s.api.networking.v1.IPAddressSpec` */
export interface IPAddressSpec {
  parentRef?: ParentReference;
}

/** `io.k8s.api.networking.v1.IPBlock` */
export interface IPBlock {
  cidr: string;
  except?: string[];
}

/** `io.k8s.api.networking.v1.Ingress` */
export interface Ingress {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: IngressSpec;
  status: IngressStatus;
}

/** `io.k8s.api.networking.v1.IngressBackend` */
export interface IngressBackend {
  resource?: TypedLocalObjectReference;
  service?: IngressServiceBackend;
}

/** `io.k8s.api.networking.v1.IngressClass` */
export interface IngressClass {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: IngressClassSpec;
}

/** `io.k8s.api.networking.v1.IngressClassList` */
export interface IngressClassList {
  apiVersion?: string;
  kind?: string;
  items: IngressClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.networking.v1.IngressClassParametersReference` */
export interface IngressClassParametersReference {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
  scope?: string;
}

/** `io.k8s.api.networking.v1.IngressClassSpec` */
export interface IngressClassSpec {
  controller?: string;
  parameters?: IngressClassParametersReference;
}

/** `io.k8s.api.networking.v1.IngressList` */
export interface IngressList {
  apiVersion?: string;
  kind?: string;
  items: Ingress[];
  metadata: ListMeta;
}

/** `io.k8s.api.networking.v1.IngressLoadBalancerIngress` */
export interface IngressLoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ports?: IngressPortStatus[];
}

/** `io.k8s.api.networking.v1.IngressLoadBalancerStatus` */
export interface IngressLoadBalancerStatus {
  ingress?: IngressLoadBalancerIngress[];
}

/** `io.k8s.api.networking.v1.IngressPortStatus` */
export interface IngressPortStatus {
  error?: string;
  port: number;
  protocol: string;
}

/** `io.k8s.api.networking.v1.IngressRule` */
export interface IngressRule {
  http?: HTTPIngressRuleValue;
  host?: string;
}

/** `io.k8s.api.networking.v1.IngressRuleValue` */
export interface IngressRuleValue {
  http?: HTTPIngressRuleValue;
}

/** `io.k8s.api.networking.v1.IngressServiceBackend` */
export interface IngressServiceBackend {
  name: string;
  port: ServiceBackendPort;
}

/** `io.k8s.api.networking.v1.IngressSpec` */
export interface IngressSpec {
  defaultBackend?: IngressBackend;
  ingressClassName?: string;
  rules?: IngressRule[];
  tls?: IngressTLS[];
}

/** `io.k8s.api.networking.v1.IngressStatus` */
export interface IngressStatus {
  loadBalancer: IngressLoadBalancerStatus;
}

/** `io.k8s.api.networking.v1.IngressTLS` */
export interface IngressTLS {
  hosts?: string[];
  secretName?: string;
}

/** `io.k8s.api.networking.v1.NetworkPolicy` */
export interface NetworkPolicy {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: NetworkPolicySpec;
}

/** `io.k8s.api.networking.v1.NetworkPolicyEgressRule` */
export interface NetworkPolicyEgressRule {
  ports?: NetworkPolicyPort[];
  to?: NetworkPolicyPeer[];
}

/** `io.k8s.api.networking.v1.NetworkPolicyIngressRule` */
export interface NetworkPolicyIngressRule {
  from?: NetworkPolicyPeer[];
  ports?: NetworkPolicyPort[];
}

/** `io.k8s.api.networking.v1.NetworkPolicyList` */
export interface NetworkPolicyList {
  apiVersion?: string;
  kind?: string;
  items: NetworkPolicy[];
  metadata: ListMeta;
}

/** `io.k8s.api.networking.v1.NetworkPolicyPeer` */
export interface NetworkPolicyPeer {
  ipBlock?: IPBlock;
  namespaceSelector?: LabelSelector;
  podSelector?: LabelSelector;
}

/** `io.k8s.api.networking.v1.NetworkPolicyPort` */
export interface NetworkPolicyPort {
  endPort?: number;
  port?: number | string;
  protocol?: string;
}

/** `io.k8s.api.networking.v1.NetworkPolicySpec` */
export interface NetworkPolicySpec {
  egress?: NetworkPolicyEgressRule[];
  ingress?: NetworkPolicyIngressRule[];
  podSelector: LabelSelector;
  policyTypes?: string[];
}

/** `io.k8s.api.networking.v1.ParentReference` */
export interface ParentReference {
  group?: string;
  name?: string;
  namespace?: string;
  resource?: string;
}

/** `io.k8s.api.networking.v1.ServiceBackendPort` */
export interface ServiceBackendPort {
  name?: string;
  number?: number;
}

/** `io.k8s.api.networking.v1.ServiceCIDR` */
export interface ServiceCIDR {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ServiceCIDRSpec;
  status: ServiceCIDRStatus;
}

/** `io.k8s.api.networking.v1.ServiceCIDRList` */
export interface ServiceCIDRList {
  apiVersion?: string;
  kind?: string;
  items: ServiceCIDR[];
  metadata: ListMeta;
}

/** `io.k8s.api.networking.v1.ServiceCIDRSpec` */
export interface ServiceCIDRSpec {
  cidrs?: string[];
}

/** `io.k8s.api.networking.v1.ServiceCIDRStatus` */
export interface ServiceCIDRStatus {
  conditions?: Condition[];
}

/** `io.k8s.api.node.v1.Overhead` */
export interface Overhead {
  podFixed?: Record<string, string>;
}

/** `io.k8s.api.node.v1.RuntimeClass` */
export interface RuntimeClass {
  apiVersion?: string;
  kind?: string;
  handler: string;
  metadata: ObjectMeta;
  overhead?: Overhead;
  scheduling?: Scheduling;
}

/** `io.k8s.api.node.v1.RuntimeClassList` */
export interface RuntimeClassList {
  apiVersion?: string;
  kind?: string;
  items: RuntimeClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.node.v1.Scheduling` */
export interface Scheduling {
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
}

/** `io.k8s.api.policy.v1.Eviction` */
export interface Eviction {
  apiVersion?: string;
  kind?: string;
  deleteOptions?: DeleteOptions;
  metadata: ObjectMeta;
}

/** `io.k8s.api.policy.v1.PodDisruptionBudget` */
export interface PodDisruptionBudget {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PodDisruptionBudgetSpec;
  status: PodDisruptionBudgetStatus;
}

/** `io.k8s.api.policy.v1.PodDisruptionBudgetList` */
export interface PodDisruptionBudgetList {
  apiVersion?: string;
  kind?: string;
  items: PodDisruptionBudget[];
  metadata: ListMeta;
}

/** `io.k8s.api.policy.v1.PodDisruptionBudgetSpec` */
export interface PodDisruptionBudgetSpec {
  maxUnavailable?: number | string;
  minAvailable?: number | string;
  selector?: LabelSelector;
  unhealthyPodEvictionPolicy?: string;
}

/** `io.k8s.api.policy.v1.PodDisruptionBudgetStatus` */
export interface PodDisruptionBudgetStatus {
  conditions?: Condition[];
  currentHealthy: number;
  desiredHealthy: number;
  disruptedPods?: Record<string, string>;
  disruptionsAllowed: number;
  expectedPods: number;
  observedGeneration?: number;
}

/** `io.k8s.api.rbac.v1.AggregationRule` */
export interface AggregationRule {
  clusterRoleSelectors?: LabelSelector[];
}

/** `io.k8s.api.rbac.v1.ClusterRole` */
export interface ClusterRole {
  apiVersion?: string;
  kind?: string;
  aggregationRule?: AggregationRule;
  metadata: ObjectMeta;
  rules: PolicyRule[];
}

/** `io.k8s.api.rbac.v1.ClusterRoleBinding` */
export interface ClusterRoleBinding {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  roleRef: RoleRef;
  subjects?: Subject[];
}

/** `io.k8s.api.rbac.v1.ClusterRoleBindingList` */
export interface ClusterRoleBindingList {
  apiVersion?: string;
  kind?: string;
  items: ClusterRoleBinding[];
  metadata: ListMeta;
}

/** `io.k8s.api.rbac.v1.ClusterRoleList` */
export interface ClusterRoleList {
  apiVersion?: string;
  kind?: string;
  items: ClusterRole[];
  metadata: ListMeta;
}

/** `io.k8s.api.rbac.v1.PolicyRule` */
export interface PolicyRule {
  apiGroups?: string[];
  nonResourceURLs?: string[];
  resourceNames?: string[];
  resources?: string[];
  verbs: string[];
}

/** `io.k8s.api.rbac.v1.Role` */
export interface Role {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  rules: PolicyRule[];
}

/** `io.k8s.api.rbac.v1.RoleBinding` */
export interface RoleBinding {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  roleRef: RoleRef;
  subjects?: Subject[];
}

/** `io.k8s.api.rbac.v1.RoleBindingList` */
export interface RoleBindingList {
  apiVersion?: string;
  kind?: string;
  items: RoleBinding[];
  metadata: ListMeta;
}

/** `io.k8s.api.rbac.v1.RoleList` */
export interface RoleList {
  apiVersion?: string;
  kind?: string;
  items: Role[];
  metadata: ListMeta;
}

/** `io.k8s.api.rbac.v1.RoleRef` */
export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

/** `io.k8s.api.rbac.v1.Subject` */
export interface Subject {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** `io.k8s.api.resource.v1.AllocatedDeviceStatus` */
export interface AllocatedDeviceStatus {
  conditions: Condition[];
  data?: unknown;
  device: string;
  driver: string;
  networkData?: NetworkDeviceData;
  pool: string;
  shareID?: string;
}

/** `io.k8s.api.resource.v1.AllocationResult` */
export interface AllocationResult {
  allocationTimestamp?: string;
  devices: DeviceAllocationResult;
  nodeSelector?: NodeSelector;
}

/** `io.k8s.api.resource.v1.CELDeviceSelector` */
export interface CELDeviceSelector {
  expression: string;
}

/** `io.k8s.api.resource.v1.CapacityRequestPolicy` */
export interface CapacityRequestPolicy {
  default?: string;
  validRange?: CapacityRequestPolicyRange;
  validValues?: string[];
}

/** `io.k8s.api.resource.v1.CapacityRequestPolicyRange` */
export interface CapacityRequestPolicyRange {
  max?: string;
  min?: string;
  step?: string;
}

/** `io.k8s.api.resource.v1.CapacityRequirements` */
export interface CapacityRequirements {
  requests?: Record<string, string>;
}

/** `io.k8s.api.resource.v1.Counter` */
export interface Counter {
  value: string;
}

/** `io.k8s.api.resource.v1.CounterSet` */
export interface CounterSet {
  counters?: Record<string, Counter>;
  name: string;
}

/** `io.k8s.api.resource.v1.Device` */
export interface Device {
  allNodes?: boolean;
  allowMultipleAllocations?: boolean;
  attributes?: Record<string, DeviceAttribute>;
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  bindsToNode?: boolean;
  capacity?: Record<string, DeviceCapacity>;
  consumesCounters?: DeviceCounterConsumption[];
  name: string;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  taints?: DeviceTaint[];
}

/** `io.k8s.api.resource.v1.DeviceAllocationConfiguration` */
export interface DeviceAllocationConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: string[];
  source: string;
}

/** `io.k8s.api.resource.v1.DeviceAllocationResult` */
export interface DeviceAllocationResult {
  config?: DeviceAllocationConfiguration[];
  results?: DeviceRequestAllocationResult[];
}

/** `io.k8s.api.resource.v1.DeviceAttribute` */
export interface DeviceAttribute {
  bool?: boolean;
  int?: number;
  string?: string;
  version?: string;
}

/** `io.k8s.api.resource.v1.DeviceCapacity` */
export interface DeviceCapacity {
  requestPolicy?: CapacityRequestPolicy;
  value: string;
}

/** `io.k8s.api.resource.v1.DeviceClaim` */
export interface DeviceClaim {
  config?: DeviceClaimConfiguration[];
  constraints?: DeviceConstraint[];
  requests: DeviceRequest[];
}

/** `io.k8s.api.resource.v1.DeviceClaimConfiguration` */
export interface DeviceClaimConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: string[];
}

/** `io.k8s.api.resource.v1.DeviceClass` */
export interface DeviceClass {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: DeviceClassSpec;
}

/** `io.k8s.api.resource.v1.DeviceClassConfiguration` */
export interface DeviceClassConfiguration {
  opaque?: OpaqueDeviceConfiguration;
}

/** `io.k8s.api.resource.v1.DeviceClassList` */
export interface DeviceClassList {
  apiVersion?: string;
  kind?: string;
  items: DeviceClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.resource.v1.DeviceClassSpec` */
export interface DeviceClassSpec {
  config?: DeviceClassConfiguration[];
  extendedResourceName?: string;
  selectors?: DeviceSelector[];
}

/** `io.k8s.api.resource.v1.DeviceConfiguration` */
export interface DeviceConfiguration {
  opaque?: OpaqueDeviceConfiguration;
}

/** `io.k8s.api.resource.v1.DeviceConstraint` */
export interface DeviceConstraint {
  distinctAttribute?: string;
  matchAttribute?: string;
  requests?: string[];
}

/** `io.k8s.api.resource.v1.DeviceCounterConsumption` */
export interface DeviceCounterConsumption {
  counterSet: string;
  counters?: Record<string, Counter>;
}

/** `io.k8s.api.resource.v1.DeviceRequest` */
export interface DeviceRequest {
  exactly?: ExactDeviceRequest;
  firstAvailable?: DeviceSubRequest[];
  name: string;
}

/** `io.k8s.api.resource.v1.DeviceRequestAllocationResult` */
export interface DeviceRequestAllocationResult {
  adminAccess?: boolean;
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  consumedCapacity?: Record<string, string>;
  device: string;
  driver: string;
  pool: string;
  request: string;
  shareID?: string;
  tolerations?: DeviceToleration[];
}

/** `io.k8s.api.resource.v1.DeviceSelector` */
export interface DeviceSelector {
  cel?: CELDeviceSelector;
}

/** `io.k8s.api.resource.v1.DeviceSubRequest` */
export interface DeviceSubRequest {
  allocationMode?: string;
  capacity?: CapacityRequirements;
  count?: number;
  deviceClassName: string;
  name: string;
  selectors?: DeviceSelector[];
  tolerations?: DeviceToleration[];
}

/** `io.k8s.api.resource.v1.DeviceTaint` */
export interface DeviceTaint {
  effect: string;
  key: string;
  timeAdded?: string;
  value?: string;
}

/** `io.k8s.api.resource.v1.DeviceToleration` */
export interface DeviceToleration {
  effect?: string;
  key?: string;
  operator?: string;
  tolerationSeconds?: number;
  value?: string;
}

/** `io.k8s.api.resource.v1.ExactDeviceRequest` */
export interface ExactDeviceRequest {
  adminAccess?: boolean;
  allocationMode?: string;
  capacity?: CapacityRequirements;
  count?: number;
  deviceClassName: string;
  selectors?: DeviceSelector[];
  tolerations?: DeviceToleration[];
}

/** `io.k8s.api.resource.v1.NetworkDeviceData` */
export interface NetworkDeviceData {
  hardwareAddress?: string;
  interfaceName?: string;
  ips?: string[];
}

/** `io.k8s.api.resource.v1.OpaqueDeviceConfiguration` */
export interface OpaqueDeviceConfiguration {
  driver: string;
  parameters: unknown;
}

/** `io.k8s.api.resource.v1.ResourceClaim` */
export interface ResourceV1ResourceClaim {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ResourceClaimSpec;
  status: ResourceClaimStatus;
}

/** `io.k8s.api.resource.v1.ResourceClaimConsumerReference` */
export interface ResourceClaimConsumerReference {
  apiGroup?: string;
  name: string;
  resource: string;
  uid: string;
}

/** `io.k8s.api.resource.v1.ResourceClaimList` */
export interface ResourceClaimList {
  apiVersion?: string;
  kind?: string;
  items: ResourceV1ResourceClaim[];
  metadata: ListMeta;
}

/** `io.k8s.api.resource.v1.ResourceClaimSpec` */
export interface ResourceClaimSpec {
  devices: DeviceClaim;
}

/** `io.k8s.api.resource.v1.ResourceClaimStatus` */
export interface ResourceClaimStatus {
  allocation?: AllocationResult;
  devices?: AllocatedDeviceStatus[];
  reservedFor?: ResourceClaimConsumerReference[];
}

/** `io.k8s.api.resource.v1.ResourceClaimTemplate` */
export interface ResourceClaimTemplate {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ResourceClaimTemplateSpec;
}

/** `io.k8s.api.resource.v1.ResourceClaimTemplateList` */
export interface ResourceClaimTemplateList {
  apiVersion?: string;
  kind?: string;
  items: ResourceClaimTemplate[];
  metadata: ListMeta;
}

/** `io.k8s.api.resource.v1.ResourceClaimTemplateSpec` */
export interface ResourceClaimTemplateSpec {
  metadata: ObjectMeta;
  spec: ResourceClaimSpec;
}

/** `io.k8s.api.resource.v1.ResourcePool` */
export interface ResourcePool {
  generation: number;
  name: string;
  resourceSliceCount: number;
}

/** `io.k8s.api.resource.v1.ResourceSlice` */
export interface ResourceSlice {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: ResourceSliceSpec;
}

/** `io.k8s.api.resource.v1.ResourceSliceList` */
export interface ResourceSliceList {
  apiVersion?: string;
  kind?: string;
  items: ResourceSlice[];
  metadata: ListMeta;
}

/** `io.k8s.api.resource.v1.ResourceSliceSpec` */
export interface ResourceSliceSpec {
  allNodes?: boolean;
  devices: Device[];
  driver: string;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  perDeviceNodeSelection?: boolean;
  pool: ResourcePool;
  sharedCounters?: CounterSet[];
}

/** `io.k8s.api.scheduling.v1.PriorityClass` */
export interface PriorityClass {
  apiVersion?: string;
  kind?: string;
  description?: string;
  globalDefault?: boolean;
  metadata: ObjectMeta;
  preemptionPolicy?: string;
  value: number;
}

/** `io.k8s.api.scheduling.v1.PriorityClassList` */
export interface PriorityClassList {
  apiVersion?: string;
  kind?: string;
  items: PriorityClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.CSIDriver` */
export interface CSIDriver {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CSIDriverSpec;
}

/** `io.k8s.api.storage.v1.CSIDriverList` */
export interface CSIDriverList {
  apiVersion?: string;
  kind?: string;
  items: CSIDriver[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.CSIDriverSpec` */
export interface CSIDriverSpec {
  attachRequired?: boolean;
  fsGroupPolicy?: string;
  nodeAllocatableUpdatePeriodSeconds?: number;
  podInfoOnMount?: boolean;
  requiresRepublish?: boolean;
  seLinuxMount?: boolean;
  storageCapacity?: boolean;
  tokenRequests?: TokenRequest[];
  volumeLifecycleModes?: string[];
}

/** `io.k8s.api.storage.v1.CSINode` */
export interface CSINode {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CSINodeSpec;
}

/** `io.k8s.api.storage.v1.CSINodeDriver` */
export interface CSINodeDriver {
  allocatable?: VolumeNodeResources;
  name: string;
  nodeID: string;
  topologyKeys: string[];
}

/** `io.k8s.api.storage.v1.CSINodeList` */
export interface CSINodeList {
  apiVersion?: string;
  kind?: string;
  items: CSINode[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.CSINodeSpec` */
export interface CSINodeSpec {
  drivers: CSINodeDriver[];
}

/** `io.k8s.api.storage.v1.CSIStorageCapacity` */
export interface CSIStorageCapacity {
  apiVersion?: string;
  kind?: string;
  capacity?: string;
  maximumVolumeSize?: string;
  metadata: ObjectMeta;
  nodeTopology?: LabelSelector;
  storageClassName: string;
}

/** `io.k8s.api.storage.v1.CSIStorageCapacityList` */
export interface CSIStorageCapacityList {
  apiVersion?: string;
  kind?: string;
  items: CSIStorageCapacity[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.StorageClass` */
export interface StorageClass {
  apiVersion?: string;
  kind?: string;
  allowVolumeExpansion?: boolean;
  allowedTopologies?: TopologySelectorTerm[];
  metadata: ObjectMeta;
  mountOptions?: string[];
  parameters?: Record<string, string>;
  provisioner: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
}

/** `io.k8s.api.storage.v1.StorageClassList` */
export interface StorageClassList {
  apiVersion?: string;
  kind?: string;
  items: StorageClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.TokenRequest` */
export interface TokenRequest {
  audience: string;
  expirationSeconds?: number;
}

/** `io.k8s.api.storage.v1.VolumeAttachment` */
export interface VolumeAttachment {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: VolumeAttachmentSpec;
  status: VolumeAttachmentStatus;
}

/** `io.k8s.api.storage.v1.VolumeAttachmentList` */
export interface VolumeAttachmentList {
  apiVersion?: string;
  kind?: string;
  items: VolumeAttachment[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.VolumeAttachmentSource` */
export interface VolumeAttachmentSource {
  inlineVolumeSpec?: PersistentVolumeSpec;
  persistentVolumeName?: string;
}

/** `io.k8s.api.storage.v1.VolumeAttachmentSpec` */
export interface VolumeAttachmentSpec {
  attacher: string;
  nodeName: string;
  source: VolumeAttachmentSource;
}

/** `io.k8s.api.storage.v1.VolumeAttachmentStatus` */
export interface VolumeAttachmentStatus {
  attachError?: VolumeError;
  attached: boolean;
  attachmentMetadata?: Record<string, string>;
  detachError?: VolumeError;
}

/** `io.k8s.api.storage.v1.VolumeAttributesClass` */
export interface VolumeAttributesClass {
  apiVersion?: string;
  kind?: string;
  driverName: string;
  metadata: ObjectMeta;
  parameters?: Record<string, string>;
}

/** `io.k8s.api.storage.v1.VolumeAttributesClassList` */
export interface VolumeAttributesClassList {
  apiVersion?: string;
  kind?: string;
  items: VolumeAttributesClass[];
  metadata: ListMeta;
}

/** `io.k8s.api.storage.v1.VolumeError` */
export interface VolumeError {
  errorCode?: number;
  message?: string;
  time?: string;
}

/** `io.k8s.api.storage.v1.VolumeNodeResources` */
export interface VolumeNodeResources {
  count?: number;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionRequest` */
export interface ConversionRequest {
  desiredAPIVersion: string;
  objects: unknown[];
  uid: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionResponse` */
export interface ConversionResponse {
  convertedObjects: unknown[];
  result: MetaStatus;
  uid: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionReview` */
export interface ConversionReview {
  apiVersion?: string;
  kind?: string;
  request?: ConversionRequest;
  response?: ConversionResponse;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition` */
export interface CustomResourceColumnDefinition {
  description?: string;
  format?: string;
  jsonPath: string;
  name: string;
  priority?: number;
  type: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion` */
export interface CustomResourceConversion {
  strategy: string;
  webhook?: WebhookConversion;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition` */
export interface CustomResourceDefinition {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CustomResourceDefinitionSpec;
  status: CustomResourceDefinitionStatus;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition` */
export interface CustomResourceDefinitionCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList` */
export interface CustomResourceDefinitionList {
  apiVersion?: string;
  kind?: string;
  items: CustomResourceDefinition[];
  metadata: ListMeta;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames` */
export interface CustomResourceDefinitionNames {
  categories?: string[];
  kind: string;
  listKind?: string;
  plural: string;
  shortNames?: string[];
  singular?: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec` */
export interface CustomResourceDefinitionSpec {
  conversion?: CustomResourceConversion;
  group: string;
  names: CustomResourceDefinitionNames;
  preserveUnknownFields?: boolean;
  scope: string;
  versions: CustomResourceDefinitionVersion[];
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus` */
export interface CustomResourceDefinitionStatus {
  acceptedNames: CustomResourceDefinitionNames;
  conditions: CustomResourceDefinitionCondition[];
  storedVersions: string[];
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion` */
export interface CustomResourceDefinitionVersion {
  additionalPrinterColumns?: CustomResourceColumnDefinition[];
  deprecated?: boolean;
  deprecationWarning?: string;
  name: string;
  schema?: CustomResourceValidation;
  selectableFields?: SelectableField[];
  served: boolean;
  storage: boolean;
  subresources?: CustomResourceSubresources;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale` */
export interface CustomResourceSubresourceScale {
  labelSelectorPath?: string;
  specReplicasPath: string;
  statusReplicasPath: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus` */
export interface CustomResourceSubresourceStatus {

}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources` */
export interface CustomResourceSubresources {
  scale?: CustomResourceSubresourceScale;
  status?: CustomResourceSubresourceStatus;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation` */
export interface CustomResourceValidation {
  openAPIV3Schema?: JSONSchemaProps;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation` */
export interface ExternalDocumentation {
  description?: string;
  url?: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps` */
export interface JSONSchemaProps {
  $ref?: string;
  $schema?: string;
  additionalItems?: JSONSchemaPropsOrBool;
  additionalProperties?: JSONSchemaPropsOrBool;
  allOf?: JSONSchemaProps[];
  anyOf?: JSONSchemaProps[];
  default?: unknown;
  definitions?: Record<string, JSONSchemaProps>;
  dependencies?: Record<string, JSONSchemaPropsOrStringArray>;
  description?: string;
  enum?: unknown[];
  example?: unknown;
  exclusiveMaximum?: boolean;
  exclusiveMinimum?: boolean;
  externalDocs?: ExternalDocumentation;
  format?: string;
  id?: string;
  items?: JSONSchemaPropsOrArray;
  maxItems?: number;
  maxLength?: number;
  maxProperties?: number;
  maximum?: number;
  minItems?: number;
  minLength?: number;
  minProperties?: number;
  minimum?: number;
  multipleOf?: number;
  not?: JSONSchemaProps;
  nullable?: boolean;
  oneOf?: JSONSchemaProps[];
  pattern?: string;
  patternProperties?: Record<string, JSONSchemaProps>;
  properties?: Record<string, JSONSchemaProps>;
  required?: string[];
  title?: string;
  type?: string;
  uniqueItems?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-map-type"?: string;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-validations"?: ValidationRule[];
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray` */
export type JSONSchemaPropsOrArray = JSONSchemaProps[] | JSONSchemaProps;

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool` */
export type JSONSchemaPropsOrBool = boolean | JSONSchemaProps;

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray` */
export type JSONSchemaPropsOrStringArray = string[] | JSONSchemaProps;

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField` */
export interface SelectableField {
  jsonPath: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference` */
export interface ApiextensionsV1ServiceReference {
  name: string;
  namespace: string;
  path?: string;
  port?: number;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule` */
export interface ValidationRule {
  fieldPath?: string;
  message?: string;
  messageExpression?: string;
  optionalOldSelf?: boolean;
  reason?: string;
  rule: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig` */
export interface WebhookClientConfig {
  caBundle?: string;
  service?: ApiextensionsV1ServiceReference;
  url?: string;
}

/** `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion` */
export interface WebhookConversion {
  clientConfig?: WebhookClientConfig;
  conversionReviewVersions: string[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup` */
export interface APIGroup {
  apiVersion?: string;
  kind?: string;
  name: string;
  preferredVersion: GroupVersionForDiscovery;
  serverAddressByClientCIDRs?: ServerAddressByClientCIDR[];
  versions: GroupVersionForDiscovery[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.APIGroupList` */
export interface APIGroupList {
  apiVersion?: string;
  kind?: string;
  groups: APIGroup[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.APIResource` */
export interface APIResource {
  categories?: string[];
  group?: string;
  kind: string;
  name: string;
  namespaced: boolean;
  shortNames?: string[];
  singularName: string;
  storageVersionHash?: string;
  verbs: Verbs;
  version?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList` */
export interface APIResourceList {
  apiVersion?: string;
  kind?: string;
  groupVersion: string;
  resources: APIResource[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions` */
export interface APIVersions {
  apiVersion?: string;
  kind?: string;
  serverAddressByClientCIDRs: ServerAddressByClientCIDR[];
  versions: string[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ApplyOptions` */
export interface ApplyOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager: string;
  force: boolean;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Condition` */
export interface Condition {
  lastTransitionTime: string;
  message: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.CreateOptions` */
export interface CreateOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions` */
export interface DeleteOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  gracePeriodSeconds?: number;
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  orphanDependents?: boolean;
  preconditions?: Preconditions;
  propagationPolicy?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement` */
export interface FieldSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.GetOptions` */
export interface GetOptions {
  apiVersion?: string;
  kind?: string;
  resourceVersion?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery` */
export interface GroupVersionForDiscovery {
  groupVersion: string;
  version: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionKind` */
export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionResource` */
export interface GroupVersionResource {
  group: string;
  resource: string;
  version: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector` */
export interface LabelSelector {
  matchExpressions?: LabelSelectorRequirement[];
  matchLabels?: Record<string, string>;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement` */
export interface LabelSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.List` */
export interface List {
  apiVersion?: string;
  kind?: string;
  items: unknown[];
  metadata: ListMeta;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta` */
export interface ListMeta {
  continue?: string;
  remainingItemCount?: number;
  resourceVersion?: string;
  selfLink?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ListOptions` */
export interface ListOptions {
  apiVersion?: string;
  kind?: string;
  allowWatchBookmarks?: boolean;
  continue?: string;
  fieldSelector?: string;
  labelSelector?: string;
  limit?: number;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
  watch?: boolean;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry` */
export interface ManagedFieldsEntry {
  apiVersion?: string;
  fieldsType?: string;
  fieldsV1?: Record<string, unknown>;
  manager?: string;
  operation?: string;
  subresource?: string;
  time?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` */
export interface ObjectMeta {
  annotations?: Record<string, string>;
  creationTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  deletionTimestamp?: string;
  finalizers?: string[];
  generateName?: string;
  generation?: number;
  labels?: Record<string, string>;
  managedFields?: ManagedFieldsEntry[];
  name?: string;
  namespace?: string;
  ownerReferences?: OwnerReference[];
  resourceVersion?: string;
  selfLink?: string;
  uid?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference` */
export interface OwnerReference {
  apiVersion: string;
  blockOwnerDeletion?: boolean;
  controller?: boolean;
  kind: string;
  name: string;
  uid: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata` */
export interface PartialObjectMetadata {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList` */
export interface PartialObjectMetadataList {
  apiVersion?: string;
  kind?: string;
  items: PartialObjectMetadata[];
  metadata: ListMeta;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Patch` */
export interface Patch {

}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.PatchOptions` */
export interface PatchOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
  force?: boolean;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions` */
export interface Preconditions {
  resourceVersion?: string;
  uid?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.RootPaths` */
export interface RootPaths {
  paths: string[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR` */
export interface ServerAddressByClientCIDR {
  clientCIDR: string;
  serverAddress: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Status` */
export interface MetaStatus {
  apiVersion?: string;
  kind?: string;
  code?: number;
  details?: StatusDetails;
  message?: string;
  metadata: ListMeta;
  reason?: string;
  status?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause` */
export interface StatusCause {
  field?: string;
  message?: string;
  reason?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails` */
export interface StatusDetails {
  causes?: StatusCause[];
  group?: string;
  kind?: string;
  name?: string;
  retryAfterSeconds?: number;
  uid?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Table` */
export interface Table {
  apiVersion?: string;
  kind?: string;
  columnDefinitions: TableColumnDefinition[];
  metadata: ListMeta;
  rows: TableRow[];
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.TableColumnDefinition` */
export interface TableColumnDefinition {
  description: string;
  format: string;
  name: string;
  priority: number;
  type: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.TableOptions` */
export interface TableOptions {
  apiVersion?: string;
  kind?: string;
  includeObject?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.TableRow` */
export interface TableRow {
  cells: unknown[];
  conditions?: TableRowCondition[];
  object?: unknown;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.TableRowCondition` */
export interface TableRowCondition {
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.TypeMeta` */
export interface TypeMeta {
  apiVersion?: string;
  kind?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.UpdateOptions` */
export interface UpdateOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

/** `io.k8s.apimachinery.pkg.apis.meta.v1.Verbs` */
export type Verbs = string[];

/** `io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent` */
export interface WatchEvent {
  object: unknown;
  type: string;
}

/** `io.k8s.apimachinery.pkg.runtime.TypeMeta` */
export interface PkgRuntimeTypeMeta {
  apiVersion?: string;
  kind?: string;
}

/** `io.k8s.apimachinery.pkg.runtime.Unknown` */
export interface Unknown {
  apiVersion?: string;
  kind?: string;
  contentEncoding?: string;
  contentType?: string;
  raw?: string;
}

/** `io.k8s.apimachinery.pkg.version.Info` */
export interface Info {
  buildDate: string;
  compiler: string;
  emulationMajor?: string;
  emulationMinor?: string;
  gitCommit: string;
  gitTreeState: string;
  gitVersion: string;
  goVersion: string;
  major: string;
  minCompatibilityMajor?: string;
  minCompatibilityMinor?: string;
  minor: string;
  platform: string;
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService` */
export interface APIService {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: APIServiceSpec;
  status: APIServiceStatus;
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition` */
export interface APIServiceCondition {
  lastTransitionTime?: string;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList` */
export interface APIServiceList {
  apiVersion?: string;
  kind?: string;
  items: APIService[];
  metadata: ListMeta;
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec` */
export interface APIServiceSpec {
  caBundle?: string;
  group?: string;
  groupPriorityMinimum: number;
  insecureSkipTLSVerify?: boolean;
  service?: ServiceReference;
  version?: string;
  versionPriority: number;
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus` */
export interface APIServiceStatus {
  conditions?: APIServiceCondition[];
}

/** `io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference` */
export interface ServiceReference {
  name?: string;
  namespace?: string;
  port?: number;
}
