import type { GoText } from '../../../apimachinery/go-print.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import type { PodSpec, PodTemplateSpec } from '../../../apimachinery/types.generated.ts';

/** Prints pods, their specs and what is inside of them as upstream's internal types. */
export const podStructs = new GoStructs({
  PodTemplateSpec: '@=metadata:j Spec:PodSpec',
  PodSpec: `
    Volumes:[]Volume InitContainers:[]Container Containers:[]Container
    EphemeralContainers:[]EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds:*i
    ActiveDeadlineSeconds:*i DNSPolicy:s NodeSelector:M ServiceAccountName:s
    AutomountServiceAccountToken:*b NodeName:s SecurityContext:*PodSecurityContext
    ImagePullSecrets:[]LocalObjectReference Hostname:s Subdomain:s SetHostnameAsFQDN:*b
    Affinity:*Affinity SchedulerName:s Tolerations:[]Toleration HostAliases:[]HostAlias
    PriorityClassName:s Priority:*i PreemptionPolicy:*s DNSConfig:*PodDNSConfig
    ReadinessGates:[]PodReadinessGate RuntimeClassName:*s Overhead:M EnableServiceLinks:*b
    TopologySpreadConstraints:[]TopologySpreadConstraint OS:*PodOS
    SchedulingGates:[]PodSchedulingGate ResourceClaims:[]PodResourceClaim
    Resources:*ResourceRequirements HostnameOverride:*s`,
  EphemeralContainer: '@:Container TargetContainerName:s',
  PodIP: 'IP:s',
  SecurityContext: `
    Capabilities:*Capabilities Privileged:*b SELinuxOptions:*SELinuxOptions
    WindowsOptions:*WindowsSecurityContextOptions RunAsUser:*i RunAsGroup:*i RunAsNonRoot:*b
    ReadOnlyRootFilesystem:*b AllowPrivilegeEscalation:*b ProcMount:*s
    SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile`,
  SeccompProfile: 'Type:s LocalhostProfile:*s',
  NodeSelectorTerm: `
    MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement`,
  PodResourceClaim: 'Name:s ResourceClaimName:*s ResourceClaimTemplateName:*s',
  Volume: 'Name:s @:VolumeSource',
  Container: `
    Name:s Image:s Command:[]s Args:[]s WorkingDir:s Ports:[]ContainerPort
    EnvFrom:[]EnvFromSource Env:[]EnvVar Resources:ResourceRequirements
    ResizePolicy:[]ContainerResizePolicy RestartPolicy:*s
    RestartPolicyRules:[]ContainerRestartRule VolumeMounts:[]VolumeMount
    VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe
    StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s
    TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b
    StdinOnce:b TTY:b`,
  PodSecurityContext: `
    HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:*b HostUsers:*b
    SELinuxOptions:*SELinuxOptions WindowsOptions:*WindowsSecurityContextOptions RunAsUser:*i
    RunAsGroup:*i RunAsNonRoot:*b SupplementalGroups:[]i SupplementalGroupsPolicy:*s
    FSGroup:*i FSGroupChangePolicy:*s Sysctls:[]Sysctl SeccompProfile:*SeccompProfile
    AppArmorProfile:*AppArmorProfile SELinuxChangePolicy:*s`,
  LocalObjectReference: 'Name:s',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:*i',
  HostAlias: 'IP:s Hostnames:[]s',
  PodDNSConfig: 'Nameservers:[]s Searches:[]s Options:[]PodDNSConfigOption',
  PodReadinessGate: 'ConditionType:s',
  TopologySpreadConstraint: `
    MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector:*j MinDomains:*i
    NodeAffinityPolicy:*s NodeTaintsPolicy:*s MatchLabelKeys:[]s`,
  PodOS: 'Name:s',
  PodSchedulingGate: 'Name:s',
  ResourceRequirements: 'Limits:M Requests:M Claims:[]ResourceClaim',
  Capabilities: 'Add:[]s Drop:[]s',
  SELinuxOptions: 'User:s Role:s Type:s Level:s',
  WindowsSecurityContextOptions: `
    GMSACredentialSpecName:*s GMSACredentialSpec:*s RunAsUserName:*s HostProcess:*b`,
  AppArmorProfile: 'Type:s LocalhostProfile:*s',
  NodeSelectorRequirement: 'Key:s Operator:s Values:[]s',
  VolumeSource: `
    HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource
    GCEPersistentDisk:*GCEPersistentDiskVolumeSource
    AWSElasticBlockStore:*AWSElasticBlockStoreVolumeSource GitRepo:*GitRepoVolumeSource
    Secret:*SecretVolumeSource NFS:*NFSVolumeSource ISCSI:*ISCSIVolumeSource
    Glusterfs:*GlusterfsVolumeSource PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource
    RBD:*RBDVolumeSource Quobyte:*QuobyteVolumeSource FlexVolume:*FlexVolumeSource
    Cinder:*CinderVolumeSource CephFS=cephfs:*CephFSVolumeSource Flocker:*FlockerVolumeSource
    DownwardAPI:*DownwardAPIVolumeSource FC:*FCVolumeSource AzureFile:*AzureFileVolumeSource
    ConfigMap:*ConfigMapVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource
    AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource
    Projected:*ProjectedVolumeSource PortworxVolume:*PortworxVolumeSource
    ScaleIO:*ScaleIOVolumeSource StorageOS=storageos:*StorageOSVolumeSource
    CSI:*CSIVolumeSource Ephemeral:*EphemeralVolumeSource Image:*ImageVolumeSource`,
  ContainerPort: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s',
  EnvFromSource: 'Prefix:s ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource',
  EnvVar: 'Name:s Value:s ValueFrom:*EnvVarSource',
  ContainerResizePolicy: 'ResourceName:s RestartPolicy:s',
  ContainerRestartRule: 'Action:s ExitCodes:*ContainerRestartRuleOnExitCodes',
  VolumeMount: `
    Name:s ReadOnly:b RecursiveReadOnly:*s MountPath:s SubPath:s MountPropagation:*s
    SubPathExpr:s`,
  VolumeDevice: 'Name:s DevicePath:s',
  Probe: `
    @:ProbeHandler InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i
    FailureThreshold:i TerminationGracePeriodSeconds:*i`,
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*s',
  Sysctl: 'Name:s Value:s',
  NodeAffinity: `
    RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
    PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm`,
  PodAffinity: `
    RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm`,
  PodAntiAffinity: `
    RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm`,
  PodDNSConfigOption: 'Name:s Value:*s',
  ResourceClaim: 'Name:s Request:s',
  HostPathVolumeSource: 'Path:s Type:*s',
  EmptyDirVolumeSource: 'Medium:s SizeLimit:*q',
  GCEPersistentDiskVolumeSource: 'PDName:s FSType:s Partition:i ReadOnly:b',
  AWSElasticBlockStoreVolumeSource: 'VolumeID:s FSType:s Partition:i ReadOnly:b',
  GitRepoVolumeSource: 'Repository:s Revision:s Directory:s',
  SecretVolumeSource: 'SecretName:s Items:[]KeyToPath DefaultMode:*i Optional:*b',
  NFSVolumeSource: 'Server:s Path:s ReadOnly:b',
  ISCSIVolumeSource: `
    TargetPortal:s IQN:s Lun:i ISCSIInterface:s FSType:s ReadOnly:b Portals:[]s
    DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b
    SecretRef:*LocalObjectReference InitiatorName:*s`,
  GlusterfsVolumeSource: 'EndpointsName=endpoints:s Path:s ReadOnly:b',
  PersistentVolumeClaimVolumeSource: 'ClaimName:s ReadOnly:b',
  RBDVolumeSource: `
    CephMonitors=monitors:[]s RBDImage=image:s FSType:s RBDPool=pool:s RadosUser=user:s
    Keyring:s SecretRef:*LocalObjectReference ReadOnly:b`,
  QuobyteVolumeSource: 'Registry:s Volume:s ReadOnly:b User:s Group:s Tenant:s',
  FlexVolumeSource: 'Driver:s FSType:s SecretRef:*LocalObjectReference ReadOnly:b Options:M',
  CinderVolumeSource: 'VolumeID:s FSType:s ReadOnly:b SecretRef:*LocalObjectReference',
  CephFSVolumeSource: `
    Monitors:[]s Path:s User:s SecretFile:s SecretRef:*LocalObjectReference ReadOnly:b`,
  FlockerVolumeSource: 'DatasetName:s DatasetUUID:s',
  DownwardAPIVolumeSource: 'Items:[]DownwardAPIVolumeFile DefaultMode:*i',
  FCVolumeSource: 'TargetWWNs:[]s Lun:*i FSType:s ReadOnly:b WWIDs=wwids:[]s',
  AzureFileVolumeSource: 'SecretName:s ShareName:s ReadOnly:b',
  ConfigMapVolumeSource: '@:LocalObjectReference Items:[]KeyToPath DefaultMode:*i Optional:*b',
  VsphereVirtualDiskVolumeSource: 'VolumePath:s FSType:s StoragePolicyName:s StoragePolicyID:s',
  AzureDiskVolumeSource: `
    DiskName:s DataDiskURI=diskURI:s CachingMode:*s FSType:*s ReadOnly:*b Kind:*s`,
  PhotonPersistentDiskVolumeSource: 'PdID:s FSType:s',
  ProjectedVolumeSource: 'Sources:[]VolumeProjection DefaultMode:*i',
  PortworxVolumeSource: 'VolumeID:s FSType:s ReadOnly:b',
  ScaleIOVolumeSource: `
    Gateway:s System:s SecretRef:*LocalObjectReference SSLEnabled:b ProtectionDomain:s
    StoragePool:s StorageMode:s VolumeName:s FSType:s ReadOnly:b`,
  StorageOSVolumeSource: `
    VolumeName:s VolumeNamespace:s FSType:s ReadOnly:b SecretRef:*LocalObjectReference`,
  CSIVolumeSource: `
    Driver:s ReadOnly:*b FSType:*s VolumeAttributes:M
    NodePublishSecretRef:*LocalObjectReference`,
  EphemeralVolumeSource: 'VolumeClaimTemplate:*PersistentVolumeClaimTemplate',
  ImageVolumeSource: 'Reference:s PullPolicy:s',
  ConfigMapEnvSource: '@:LocalObjectReference Optional:*b',
  SecretEnvSource: '@:LocalObjectReference Optional:*b',
  EnvVarSource: `
    FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector
    ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector
    FileKeyRef:*FileKeySelector`,
  ContainerRestartRuleOnExitCodes: 'Operator:s Values:[]i',
  ProbeHandler: `
    Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction GRPC:*GRPCAction`,
  LifecycleHandler: `
    Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction Sleep:*SleepAction`,
  NodeSelector: 'NodeSelectorTerms:[]NodeSelectorTerm',
  PreferredSchedulingTerm: 'Weight:i Preference:NodeSelectorTerm',
  PodAffinityTerm: `
    LabelSelector:*j Namespaces:[]s TopologyKey:s NamespaceSelector:*j MatchLabelKeys:[]s
    MismatchLabelKeys:[]s`,
  WeightedPodAffinityTerm: 'Weight:i PodAffinityTerm:PodAffinityTerm',
  KeyToPath: 'Key:s Path:s Mode:*i',
  DownwardAPIVolumeFile: `
    Path:s FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*i`,
  VolumeProjection: `
    Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection
    ServiceAccountToken:*ServiceAccountTokenProjection
    ClusterTrustBundle:*ClusterTrustBundleProjection PodCertificate:*PodCertificateProjection`,
  PersistentVolumeClaimTemplate: '@=metadata:j Spec:PersistentVolumeClaimSpec',
  ObjectFieldSelector: 'APIVersion:s FieldPath:s',
  ResourceFieldSelector: 'ContainerName:s Resource:s Divisor:q',
  ConfigMapKeySelector: '@:LocalObjectReference Key:s Optional:*b',
  SecretKeySelector: '@:LocalObjectReference Key:s Optional:*b',
  FileKeySelector: 'VolumeName:s Path:s Key:s Optional:*b',
  ExecAction: 'Command:[]s',
  HTTPGetAction: 'Path:s Port:p Host:s Scheme:s HTTPHeaders:[]HTTPHeader',
  TCPSocketAction: 'Port:p Host:s',
  GRPCAction: 'Port:i Service:*s',
  SleepAction: 'Seconds:i',
  SecretProjection: '@:LocalObjectReference Items:[]KeyToPath Optional:*b',
  DownwardAPIProjection: 'Items:[]DownwardAPIVolumeFile',
  ConfigMapProjection: '@:LocalObjectReference Items:[]KeyToPath Optional:*b',
  ServiceAccountTokenProjection: 'Audience:s ExpirationSeconds:i Path:s',
  ClusterTrustBundleProjection: 'Name:*s SignerName:*s LabelSelector:*j Optional:*b Path:s',
  PodCertificateProjection: `
    SignerName:s KeyType:s MaxExpirationSeconds:*i CredentialBundlePath:s KeyPath:s
    CertificateChainPath:s`,
  PersistentVolumeClaimSpec: `
    AccessModes:[]s Selector:*j Resources:VolumeResourceRequirements VolumeName:s
    StorageClassName:*s VolumeMode:*s DataSource:*TypedLocalObjectReference
    DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*s`,
  HTTPHeader: 'Name:s Value:s',
  VolumeResourceRequirements: 'Limits:M Requests:M',
  TypedLocalObjectReference: 'APIGroup:*s Kind:s Name:s',
  TypedObjectReference: 'APIGroup:*s Kind:s Name:s Namespace:*s',
});

/** The internal type keeps the switches for the host's namespaces in the security context. */
function withHostSwitches(spec: PodSpec): object {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  const host = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return { ...spec, securityContext: { ...spec.securityContext, ...host } };
}

/** For diffs. */
export function prettyPodSpec(spec: PodSpec): string {
  return podStructs.pretty('PodSpec', withHostSwitches(spec));
}

/** The value of a field error. */
export function podTemplateText({ metadata, spec }: PodTemplateSpec): GoText {
  return podStructs.text('PodTemplateSpec', { metadata, spec: withHostSwitches(spec) });
}
