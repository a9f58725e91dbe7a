import { invalid } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { queryBoolean } from './query.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The query of a create, update or patch, checked. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Server-side apply takes over the fields of others. */
  readonly force: boolean;
}

export type WriteVerb = 'create' | 'update' | 'patch' | 'apply';

const FIELD_MANAGER_BYTES_MAX = 128;
const KINDS: Readonly<Record<WriteVerb, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  apply: 'PatchOptions',
};

/**
 * @param agent the User-Agent, whose first part names the manager where the query does not
 * @throws 422 in upstream's words
 */
export function parseWriteOptions(
  query: URLSearchParams,
  agent: string | undefined,
  verb: WriteVerb,
): WriteOptions {
  const dryRun = query.getAll('dryRun');
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const force = queryBoolean(query, 'force');
  const errors: FieldError[] = [];
  if (verb === 'apply') {
    if (manager === '') {
      errors.push(fieldError.required('fieldManager', 'is required for apply patch'));
    }
  } else if (verb === 'patch' && force !== undefined) {
    errors.push(fieldError.forbidden('force', 'may not be specified for non-apply patch'));
  }
  errors.push(...fieldManagerErrors(manager), ...dryRunErrors(dryRun));
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation)) {
    const supported = ['', 'Ignore', 'Strict', 'Warn'];
    errors.push(fieldError.notSupported('fieldValidation', validation, supported));
  }
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: KINDS[verb] }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: manager === '' ? managerOf(agent) : manager,
    fieldValidation: validation === '' ? 'Warn' : (validation as FieldValidation),
    force: force ?? false,
  };
}

/** `kubectl/v1.33.1 (linux/amd64) …` → `kubectl`. */
export function managerOf(agent: string | undefined): string {
  const name = (agent ?? '').split('/')[0] ?? '';
  let short = '';
  let bytes = 0;
  for (const char of name) {
    if (!isPrintable(char)) continue;
    bytes += Buffer.byteLength(char);
    if (bytes > FIELD_MANAGER_BYTES_MAX) break;
    short += char;
  }
  return short;
}

function fieldManagerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > FIELD_MANAGER_BYTES_MAX) {
    errors.push(fieldError.tooLong('fieldManager', FIELD_MANAGER_BYTES_MAX));
  }
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) {
      const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(
        fieldError.invalid(
          'fieldManager',
          manager,
          `invalid character U+${code} (at position ${position})`,
        ),
      );
    }
    position += Buffer.byteLength(char);
  }
  return errors;
}

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(char: string): boolean {
  return char === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char);
}

function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  if (dryRun.every((each) => each === 'All')) return [];
  return [fieldError.notSupported('dryRun', dryRun, ['All'])];
}

/** What a deletion may say, from a body or a query. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly dryRun?: readonly string[] | undefined;
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** @throws 422 in upstream's words */
export function validateDeleteOptions(options: DeleteOptions): void {
  const errors: FieldError[] = [];
  const { propagationPolicy, orphanDependents } = options;
  if (propagationPolicy !== undefined) {
    if (orphanDependents !== undefined) {
      errors.push(
        fieldError.invalid(
          'propagationPolicy',
          propagationPolicy,
          'orphanDependents and deletionPropagation cannot be both set',
        ),
      );
    }
    if (!POLICIES.includes(propagationPolicy)) {
      errors.push(
        fieldError.notSupported('propagationPolicy', propagationPolicy, [...POLICIES, 'nil']),
      );
    }
  }
  errors.push(...dryRunErrors(options.dryRun ?? []));
  if (errors.length > 0) {
    throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  }
}
