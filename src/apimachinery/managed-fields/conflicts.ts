import { ApiError } from '../errors.ts';
import { quote } from '../go-print.ts';
import type { FieldSet } from './field-set.ts';
import { has, paths, union } from './field-set.ts';
import type { Manager } from './managers.ts';
import { printElement } from './path-element.ts';

/** Fields that an apply would take from another manager. */
export interface Conflict {
  readonly identity: string;
  readonly manager: Manager;
  readonly fields: FieldSet;
}

export function conflictSet(conflicts: readonly Conflict[]): FieldSet {
  let set: FieldSet = {};
  for (const { fields } of conflicts) set = union(set, fields);
  return set;
}

/** The 409 of an apply, with one cause for each field of each manager. */
export function applyConflict(conflicts: readonly Conflict[], allowed: FieldSet): ApiError {
  const lines = conflicts
    .toSorted((a, b) => (a.identity < b.identity ? -1 : 1))
    .map(({ manager, fields }) => ({
      manager: printManager(manager),
      fields: paths(fields)
        .filter((path) => !has(allowed, path))
        .map((path) => path.map(printElement).join('')),
    }))
    .filter(({ fields }) => fields.length > 0);
  const causes = lines.flatMap(({ manager, fields }) =>
    fields.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field,
    })),
  );
  const [only] = causes;
  const text =
    causes.length === 1 && only !== undefined
      ? `1 conflict: ${only.message}: ${only.field}`
      : `${causes.length} conflicts: ${lines.map(printConflicts).join('\n')}`;
  return new ApiError(409, 'Conflict', `Apply failed with ${text}`, { causes });
}

function printConflicts({
  manager,
  fields,
}: {
  manager: string;
  fields: readonly string[];
}): string {
  return [`conflicts with ${manager}:`, ...fields.map((field) => `- ${field}`)].join('\n');
}

function printManager({ name, operation, apiVersion, subresource }: Manager): string {
  let text = quote(name);
  if (subresource !== '') text += ` with subresource ${quote(subresource)}`;
  return operation === 'Update' ? `${text} using ${apiVersion}` : text;
}
