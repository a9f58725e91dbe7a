import type { Endpoints } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { listOrMore, NONE } from '../../../registry/table-cells.ts';

const SHOWN_MAX = 3;

export const cells: Cells<Endpoints> = {
  Endpoints: ({ subsets }) => {
    if (subsets === undefined || subsets.length === 0) return NONE;
    const shown: string[] = [];
    let count = 0;
    for (const { addresses = [], ports = [] } of subsets) {
      // Headless services may have no ports: their addresses stand alone.
      for (const port of ports.length === 0 ? [undefined] : ports) {
        count += addresses.length;
        for (const { ip } of addresses.slice(0, SHOWN_MAX + 1)) {
          shown.push(port === undefined ? ip : `${bracketed(ip)}:${port.port}`);
        }
      }
    }
    return listOrMore(shown, { max: SHOWN_MAX, count });
  },
};

function bracketed(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}
