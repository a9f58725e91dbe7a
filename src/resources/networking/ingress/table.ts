import type { Ingress, IngressRule } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { loadBalancerText, NONE } from '../../../registry/table-cells.ts';

const HOSTS_MAX = 3;

export const cells: Cells<Ingress> = {
  Class: ({ spec }) => spec.ingressClassName ?? NONE,
  Hosts: ({ spec }) => hosts(spec.rules ?? []),
  Address: ({ status }) => loadBalancerText(status.loadBalancer.ingress),
  Ports: ({ spec }) => ((spec.tls ?? []).length === 0 ? '80' : '80, 443'),
};

function hosts(rules: readonly IngressRule[]): string {
  const shown: string[] = [];
  let more = false;
  for (const { host } of rules) {
    // Upstream counts any rule behind the third host, one without a host too.
    more = shown.length === HOSTS_MAX;
    if (more) break;
    if (host) shown.push(host);
  }
  if (shown.length === 0) return '*';
  return more ? `${shown.join(',')} + ${rules.length - HOSTS_MAX} more...` : shown.join(',');
}
