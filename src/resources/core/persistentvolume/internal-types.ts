import { GoStructs } from '../../../apimachinery/go-struct.ts';

/** The internal types of volumes, for values and diffs in messages. */
export const VOLUME_TYPES = new GoStructs({
  PersistentVolumeSource: `
    GCEPersistentDisk=gcePersistentDisk:*Disk AWSElasticBlockStore=awsElasticBlockStore:*Store
    HostPath:*HostPath Glusterfs:*j NFS:*NFS RBD:*j Quobyte:*j ISCSI:*j FlexVolume:*j Cinder:*j
    CephFS=cephfs:*j FC:*j Flocker:*j AzureFile:*j VsphereVolume:*j AzureDisk:*j
    PhotonPersistentDisk:*j PortworxVolume:*j ScaleIO=scaleIO:*j Local:*Local
    StorageOS=storageos:*j CSI:*CSI`,
  PersistentVolumeSpec: `
    Capacity:M @:PersistentVolumeSource AccessModes:[]s ClaimRef:*j
    PersistentVolumeReclaimPolicy:s StorageClassName:s MountOptions:[]s VolumeMode:*s
    NodeAffinity:*VolumeNodeAffinity VolumeAttributesClassName:*s`,
  VolumeNodeAffinity: 'Required:*NodeSelector',
  NodeSelector: 'NodeSelectorTerms:[]Term',
  Term: 'MatchExpressions:[]Requirement MatchFields:[]Requirement',
  Requirement: 'Key:s Operator:s Values:[]s',
  Disk: 'PDName=pdName:s FSType:s Partition:i ReadOnly:b',
  Store: 'VolumeID:s FSType:s Partition:i ReadOnly:b',
  HostPath: 'Path:s Type:*s',
  NFS: 'Server:s Path:s ReadOnly:b',
  Local: 'Path:s FSType:*s',
  CSI: `
    Driver:s VolumeHandle:s ReadOnly:b FSType:s VolumeAttributes:M
    ControllerPublishSecretRef:*Secret NodeStageSecretRef:*Secret NodePublishSecretRef:*Secret
    ControllerExpandSecretRef:*Secret NodeExpandSecretRef:*Secret`,
  Secret: 'Name:s Namespace:s',
  VolumeAttachmentSpec: 'Attacher:s Source:AttachmentSource NodeName:s',
  AttachmentSource: 'PersistentVolumeName:*s InlineVolumeSpec:*PersistentVolumeSpec',
  CSINodeDriver: 'Name:s NodeID:s TopologyKeys:[]s Allocatable:*Allocatable',
  Allocatable: 'Count:*i',
});
