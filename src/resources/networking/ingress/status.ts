import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { Ingress } from '../../../apimachinery/types.generated.ts';
import type { SubresourceStrategy } from '../../../registry/definition.ts';
import {
  ingressIpWarnings,
  validateIngressHostname,
  validateIngressIp,
} from '../../core/service/status.ts';

const INGRESS = FieldPath.of('status', 'loadBalancer', 'ingress');

export const status: SubresourceStrategy<Ingress> = {
  prepareForUpdate(next, previous) {
    next.spec = previous.spec;
  },

  validateUpdate(next, previous) {
    const existing = (previous.status.loadBalancer.ingress ?? []).flatMap(({ ip }) => ip || []);
    return (next.status.loadBalancer.ingress ?? []).flatMap((entry, i) => [
      ...validateIngressIp(entry, INGRESS.index(i), existing),
      ...validateIngressHostname(entry, INGRESS.index(i)),
    ]);
  },

  warningsOnUpdate(next) {
    return ingressIpWarnings(next.status.loadBalancer.ingress ?? []);
  },
};
