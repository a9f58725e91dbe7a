/** A cluster that runs already, by its kubeconfig. */
import { KubeConfig } from '@kubernetes/client-node';
import type { Bench } from './steps.ts';

export function clusterOf(kubeconfig: string): Bench {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`${kubeconfig} has no current cluster`);
  const user = config.getCurrentUser();
  const { hostname, port } = new URL(cluster.server);
  return {
    kubeconfig,
    namespace: `bench-${process.pid}`,
    target: {
      host: hostname,
      port: port === '' ? 443 : Number(port),
      certificateAuthority: bytesOf(cluster.caData) ?? '',
      token: user?.token,
      certificate: bytesOf(user?.certData),
      key: bytesOf(user?.keyData),
      insecure: cluster.skipTLSVerify,
    },
  };
}

function bytesOf(base64: string | undefined): Buffer | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}
