import type { FieldError } from '../apimachinery/field-error.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Write } from '../store/store.ts';

/**
 * What a kind does beyond being stored, watched and printed. All hooks are optional. A kind without
 * behaviour is checked against its schema and kept as it is.
 */
export interface Behaviour<T extends KubeObject = KubeObject> {
  /** `v1/ConfigMap`, `apps/v1/Deployment`: the storage version of the kind. */
  readonly kind: string;
  readonly strategy: Strategy<T>;
  /** A create keeps the status it was sent with (nodes). */
  readonly keepsStatusOnCreate: boolean;
  /** What counts as a change for metadata.generation besides everything but metadata and status. */
  readonly generationChanged: ((next: T, previous: T) => boolean) | undefined;
  /** metadata.generation stays as it was made (priority classes). */
  readonly keepsGeneration: boolean;
  /** What is kept and not shown. */
  readonly concealed: Concealed<T> | undefined;
  /** Column name → cell of a Table. Columns without an entry are filled by the generic rules (Name, Age). */
  readonly cells: Cells<T>;
  /** For kinds whose cells share work: all cells but Name and Age by column name, at once. */
  readonly row: ((object: T, context: CellContext) => Record<string, Cell>) | undefined;
  /** Row conditions (`Completed` pods). */
  readonly rowConditions: ((object: T) => readonly Record<string, string>[]) | undefined;
}

/**
 * Part of an object that is stored, and seen by patches and by the live events of a watch, but not
 * by whoever reads it.
 */
export interface Concealed<T extends KubeObject> {
  /** A piece of text that only objects with something to hide may have. */
  readonly marker: string;
  /** Takes it out of a copy. */
  conceal(copy: T): void;
}

export type Cell = string | number | boolean | null;
export type Cells<T> = Readonly<Record<string, (object: T, context: CellContext) => Cell>>;

export interface CellContext {
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

/**
 * The hooks of one kind, in the order in which they run:
 *
 * create: `defaults` → mutating admission → metadata (uid, time, generateName) → `claims` →
 * `prepareForCreate` → `validate` → `authorize` → `warningsOnCreate` → validating admission → commit
 *
 * update and patch: `defaults` → mutating admission → `claims` → `prepareForUpdate` →
 * `validateUpdate` → `authorize` → `warningsOnUpdate` → validating admission → commit
 *
 * delete: `claims(undefined, previous)` → commit
 *
 * Hooks get canonical objects of the storage version. `defaults`, `prepare…` and `claims` may
 * change `next`; nothing else may change anything, and `previous` is never changed.
 */
export interface Strategy<T extends KubeObject> {
  /** Versioned defaulting, on every decode of a body or a patched result. Must be idempotent. */
  defaults?(next: T, context: StrategyContext): void;

  /** Reserved values (addresses, ports). See `Claims`. A refused allocation is a thrown ApiError. */
  claims?(
    next: T | undefined,
    previous: T | undefined,
    context: StrategyContext,
  ): Promise<readonly Write[]>;

  prepareForCreate?(next: T, context: StrategyContext): void;
  validate?(next: T, context: StrategyContext): FieldError[];
  warningsOnCreate?(next: T, context: StrategyContext): string[];

  /**
   * Whether the user may write what the object says, beyond the verb. Asked when nothing else is
   * wrong with it; what it answers is an error of validation. `previous` is undefined on create.
   */
  authorize?(next: T, previous: T | undefined, context: StrategyContext): FieldError[];

  prepareForUpdate?(next: T, previous: T, context: StrategyContext): void;
  validateUpdate?(next: T, previous: T, context: StrategyContext): FieldError[];
  warningsOnUpdate?(next: T, previous: T, context: StrategyContext): string[];

  /** Said before anything is deleted, once for a whole collection. */
  warningsOnDelete?(options: DeletionRequest): string[];

  /** Hooks of subresources that take the whole object (`status`, `resize`, `finalize` …). */
  readonly subresources?: Readonly<Record<string, SubresourceStrategy<T>>>;

  /** Messages for a refused `metadata.name`; the default is the RFC 1123 subdomain. */
  validateName?(name: string, prefix: boolean): string[];

  /** Why the object of this name is not deleted, whoever asks; collections may go as a whole. */
  refuseDeletion?(name: string): string | undefined;

  /**
   * For kinds whose deletion begins in a way of its own (a namespace is emptied first): marks `next`,
   * which does not terminate yet, finalizers included. What comes after that is as for all kinds.
   */
  beginDeletion?(next: T, options: DeletionRequest, context: StrategyContext): void;

  /** Besides finalizers: a terminating object may go now (a namespace's spec has finalizers too). */
  isFinished?(object: T): boolean;

  /** Effective grace period of a deletion in seconds, for kinds with graceful deletion. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number;
}

/**
 * Without hooks, a `status` subresource takes `status` and metadata from the request and all else
 * from the stored object; other subresources need hooks.
 */
export interface SubresourceStrategy<T extends KubeObject> {
  prepareForUpdate?(next: T, previous: T, context: StrategyContext): void;
  validateUpdate?(next: T, previous: T, context: StrategyContext): FieldError[];
  warningsOnUpdate?(next: T, previous: T, context: StrategyContext): string[];
}

/** What a client may say about the dependents of what it deletes. */
export interface DeletionRequest {
  readonly propagationPolicy?: string | undefined;
  readonly orphanDependents?: boolean | undefined;
}

/** What a hook may know about the request and the world. */
export interface StrategyContext {
  /** The time of the request, milliseconds since the epoch. */
  readonly now: number;
  readonly uid: () => string;
  readonly user: string;
  /** The same with groups; absent where nothing is written yet (defaults of an apply). */
  readonly requester?: UserInfo;
  readonly dryRun: boolean;
  /** The version of the API that the request came through, `v1`. */
  readonly apiVersion: string;
  /** The subresource that is written, or undefined for the object itself. */
  readonly subresource: string | undefined;
  /** Tells the client, whether the write succeeds or not. Absent where nothing is written yet. */
  readonly warn?: (text: string) => void;
}

/** Makes a behaviour from its parts; the type parameter ties the hooks to one kind. */
export function defineBehaviour<T extends KubeObject>(
  kind: string,
  parts: Partial<Omit<Behaviour<T>, 'kind'>>,
): Behaviour<T> {
  return {
    kind,
    strategy: parts.strategy ?? {},
    keepsStatusOnCreate: parts.keepsStatusOnCreate ?? false,
    generationChanged: parts.generationChanged,
    keepsGeneration: parts.keepsGeneration ?? false,
    concealed: parts.concealed,
    cells: parts.cells ?? {},
    row: parts.row,
    rowConditions: parts.rowConditions,
  };
}
