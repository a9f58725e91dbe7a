import type { KubeObject } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';

/**
 * The verbs of the API as an interface. The in-process client (`pipeline/`) and the HTTP client
 * implement it alike; controllers, simulated nodes and the cluster network are written against it.
 * Every method rejects with an ApiError when the server refuses.
 */
export interface Client {
  /** @param apiVersion `v1`, `apps/v1`; `plural` names the resource: `services` */
  resource<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T>;

  /** What the server serves, each kind once, in its preferred version. */
  discover(): Promise<readonly ServedResource[]>;
}

/** Kinds that the server does not have itself, but others that it passes requests on to. */
export interface Elsewhere {
  /** Undefined: the server answers for the kind. */
  resource<T extends KubeObject>(
    user: UserInfo,
    apiVersion: string,
    plural: string,
  ): ResourceClient<T> | undefined;
}

export interface ServedResource {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** `status`, `scale` … */
  readonly subresources: readonly string[];
}

export interface ResourceClient<T extends KubeObject> {
  /** @param namespace undefined for cluster-scoped kinds */
  get(namespace: string | undefined, name: string, options?: ReadRequest): Promise<T>;
  /** @param namespace undefined for all namespaces */
  list(namespace: string | undefined, options?: ListRequest): Promise<ObjectList<T>>;
  /**
   * Changes after `resourceVersion`, each by a call, which must be quick: a promise for every change
   * and reader would cost more than what most readers do with it. Ends when `signal` is aborted.
   * @throws ApiError 410 when the version is too old; what `deliver` throws
   */
  watch(
    namespace: string | undefined,
    options: WatchRequest,
    deliver: (event: WatchEvent<T>) => void,
    signal: AbortSignal,
  ): Promise<void>;
  create(namespace: string | undefined, object: T, options?: WriteRequest): Promise<T>;
  /** `metadata.resourceVersion` in the object is a precondition. */
  update(namespace: string | undefined, object: T, options?: WriteRequest): Promise<T>;
  patch(
    namespace: string | undefined,
    name: string,
    patch: PatchRequest,
    options?: WriteRequest,
  ): Promise<T>;
  delete(namespace: string | undefined, name: string, options?: DeleteRequest): Promise<Deletion>;
}

export interface ObjectList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export interface ListRequest {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WatchRequest extends ListRequest {
  readonly resourceVersion: string;
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  /** Shared between readers: do not change it. */
  readonly object: T;
}

export interface ReadRequest {
  /** `scale` … */
  readonly subresource?: string;
}

export interface WriteRequest {
  /** `status`, `scale`, `finalize` … */
  readonly subresource?: string;
  /** The field manager; default: the name the client was made with. */
  readonly fieldManager?: string;
}

export type PatchRequest =
  | { readonly type: 'json'; readonly body: readonly unknown[] }
  | { readonly type: 'merge' | 'strategic'; readonly body: object }
  | { readonly type: 'apply'; readonly body: object; readonly force: boolean };

export interface Deletion {
  /** Of the write that removed the object or marked it as terminating. */
  readonly resourceVersion: string;
}

export interface DeleteRequest {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}
