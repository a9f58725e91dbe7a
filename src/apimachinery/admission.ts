import type { AnyObject, GroupVersionKind } from './meta.ts';
import type { UserInfo } from './user.ts';

/** Takes part in every write. Throws an ApiError to refuse. */
export interface Admission {
  /** May change `attributes.object`. */
  mutate(attributes: AdmissionAttributes): Promise<void>;
  validate(attributes: AdmissionAttributes): Promise<void>;
}

export interface AdmissionAttributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly group: string;
  readonly version: string;
  /** The plural name. */
  readonly resource: string;
  readonly kind: string;
  /** Of objects that are not of the resource's own kind: an Eviction of a pod, a Scale. */
  readonly objectKind?: GroupVersionKind;
  readonly namespaced: boolean;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
  /** The new state in the stored version, without apiVersion and kind; undefined for DELETE. */
  object: AnyObject | undefined;
  /** The old state; undefined for CREATE. Do not change it. */
  readonly previous: AnyObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  warn(text: string): void;
}
