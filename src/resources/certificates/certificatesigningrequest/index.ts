import type { CertificateSigningRequest } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const certificateSigningRequest = defineBehaviour<CertificateSigningRequest>(
  'certificates.k8s.io/v1/CertificateSigningRequest',
  { strategy },
);
