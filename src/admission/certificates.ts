import { isDeepStrictEqual } from 'node:util';
import { KUBE_APISERVER_CLIENT } from '../apimachinery/certificates/kubelet-request.ts';
import {
  parseSigningRequest,
  SigningRequestError,
} from '../apimachinery/certificates/signing-request.ts';
import type { ApiError } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { CertificateSigningRequest } from '../apimachinery/types.generated.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import { SYSTEM_MASTERS } from '../apimachinery/user.ts';
import { refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

const GROUP = 'certificates.k8s.io';

/** May this user do this to the named signer? */
export type MaySigner = (user: UserInfo, verb: 'approve' | 'sign', signer: string) => boolean;

/** Who approves or denies a request needs `approve` on its signer besides the right to write. */
export function certificateApproval(may: MaySigner): AdmissionPlugin {
  return {
    name: 'CertificateApproval',
    validate(attributes) {
      const request = updated(attributes, 'approval');
      // The stored signer counts: the one that was sent is dropped anyway.
      const signer = request?.previous.spec.signerName;
      if (signer === undefined || isAllowed(may, attributes, 'approve', signer)) return undefined;
      throw refusal(
        attributes,
        `user not permitted to approve requests with signerName ${quote(signer)}`,
      );
    },
  };
}

/** Who writes a certificate or conditions into the status needs `sign` on the signer. */
export function certificateSigning(may: MaySigner): AdmissionPlugin {
  return {
    name: 'CertificateSigning',
    validate(attributes) {
      const request = updated(attributes, 'status');
      if (request === undefined) return undefined;
      const { next, previous } = request;
      const isSame =
        (next.status?.certificate ?? '') === (previous.status?.certificate ?? '') &&
        isDeepStrictEqual(next.status?.conditions ?? [], previous.status?.conditions ?? []);
      const signer = previous.spec.signerName;
      if (isSame || isAllowed(may, attributes, 'sign', signer)) return undefined;
      throw refusal(
        attributes,
        `user not permitted to sign requests with signerName ${quote(signer)}`,
      );
    },
  };
}

/** Nobody becomes an administrator by a client certificate of this cluster. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate(attributes) {
    if (attributes.operation !== 'CREATE' || !isRequest(attributes, undefined)) return undefined;
    const { spec } = attributes.object as unknown as CertificateSigningRequest;
    if (spec.signerName !== KUBE_APISERVER_CLIENT) return undefined;
    if (!organizationsOf(attributes, spec.request).includes(SYSTEM_MASTERS)) return undefined;
    throw refusal(
      attributes,
      `use of ${KUBE_APISERVER_CLIENT} signer with ${SYSTEM_MASTERS} group is not allowed`,
    );
  },
};

/** @throws ApiError for a request that cannot be read, which validation has let through */
function organizationsOf(attributes: AdmissionAttributes, request: string): readonly string[] {
  try {
    return parseSigningRequest(request).organizations;
  } catch (error) {
    if (!(error instanceof SigningRequestError)) throw error;
    throw unreadable(attributes, error);
  }
}

function unreadable(attributes: AdmissionAttributes, error: SigningRequestError): ApiError {
  return refusal(attributes, `failed to parse CSR: ${error.message}`);
}

function isRequest(attributes: AdmissionAttributes, subresource: string | undefined): boolean {
  return (
    attributes.group === GROUP &&
    attributes.resource === 'certificatesigningrequests' &&
    attributes.subresource === subresource
  );
}

interface Updated {
  readonly next: CertificateSigningRequest;
  readonly previous: CertificateSigningRequest;
}

function updated(attributes: AdmissionAttributes, subresource: string): Updated | undefined {
  if (attributes.operation !== 'UPDATE' || !isRequest(attributes, subresource)) return undefined;
  return {
    next: attributes.object as unknown as CertificateSigningRequest,
    previous: attributes.previous as unknown as CertificateSigningRequest,
  };
}

/** By the signer's name, or for all signers of its domain. */
function isAllowed(
  may: MaySigner,
  { user }: AdmissionAttributes,
  verb: 'approve' | 'sign',
  signer: string,
): boolean {
  return may(user, verb, signer) || may(user, verb, `${signer.split('/')[0] ?? ''}/*`);
}
