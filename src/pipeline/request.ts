import type { OperationOptions } from '../apimachinery/admission.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Resource } from '../catalog/catalog.ts';

/** Where a request goes and who sent it: what all verbs share. */
export interface Call {
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  /** Empty for requests on a collection. */
  readonly name: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** Adds a warning to the answer. */
  warn(text: string): void;
}

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** As the client sent them, nothing filled in. */
  readonly sent?: OperationOptions | undefined;
}

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
