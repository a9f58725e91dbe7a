import type { EndpointSlice } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { listOrMore, UNSET } from '../../../registry/table-cells.ts';

const SHOWN_MAX = 3;

export const cells: Cells<EndpointSlice> = {
  AddressType: ({ addressType }) => addressType,
  Ports: ({ ports }) =>
    shown((ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : `${port}`))),
  Endpoints: ({ endpoints }) =>
    shown((endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])),
};

function shown(list: readonly string[]): string {
  return listOrMore(list, { max: SHOWN_MAX }) || UNSET;
}
