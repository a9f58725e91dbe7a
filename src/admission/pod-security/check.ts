import { sortedByBytes } from '../../apimachinery/go-format.ts';
import type { Container, ObjectMeta, PodSpec } from '../../apimachinery/types.generated.ts';

/** What a pod does that a level forbids. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export interface CheckedPod {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  /** In the order in which upstream looks at them: init containers first. */
  readonly containers: readonly Container[];
}

/** One rule of the Pod Security Standards; undefined: kept. */
export type Check = (pod: CheckedPod) => Violation | undefined;

export function checkedPod(metadata: ObjectMeta, spec: PodSpec): CheckedPod {
  const containers = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...((spec.ephemeralContainers ?? []) as readonly Container[]),
  ];
  return { metadata, spec, containers };
}

export function quoted(items: readonly string[]): string {
  return items.length === 0 ? '' : `"${items.join('", "')}"`;
}

export function plural(singular: string, count: number): string {
  return count === 1 ? singular : `${singular}s`;
}

/** `container "a"`, `containers "a", "b"`. */
export function namedContainers(names: readonly string[]): string {
  return `${plural('container', names.length)} ${quoted(names)}`;
}

/** `pod and container "a"`: who sets something. Empty: nobody. */
export function setters(byPod: boolean, containers: readonly string[]): string {
  const parts = byPod ? ['pod'] : [];
  if (containers.length > 0) parts.push(namedContainers(containers));
  return parts.join(' and ');
}

export function sortedSet(values: Iterable<string>): string[] {
  return sortedByBytes([...new Set(values)]);
}

export function namesWhere(
  { containers }: CheckedPod,
  isSo: (container: Container) => boolean,
): string[] {
  return containers.filter(isSo).map(({ name }) => name);
}
