import { sortedByBytes } from '../../../apimachinery/go-format.ts';
import type { Node } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE, UNKNOWN } from '../../../registry/table-cells.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

export const cells: Cells<Node> = {
  Status: status,
  Roles: roles,
  Version: ({ status }) => status.nodeInfo.kubeletVersion,
  'Internal-IP': (node) => address(node, 'InternalIP'),
  'External-IP': (node) => address(node, 'ExternalIP'),
  'OS-Image': ({ status }) => status.nodeInfo.osImage || UNKNOWN,
  'Kernel-Version': ({ status }) => status.nodeInfo.kernelVersion || UNKNOWN,
  'Container-Runtime': ({ status }) => status.nodeInfo.containerRuntimeVersion || UNKNOWN,
};

function status({ spec, status }: Node): string {
  const ready = status.conditions?.findLast(({ type }) => type === 'Ready');
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

function roles({ metadata }: Node): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX)) found.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL) found.add(value);
  }
  found.delete('');
  return sortedByBytes([...found]).join(',') || NONE;
}

function address({ status }: Node, wanted: string): string {
  return status.addresses?.find(({ type }) => type === wanted)?.address ?? NONE;
}
