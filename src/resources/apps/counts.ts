import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';

const NON_NEGATIVE = 'must be greater than or equal to 0';

/** Counts that may be left out, but not be negative; in the given order. */
export function checkNonNegative<T extends object>(
  object: T,
  members: readonly (keyof T & string)[],
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const member of members) {
    const value: unknown = object[member];
    if (typeof value !== 'number' || value >= 0) continue;
    errors.push(fieldError.invalid(path.child(member), value, NON_NEGATIVE));
  }
}

interface ReplicaCounts {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

/**
 * The counts of a status do not exceed each other.
 *
 * @param parts members that are parts of all replicas, in upstream's order
 * @param ready how the messages name the number of ready replicas
 */
export function checkReplicaCounts<T extends ReplicaCounts>(
  status: T,
  parts: readonly (keyof T & string)[],
  ready: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const member of parts) {
    const value: unknown = status[member];
    if (typeof value !== 'number' || value <= replicas) continue;
    const detail = 'cannot be greater than status.replicas';
    errors.push(fieldError.invalid(path.child(member), value, detail));
  }
  if (availableReplicas > readyReplicas) {
    const detail = `cannot be greater than ${ready}`;
    errors.push(fieldError.invalid(path.child('availableReplicas'), availableReplicas, detail));
  }
}

/** Hash collisions are only ever added. */
export function checkCollisionCount(
  next: { readonly collisionCount?: number },
  previous: { readonly collisionCount?: number },
  path: FieldPath,
  errors: FieldError[],
): void {
  if (previous.collisionCount === undefined) return;
  const count = next.collisionCount ?? 0;
  if (next.collisionCount !== undefined && count >= previous.collisionCount) return;
  errors.push(fieldError.invalid(path.child('collisionCount'), count, 'cannot be decremented'));
}
