import {
  KUBE_APISERVER_CLIENT_KUBELET,
  kubeletClientProblem,
} from '../../apimachinery/certificates/kubelet-request.ts';
import type { SigningRequest } from '../../apimachinery/certificates/signing-request.ts';
import { parseSigningRequest } from '../../apimachinery/certificates/signing-request.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { CertificateSigningRequest } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { conditionsOf, hasCondition, REQUESTS } from './requests.ts';

interface AccessReview extends KubeObject {
  readonly spec: object;
  readonly status?: { readonly allowed?: boolean };
}

/** The reason of an approval that nobody had to give. */
export const AUTO_APPROVED = 'AutoApproved';

/** In this order: a kubelet that renews its own certificate needs less than one that asks for its first. */
const RECOGNISED: readonly {
  readonly subresource: string;
  readonly message: string;
  readonly isIt: (csr: CertificateSigningRequest, request: SigningRequest) => boolean;
}[] = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    isIt: ({ spec }, { commonName }) => spec.username === commonName,
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    isIt: () => true,
  },
];

/** Approves the client certificates of kubelets whose sender may have them. */
export const certificateApprover: ControllerFactory = (context) => {
  const requests = context.informer<CertificateSigningRequest>(...REQUESTS);
  const client = context.client<CertificateSigningRequest>(...REQUESTS);
  const reviews = context.client<AccessReview>('authorization.k8s.io/v1', 'subjectaccessreviews');
  requests.onChange((csr) => {
    if (csr !== undefined) context.enqueue(keyOf(csr));
  });

  async function mayCreate({ spec }: CertificateSigningRequest, sub: string): Promise<boolean> {
    const { username = '', uid, groups, extra } = spec;
    const resourceAttributes = {
      group: 'certificates.k8s.io',
      version: '*',
      resource: 'certificatesigningrequests',
      subresource: sub,
      verb: 'create',
    };
    const review = { user: username, uid, groups, extra, resourceAttributes };
    const { status } = await reviews.create(undefined, { metadata: {}, spec: review });
    return status?.allowed === true;
  }

  return {
    name: 'csrapproving',
    async reconcile(key) {
      const csr = requests.get(key);
      if (csr === undefined || csr.status.certificate) return {};
      if (hasCondition(csr, 'Approved') || hasCondition(csr, 'Denied')) return {};
      if (csr.spec.signerName !== KUBE_APISERVER_CLIENT_KUBELET) return {};
      const request = parseSigningRequest(csr.spec.request);
      if (kubeletClientProblem(request, csr.spec.usages ?? []) !== undefined) return {};
      for (const { subresource, message, isIt } of RECOGNISED) {
        // oxlint-disable-next-line no-await-in-loop -- the second is asked only when the first says no
        if (!isIt(csr, request) || !(await mayCreate(csr, subresource))) continue;
        const approved = { type: 'Approved', status: 'True', reason: AUTO_APPROVED, message };
        const status = { ...csr.status, conditions: [...conditionsOf(csr), approved] };
        // oxlint-disable-next-line no-await-in-loop -- the last thing that this loop does
        await client.update(undefined, { ...csr, status }, { subresource: 'approval' });
        return {};
      }
      return {};
    },
  };
};
