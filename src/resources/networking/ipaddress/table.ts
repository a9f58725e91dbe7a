import { qualified } from '../../../apimachinery/errors.ts';
import type { IPAddress } from '../../../apimachinery/types.generated.ts';
import type { Cell, CellContext } from '../../../registry/definition.ts';
import { NONE, since } from '../../../registry/table-cells.ts';

/** kube-apiserver prints an age here too, although there is no column for it. */
export function row(address: IPAddress, { now }: CellContext): Record<string, Cell> {
  const { parentRef } = address.spec;
  return {
    ParentRef: parentRef === undefined ? NONE : parentText(parentRef),
    Age: since(address.metadata.creationTimestamp, now),
  };
}

function parentText(parent: NonNullable<IPAddress['spec']['parentRef']>): string {
  const resource = qualified(parent.group ?? '', parent.resource ?? '').toLowerCase();
  const namespace = parent.namespace ? `/${parent.namespace}` : '';
  return `${resource}${namespace}/${parent.name ?? ''}`;
}
