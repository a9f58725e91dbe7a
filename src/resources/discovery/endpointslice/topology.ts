import { nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { EndpointSlice } from '../../../apimachinery/types.generated.ts';

const HOSTNAME = 'kubernetes.io/hostname';

/**
 * `deprecatedTopology` can be read but not written in this version: what is stored stays while the
 * endpoints do. A node name that only stood there moves to its own field.
 */
export function dropTopology(next: EndpointSlice, previous: EndpointSlice | undefined): void {
  const before = previous?.endpoints ?? [];
  const after = next.endpoints ?? [];
  if (previous !== undefined && semanticEqual(after, before)) return;
  const nodes = new Set(before.map((endpoint) => endpoint.deprecatedTopology?.[HOSTNAME]));
  for (const endpoint of after) {
    const node = endpoint.deprecatedTopology?.[HOSTNAME];
    if (node && nodes.has(node) && nameIsDnsSubdomain(node, false).length === 0) {
      endpoint.nodeName ??= node;
    }
    delete endpoint.deprecatedTopology;
  }
}
