import type { Ingress, IngressClass } from '../apimachinery/types.generated.ts';
import type { Client } from '../client/client.ts';
import { concerns } from './objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** An Ingress without a class gets the default one; of several the newest. */
export function defaultIngressClass(client: Client): AdmissionPlugin {
  return {
    name: 'DefaultIngressClass',
    mutate(attributes) {
      if (!concerns(attributes, 'networking.k8s.io', 'ingresses')) return undefined;
      if (attributes.operation !== 'CREATE') return undefined;
      const ingress = attributes.object as unknown as Ingress;
      if (ingress.spec.ingressClassName !== undefined) return undefined;
      if (ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return undefined;
      return setDefault(client, ingress);
    },
  };
}

async function setDefault(client: Client, ingress: Ingress): Promise<void> {
  const classes = client.resource<IngressClass>('networking.k8s.io/v1', 'ingressclasses');
  const { items } = await classes.list(undefined);
  const [chosen] = items
    .filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true')
    .toSorted(newestFirst);
  if (chosen?.metadata.name !== undefined) ingress.spec.ingressClassName = chosen.metadata.name;
}

function newestFirst({ metadata: a }: IngressClass, { metadata: b }: IngressClass): number {
  const [timeA = '', timeB = ''] = [a.creationTimestamp, b.creationTimestamp];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}
