import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { isValidCidr } from '../../../apimachinery/ip.ts';
import type { ServiceCIDR } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { familyOfCidr } from '../../core/service/addresses.ts';
import { cells } from './table.ts';

const CIDRS = FieldPath.of('spec', 'cidrs');
const IMMUTABLE = 'field is immutable';

export const serviceCidr = defineBehaviour<ServiceCIDR>('networking.k8s.io/v1/ServiceCIDR', {
  strategy: {
    validate,
    validateUpdate,
    subresources: {
      status: {
        prepareForUpdate(next, previous) {
          next.spec = previous.spec;
          const { labels, annotations, finalizers, ownerReferences } = previous.metadata;
          Object.assign(next.metadata, { labels, annotations, finalizers, ownerReferences });
        },
      },
    },
  },
  cells,
});

function validate({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [fieldError.required(CIDRS, 'at least one CIDR required')];
  if (cidrs.length > 2) {
    const printed = new GoText(goJson({ CIDRs: cidrs }));
    return [fieldError.invalid(CIDRS, printed, 'may only hold up to 2 values')];
  }
  const errors = cidrs.flatMap((cidr, i) => isValidCidr(CIDRS.index(i), cidr));
  const [first, second] = cidrs.map(familyOfCidr);
  if (cidrs.length === 2 && first !== undefined && first === second) {
    const detail =
      'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    errors.push(fieldError.invalid(CIDRS, cidrs, detail));
  }
  return errors;
}

/** Ranges stay; a second one may be added to make a cluster dual-stack. */
function validateUpdate(next: ServiceCIDR, previous: ServiceCIDR): FieldError[] {
  const [after, before] = [next.spec.cidrs ?? [], previous.spec.cidrs ?? []];
  const grows = before.length === 1 && after.length === 2;
  if (after.length !== before.length && !grows) {
    return [fieldError.invalid(CIDRS, next.spec.cidrs, IMMUTABLE)];
  }
  const changed = before.flatMap((cidr, i) =>
    cidr === after[i] ? [] : [fieldError.invalid(CIDRS.index(i), after[i], IMMUTABLE)],
  );
  return grows ? [...changed, ...validate(next)] : changed;
}
