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
  /** What the client asked for; undefined for CONNECT. */
  readonly options?: OperationOptions | undefined;
  warn(text: string): void;
}

/** The options of a write as its query or body gave them, nothing filled in. */
export interface OperationOptions {
  readonly dryRun?: readonly string[] | undefined;
  readonly fieldManager?: string | undefined;
  readonly fieldValidation?: string | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly propagationPolicy?: string | undefined;
}

const OPTIONS = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' };

/** The options as the object that webhooks and policies are shown; a patch has UpdateOptions. */
export function optionsObject({
  operation,
  options = {},
}: Pick<AdmissionAttributes, 'operation' | 'options'>): Record<string, unknown> | undefined {
  if (operation === 'CONNECT') return undefined;
  const kind = OPTIONS[operation];
  const object: Record<string, unknown> = { kind, apiVersion: 'meta.k8s.io/v1' };
  for (const [name, value] of Object.entries(options)) {
    // The body of a deletion says itself what it is, in the words of its sender.
    if (name === 'kind' || name === 'apiVersion') continue;
    const isEmpty = value === undefined || value === '' || (Array.isArray(value) && !value.length);
    if (!isEmpty) object[name] = value;
  }
  return object;
}
