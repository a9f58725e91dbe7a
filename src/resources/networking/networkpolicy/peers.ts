import type { FieldPath } from '../../../apimachinery/field-error.ts';
import { FieldPath as Path } from '../../../apimachinery/field-error.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../../apimachinery/types.generated.ts';

/** A rule of either direction. */
export interface Rule {
  readonly path: FieldPath;
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
  /** `from` or `to`. */
  readonly peersPath: FieldPath;
}

/** All rules of a policy, what comes in first. */
export function rulesOf({ spec }: NetworkPolicy): Rule[] {
  const root = Path.of('spec');
  return [
    ...(spec.ingress ?? []).map((rule, i) => {
      const path = root.child('ingress').index(i);
      return {
        path,
        ports: rule.ports ?? [],
        peers: rule.from ?? [],
        peersPath: path.child('from'),
      };
    }),
    ...(spec.egress ?? []).map((rule, i) => {
      const path = root.child('egress').index(i);
      return { path, ports: rule.ports ?? [], peers: rule.to ?? [], peersPath: path.child('to') };
    }),
  ];
}
