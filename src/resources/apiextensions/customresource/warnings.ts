import { quote } from '../../../apimachinery/go-print.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';

const STANDARD: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** Finalizers that could mean anybody are only warned of, where built-in kinds refuse them. */
export function finalizerWarnings(next: AnyObject, previous?: AnyObject): string[] {
  const known = new Set(previous?.metadata.finalizers ?? []);
  const added = [...new Set(next.metadata.finalizers ?? [])].filter((each) => !known.has(each));
  return added.toSorted().flatMap((finalizer) => {
    const place = `metadata.finalizers: ${quote(finalizer)}: `;
    const warnings = isQualifiedName(finalizer).map((message) => place + message);
    if (finalizer.includes('/') || STANDARD.has(finalizer)) return warnings;
    const path = finalizer.includes('.') ? ' including a path (/)' : '';
    const what = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
    return [...warnings, place + what];
  });
}
