import { getWarningsForCidr } from '../../../apimachinery/ip.ts';
import type { NetworkPolicy } from '../../../apimachinery/types.generated.ts';
import { rulesOf } from './peers.ts';

/** Ranges that are written in a way that a later release will refuse. */
export function warnings(policy: NetworkPolicy): string[] {
  return rulesOf(policy).flatMap(({ peers, peersPath }) =>
    peers.flatMap(({ ipBlock }, i) => {
      if (ipBlock === undefined) return [];
      const path = peersPath.index(i).child('ipBlock');
      return [
        ...getWarningsForCidr(path.child('cidr'), ipBlock.cidr),
        ...(ipBlock.except ?? []).flatMap((except, k) =>
          getWarningsForCidr(path.child('except').index(k), except),
        ),
      ];
    }),
  );
}
