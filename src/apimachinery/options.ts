import type { OperationOptions } from './admission.ts';
import { invalid } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { managerOf, validateFieldManager } from './field-manager.ts';
import { queryBoolean, queryInteger, toSafeNumber } from './query.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The query of a create, update or patch, checked. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Server-side apply takes over the fields of others. */
  readonly force: boolean;
  /** The query, nothing filled in. */
  readonly sent: OperationOptions;
}

export type WriteVerb = 'create' | 'update' | 'patch' | 'apply';

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
  errors.push(...validateFieldManager(manager, 'fieldManager'), ...dryRunErrors(dryRun));
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
    sent: { dryRun, fieldManager: manager, fieldValidation: validation },
  };
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

/**
 * What the query of a deletion says; it counts where there is no body.
 * @throws 400 with Go's words
 */
export function parseDeleteOptions(query: URLSearchParams): DeleteOptions {
  const grace = queryInteger(query, 'gracePeriodSeconds');
  // These two are not among the parameters that upstream documents.
  const uid = query.get('uid') || undefined;
  const resourceVersion = query.get('resourceVersion') || undefined;
  return {
    gracePeriodSeconds: grace === undefined ? undefined : toSafeNumber(grace),
    propagationPolicy: (query.get('propagationPolicy') ??
      undefined) as DeleteOptions['propagationPolicy'],
    orphanDependents: queryBoolean(query, 'orphanDependents'),
    preconditions:
      uid === undefined && resourceVersion === undefined
        ? undefined
        : {
            ...(uid === undefined ? {} : { uid }),
            ...(resourceVersion === undefined ? {} : { resourceVersion }),
          },
    dryRun: query.getAll('dryRun'),
  };
}

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
