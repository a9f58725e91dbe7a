import { humanDuration } from '../../../apimachinery/time.ts';
import type { CertificateSigningRequest } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE } from '../../../registry/table-cells.ts';

export const cells: Cells<CertificateSigningRequest> = {
  SignerName: ({ spec }) => spec.signerName || NONE,
  Requestor: ({ spec }) => spec.username ?? '',
  RequestedDuration: ({ spec: { expirationSeconds } }) =>
    expirationSeconds === undefined ? NONE : humanDuration(expirationSeconds * 1000),
  Condition: condition,
};

function condition({ status }: CertificateSigningRequest): string {
  const has = (wanted: string): boolean =>
    status.conditions?.some(({ type }) => type === wanted) === true;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  const failed = has('Failed') ? ',Failed' : '';
  return `${decision}${failed}${status.certificate ? ',Issued' : ''}`;
}
