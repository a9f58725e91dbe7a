export interface KubeconfigFacts {
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
}

/** A kubeconfig for the administrator. JSON is YAML, and needs no quoting rules of its own. */
export function kubeconfig({ url, certificateAuthority, token }: KubeconfigFacts): string {
  const name = 'kubedouble';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
        },
      },
    ],
    users: [{ name: 'kubernetes-admin', user: { token } }],
    contexts: [{ name, context: { cluster: name, user: 'kubernetes-admin' } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
