import type { Admission, OperationOptions } from '../apimachinery/admission.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Item } from './item.ts';

/** What all writes carry besides the object. */
export interface WriteContext {
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly fieldManager: string;
  /** Adds a warning to the answer; doubles are dropped there. */
  warn(text: string): void;
  readonly admission: Admission;
  /** What admission is told about the request; see `AdmissionAttributes`. */
  readonly options?: OperationOptions | undefined;
  /** The request is about a whole collection: it names nobody. */
  readonly collection?: boolean;
}

export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface CreateRequest {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  /** A fresh copy of the object at every call, in the version of `resource`, canonical, without apiVersion and kind. */
  produce(): Produced | Promise<Produced>;
}

export interface UpdateRequest extends Target {
  /** `status`, `ephemeralcontainers` …; undefined: the object itself. */
  readonly subresource: string | undefined;
  /** PUT gives the whole object, the others change what is there. */
  readonly verb: 'update' | 'patch' | 'apply';
  /** A missing object is created. */
  readonly mayCreate: boolean;
  /**
   * The new state from the present one, in the version of `resource`: a new object each time. Runs
   * again when somebody else wrote in between. `live` is undefined where nothing exists and
   * `mayCreate` is set.
   */
  produce(live: Item | undefined): Produced | Promise<Produced>;
}

export interface Produced {
  readonly object: AnyObject;
  /** The managedFields in `object` are final: a server-side apply computed them. */
  readonly managed: boolean;
}

export interface WriteResult {
  readonly item: Item;
  readonly created: boolean;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

export interface DeleteResult {
  /** The object as it was last, or as it lives on. */
  readonly item: Item;
  /** False: finalizers or a grace period keep it. */
  readonly removed: boolean;
  /** The client sees `item` even if the kind answers removals with a Status. */
  readonly showsObject?: boolean;
  /** Of the write that removed or marked it; of the object where nothing was written. */
  readonly revision: number;
}
