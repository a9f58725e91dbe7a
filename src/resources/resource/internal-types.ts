import { GoStructs } from '../../apimachinery/go-struct.ts';

/** The internal types of claims and devices, for values in messages. */
export const DEVICE_TYPES = new GoStructs({
  ResourceClaimTemplateSpec: '@=metadata:j Spec:ResourceClaimSpec',
  ResourceClaimSpec: 'Devices:DeviceClaim',
  DeviceClaim: `
    Requests:[]DeviceRequest Constraints:[]DeviceConstraint Config:[]DeviceClaimConfiguration`,
  DeviceRequest: 'Name:s Exactly:*ExactDeviceRequest FirstAvailable:[]DeviceSubRequest',
  ExactDeviceRequest: `
    DeviceClassName:s Selectors:[]DeviceSelector AllocationMode:s Count:i AdminAccess:*b
    Tolerations:[]DeviceToleration Capacity:*CapacityRequirements`,
  DeviceSubRequest: `
    Name:s DeviceClassName:s Selectors:[]DeviceSelector AllocationMode:s Count:i
    Tolerations:[]DeviceToleration Capacity:*CapacityRequirements`,
  CapacityRequirements: 'Requests:M',
  DeviceSelector: 'CEL:*CELDeviceSelector',
  CELDeviceSelector: 'Expression:s',
  DeviceConstraint: 'Requests:[]s MatchAttribute:*s DistinctAttribute:*s',
  DeviceClaimConfiguration: 'Requests:[]s @:DeviceConfiguration',
  DeviceConfiguration: 'Opaque:*OpaqueDeviceConfiguration',
  OpaqueDeviceConfiguration: 'Driver:s Parameters:r',
  DeviceToleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:*i',
  AllocationResult: `
    Devices:DeviceAllocationResult NodeSelector:*NodeSelector AllocationTimestamp:*s`,
  DeviceAllocationResult: `
    Results:[]DeviceRequestAllocationResult Config:[]DeviceAllocationConfiguration`,
  DeviceRequestAllocationResult: `
    Request:s Driver:s Pool:s Device:s AdminAccess:*b Tolerations:[]DeviceToleration
    BindingConditions:[]s BindingFailureConditions:[]s ShareID:*s ConsumedCapacity:M`,
  DeviceAllocationConfiguration: 'Source:s Requests:[]s @:DeviceConfiguration',
  NodeSelector: 'NodeSelectorTerms:[]NodeSelectorTerm',
  NodeSelectorTerm: `
    MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement`,
  NodeSelectorRequirement: 'Key:s Operator:s Values:[]s',
  DeviceAttribute:
    'IntValue=int:*i BoolValue=bool:*b StringValue=string:*s VersionValue=version:*s',
});
