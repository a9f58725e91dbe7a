import type { SigningRequest } from './signing-request.ts';

export const KUBE_APISERVER_CLIENT = 'kubernetes.io/kube-apiserver-client';
export const KUBE_APISERVER_CLIENT_KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet';
export const KUBELET_SERVING = 'kubernetes.io/kubelet-serving';
export const LEGACY_UNKNOWN = 'kubernetes.io/legacy-unknown';

const NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';

/** Why a request is not for the client certificate of a kubelet, in upstream's words. */
export function kubeletClientProblem(
  request: SigningRequest,
  usages: readonly string[],
): string | undefined {
  if (!isOfNodes(request)) return NOT_OF_NODES;
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!request.commonName.startsWith(NODE_PREFIX)) return NOT_A_NODE;
  return usagesProblem(usages, 'client auth');
}

/** Why a request is not for the serving certificate of a kubelet, in upstream's words. */
export function kubeletServingProblem(
  request: SigningRequest,
  usages: readonly string[],
): string | undefined {
  if (!isOfNodes(request)) return NOT_OF_NODES;
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) {
    return 'DNS or IP subjectAltName is required';
  }
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  const problem = usagesProblem(usages, 'server auth');
  if (problem !== undefined) return problem;
  return request.commonName.startsWith(NODE_PREFIX) ? undefined : NOT_A_NODE;
}

/** Why the usages are not those of a client of this API, in upstream's words. */
export function clientUsagesProblem(usages: readonly string[]): string | undefined {
  const optional = ['digital signature', 'key encipherment'];
  const wrong = usages.find((usage) => usage !== 'client auth' && !optional.includes(usage));
  if (wrong !== undefined) return `invalid usage for client certificate: ${wrong}`;
  if (usages.includes('client auth')) return undefined;
  return 'missing required usage for client certificate: client auth';
}

const NOT_OF_NODES = 'subject organization is not system:nodes';
const NOT_A_NODE = 'subject common name does not begin with system:node:';

function isOfNodes({ organizations }: SigningRequest): boolean {
  return organizations.length === 1 && organizations[0] === NODES;
}

/** Key encipherment makes sense with RSA only, and may be left out. */
function usagesProblem(
  usages: readonly string[],
  purpose: 'client auth' | 'server auth',
): string | undefined {
  const found = new Set(usages);
  found.delete('key encipherment');
  if (found.size === 2 && found.has('digital signature') && found.has(purpose)) return undefined;
  const sorted = ['digital signature', 'key encipherment', purpose].toSorted();
  return `usages did not match [${sorted.join(' ')}]`;
}
