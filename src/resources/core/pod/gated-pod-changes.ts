import { isDeepStrictEqual } from 'node:util';
import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type {
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
} from '../../../apimachinery/types.generated.ts';
import { podStructs } from './internal-types.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Labels may only be added while a pod is gated. @param path of the spec */
export function checkNodeSelectorChange(
  next: Labels,
  previous: Labels,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (Object.entries(previous ?? {}).every(([key, value]) => next?.[key] === value)) return;
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  errors.push(fieldError.invalid(path.child('nodeSelector'), next, detail));
}

/** Required terms may only get more requirements while a pod is gated. */
export function checkNodeAffinityChange(
  next: NodeAffinity | undefined,
  previous: NodeAffinity | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const member = 'requiredDuringSchedulingIgnoredDuringExecution';
  const before = previous?.[member]?.nodeSelectorTerms ?? [];
  const sent = next?.[member]?.nodeSelectorTerms;
  const after = sent ?? [];
  const place = path.child(member, 'nodeSelectorTerms');
  if (before.length > 0 && before.length !== after.length) {
    const shown = podStructs.listText('NodeSelectorTerm', sent);
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    errors.push(fieldError.invalid(place, shown, detail));
    return;
  }
  for (const [index, term] of before.entries()) {
    const changed = after[index];
    if (changed !== undefined && hasOnlyAdditions(changed, term)) continue;
    const shown = podStructs.text('NodeSelectorTerm', changed);
    const detail = 'only additions are allowed (no mutations or deletions)';
    errors.push(fieldError.invalid(place.index(index), shown, detail));
  }
}

function hasOnlyAdditions(next: NodeSelectorTerm, previous: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  // An empty term matches nothing; requirements would make it match something.
  if (lists.every((list) => (previous[list] ?? []).length === 0)) {
    return lists.every((list) => (next[list] ?? []).length === 0);
  }
  return lists.every((list) => startsWith(next[list] ?? [], previous[list] ?? []));
}

function startsWith(
  next: readonly NodeSelectorRequirement[],
  previous: readonly NodeSelectorRequirement[],
): boolean {
  return isDeepStrictEqual(next.slice(0, previous.length), previous);
}
