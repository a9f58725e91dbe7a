import type { ConfigMap } from './apimachinery/types.generated.ts';

/** The name in the certificate of the front proxy, as kubeadm gives it. */
export const FRONT_PROXY_NAME = 'front-proxy-client';

/**
 * What servers behind APIServices read to know whose certificates to believe: those of clients, and
 * those of the proxy that says who a user is.
 */
export function authenticationConfigMap(authorities: {
  readonly client: string;
  readonly frontProxy: string;
}): ConfigMap {
  return {
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {
      'client-ca-file': authorities.client,
      'requestheader-allowed-names': JSON.stringify([FRONT_PROXY_NAME]),
      'requestheader-client-ca-file': authorities.frontProxy,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    },
  };
}
