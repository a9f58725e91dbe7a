import type { IpFamily } from '../../../allocators/ip-allocator.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import type { IPAddress, Service } from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';

const FAMILY_LABEL = 'ipaddress.kubernetes.io/ip-family';
const MANAGED_BY_LABEL = 'ipaddress.kubernetes.io/managed-by';

/** The object whose existence means that `address` belongs to `service`, as kube-apiserver writes it. */
export function ipAddressOf(
  address: string,
  family: IpFamily,
  service: Service,
  context: StrategyContext,
): IPAddress {
  const { namespace = '', name = '' } = service.metadata;
  const time = formatTime(context.now);
  return {
    metadata: {
      name: address,
      uid: context.uid(),
      creationTimestamp: time,
      labels: { [FAMILY_LABEL]: family, [MANAGED_BY_LABEL]: 'ipallocator.k8s.io' },
      managedFields: [
        {
          manager: 'kube-apiserver',
          operation: 'Update',
          apiVersion: 'networking.k8s.io/v1',
          time,
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': {
              'f:labels': { '.': {}, [`f:${FAMILY_LABEL}`]: {}, [`f:${MANAGED_BY_LABEL}`]: {} },
            },
            'f:spec': {
              'f:parentRef': { '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:resource': {} },
            },
          },
        },
      ],
    },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}
