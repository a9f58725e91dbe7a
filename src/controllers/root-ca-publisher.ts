import type { ConfigMap, Namespace } from '../apimachinery/types.generated.ts';
import type { ControllerFactory } from './runtime.ts';

const NAME = 'kube-root-ca.crt';
const FILE = 'ca.crt';
const DESCRIPTION = 'kubernetes.io/description';
/** Upstream's words, because dashboards and diffs of manifests show them. */
const DESCRIPTION_TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints ' +
  'such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across ' +
  'distributions of Kubernetes clusters.';

/** Every active namespace has the CA of this server in a ConfigMap. @param certificate PEM */
export function rootCaPublisher(certificate: string): ControllerFactory {
  return (context) => {
    const namespaces = context.informer<Namespace>('v1', 'namespaces');
    const configMaps = context.informer<ConfigMap>('v1', 'configmaps');
    const client = context.client<ConfigMap>('v1', 'configmaps');
    namespaces.onChange((namespace) => {
      if (namespace?.metadata.name !== undefined) context.enqueue(namespace.metadata.name);
    });
    configMaps.onChange((configMap, previous) => {
      const { metadata } = configMap ?? previous ?? { metadata: {} };
      if (metadata.name === NAME) context.enqueue(metadata.namespace ?? '');
    });
    return {
      name: 'root-ca-certificate-publisher',
      async reconcile(key) {
        if (namespaces.get(key)?.status.phase !== 'Active') return {};
        const present = configMaps.get(`${key}/${NAME}`);
        if (present === undefined) {
          await client.create(key, {
            metadata: {
              name: NAME,
              namespace: key,
              annotations: { [DESCRIPTION]: DESCRIPTION_TEXT },
            },
            data: { [FILE]: certificate },
          });
          return {};
        }
        const { data, metadata } = present;
        const described = metadata.annotations?.[DESCRIPTION];
        if (
          data?.[FILE] === certificate &&
          Object.keys(data).length === 1 &&
          described !== undefined
        ) {
          return {};
        }
        await client.update(key, {
          ...present,
          metadata: {
            ...metadata,
            annotations: { ...metadata.annotations, [DESCRIPTION]: DESCRIPTION_TEXT },
          },
          data: { [FILE]: certificate },
        });
        return {};
      },
    };
  };
}
