import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../apimachinery/types.generated.ts';

export const REQUESTS = ['certificates.k8s.io/v1', 'certificatesigningrequests'] as const;

export function conditionsOf({
  status,
}: CertificateSigningRequest): readonly CertificateSigningRequestCondition[] {
  return status.conditions ?? [];
}

export function hasCondition(csr: CertificateSigningRequest, wanted: string): boolean {
  return conditionsOf(csr).some(({ type }) => type === wanted);
}
