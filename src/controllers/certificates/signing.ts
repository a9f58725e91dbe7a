import {
  clientUsagesProblem,
  KUBE_APISERVER_CLIENT,
  KUBE_APISERVER_CLIENT_KUBELET,
  KUBELET_SERVING,
  kubeletClientProblem,
  kubeletServingProblem,
  LEGACY_UNKNOWN,
} from '../../apimachinery/certificates/kubelet-request.ts';
import type { SigningRequest } from '../../apimachinery/certificates/signing-request.ts';
import { parseSigningRequest } from '../../apimachinery/certificates/signing-request.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { CertificateSigningRequest } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { AUTO_APPROVED } from './approval.ts';
import { conditionsOf, hasCondition, REQUESTS } from './requests.ts';

/** What is to be signed with the key of the cluster's authority. */
export interface ToSign {
  /** DER of the PKCS #10 request. */
  readonly request: Buffer;
  readonly usages: readonly string[];
  /** The certificate is valid for so long. */
  readonly seconds: number;
}

/** Answers with the certificate as PEM. */
export type SignCertificate = (what: ToSign) => Promise<string>;

const SECONDS_MAX = 365 * 24 * 3600;
const SECONDS_MIN = 600;
/** Groups of kubelets: before and after they have a certificate. */
const KUBELETS = ['system:bootstrappers', 'system:nodes'];

const PROBLEMS: Readonly<
  Record<string, (request: SigningRequest, usages: readonly string[]) => string | undefined>
> = {
  [KUBE_APISERVER_CLIENT]: (_request, usages) => clientUsagesProblem(usages),
  [KUBE_APISERVER_CLIENT_KUBELET]: kubeletClientProblem,
  [KUBELET_SERVING]: kubeletServingProblem,
  [LEGACY_UNKNOWN]: () => undefined,
};

/** Signs approved requests for the signers of Kubernetes itself; others have programs of their own. */
export function certificateSigner(sign: SignCertificate): ControllerFactory {
  return (context) => {
    const requests = context.informer<CertificateSigningRequest>(...REQUESTS);
    const client = context.client<CertificateSigningRequest>(...REQUESTS);
    requests.onChange((csr) => {
      if (csr !== undefined) context.enqueue(keyOf(csr));
    });
    return {
      name: 'csrsigning',
      async reconcile(key) {
        const csr = requests.get(key);
        if (csr === undefined || !isForUs(csr)) return {};
        const { usages = [], expirationSeconds: seconds } = csr.spec;
        const request = parseSigningRequest(csr.spec.request);
        const problem = PROBLEMS[csr.spec.signerName]?.(request, usages);
        const status =
          problem === undefined
            ? {
                ...csr.status,
                certificate: await signed(sign, { request: request.der, usages }, seconds),
              }
            : failed(csr, problem, context.clock.now());
        await client.update(undefined, { ...csr, status }, { subresource: 'status' });
        return {};
      },
    };
  };
}

function isForUs(csr: CertificateSigningRequest): boolean {
  if (csr.status.certificate || PROBLEMS[csr.spec.signerName] === undefined) return false;
  if (!hasCondition(csr, 'Approved') || hasCondition(csr, 'Denied')) return false;
  const hasFailed = conditionsOf(csr).some(
    ({ type, status }) => type === 'Failed' && (status === 'True' || status === ''),
  );
  return !hasFailed && !isOthersKubelet(csr);
}

/**
 * A kubelet's request that was approved by itself although no kubelet sent it. The recorded control
 * plane, which has no key, leaves it unsigned, and nobody waits for it; a kubelet does.
 */
function isOthersKubelet(csr: CertificateSigningRequest): boolean {
  const { groups = [] } = csr.spec;
  if (groups.some((group) => KUBELETS.includes(group))) return false;
  return conditionsOf(csr).some(({ reason }) => reason === AUTO_APPROVED);
}

async function signed(
  sign: SignCertificate,
  what: Omit<ToSign, 'seconds'>,
  wanted: number | undefined,
): Promise<string> {
  const seconds = Math.max(SECONDS_MIN, Math.min(wanted ?? SECONDS_MAX, SECONDS_MAX));
  return Buffer.from(await sign({ ...what, seconds })).toString('base64');
}

function failed(
  csr: CertificateSigningRequest,
  message: string,
  now: number,
): CertificateSigningRequest['status'] {
  const condition = {
    type: 'Failed',
    status: 'True',
    reason: 'SignerValidationFailure',
    message,
    lastUpdateTime: formatTime(now),
  };
  return { ...csr.status, conditions: [...conditionsOf(csr), condition] };
}
