import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { controllerOf } from '../../apimachinery/meta.ts';
import type {
  Deployment,
  Pod,
  ReplicaSet,
  ReplicationController,
  Scale,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import type { ServedResource } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import type { OwnerReference } from '../replicas/owner.ts';
import type { ControllerContext } from '../runtime.ts';

/** How many pods the controllers of some pods ask for, and the pods that have none. */
export interface ExpectedScale {
  readonly expected: number;
  readonly hasUnmanaged: boolean;
}

interface Counted {
  readonly uid: string;
  readonly replicas: number;
}

interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

/** Finds the scale of what stands behind pods. */
export class Scales {
  readonly #context: ControllerContext;
  readonly #controllers: Informer<ReplicationController>;
  readonly #replicaSets: Informer<ReplicaSet>;
  readonly #deployments: Informer<Deployment>;
  readonly #statefulSets: Informer<StatefulSet>;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#controllers = context.informer('v1', 'replicationcontrollers');
    this.#replicaSets = context.informer('apps/v1', 'replicasets');
    this.#deployments = context.informer('apps/v1', 'deployments');
    this.#statefulSets = context.informer('apps/v1', 'statefulsets');
  }

  /** @throws an Error that says which pod has a controller that cannot be counted */
  async expectedOf(pods: readonly Pod[]): Promise<ExpectedScale> {
    const counts = new Map<string, number>();
    let hasUnmanaged = false;
    for (const pod of pods) {
      const reference = controllerOf(pod);
      if (reference === undefined) hasUnmanaged = true;
      if (reference === undefined || counts.has(reference.uid)) continue;
      const { namespace = '' } = pod.metadata;
      // oxlint-disable-next-line no-await-in-loop -- what one pod tells is known for the next
      const counted =
        this.#known(reference, namespace) ?? (await this.#scale(reference, namespace));
      if (counted === undefined) {
        throw new Error(`found no controllers for pod "${pod.metadata.name}"`);
      }
      counts.set(counted.uid, counted.replicas);
    }
    const expected = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { expected, hasUnmanaged };
  }

  #known({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): Counted | undefined {
    const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
    const key = `${namespace}/${name}`;
    if (group === '' && kind === 'ReplicationController') {
      return counted(this.#controllers.get(key), uid);
    }
    if (group === 'apps' && kind === 'StatefulSet')
      return counted(this.#statefulSets.get(key), uid);
    if ((group !== 'apps' && group !== 'extensions') || kind !== 'ReplicaSet') return undefined;
    const replicaSet = this.#replicaSets.get(key);
    const owner = replicaSet === undefined ? undefined : controllerOf(replicaSet);
    if (owner?.kind !== 'Deployment') return counted(replicaSet, uid);
    if (replicaSet?.metadata.uid !== uid) return undefined;
    return counted(this.#deployments.get(`${namespace}/${owner.name}`), owner.uid);
  }

  /** Of kinds that nobody here knows, the server is asked. */
  async #scale(reference: OwnerReference, namespace: string): Promise<Counted | undefined> {
    const { apiVersion, kind, name, uid } = reference;
    const served = await this.#served(reference);
    if (served === undefined) {
      throw new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
    }
    if (!served.subresources.includes('scale')) {
      const resource = served.group === '' ? served.plural : `${served.plural}.${served.group}`;
      throw new Error(`${resource} does not implement the scale subresource`);
    }
    const client = this.#context.client<Scale>(served.apiVersion, served.plural);
    try {
      const scale = await client.get(namespace, name, { subresource: 'scale' });
      return counted(scale, uid);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  async #served({ apiVersion, kind }: OwnerReference): Promise<ServedResource | undefined> {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const all = await this.#context.discover();
    return all.find((each) => each.group === group && each.kind === kind);
  }
}

/** Undefined: another object has the name. */
function counted(object: Replicated | undefined, uid: string): Counted | undefined {
  if (object === undefined || object.metadata.uid !== uid) return undefined;
  return { uid, replicas: object.spec.replicas ?? 0 };
}
