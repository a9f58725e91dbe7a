import type { FieldPath } from '../../../apimachinery/field-error.ts';
import type {
  Container,
  EphemeralContainer,
  PodSpec,
} from '../../../apimachinery/types.generated.ts';

type AnyContainer = Container | EphemeralContainer;

/** Containers of all three lists, in upstream's order: init, regular, ephemeral. */
export function everyContainer(spec: PodSpec): AnyContainer[] {
  const { initContainers, containers, ephemeralContainers } = spec;
  if (initContainers === undefined && ephemeralContainers === undefined) return containers ?? [];
  return [...(initContainers ?? []), ...(containers ?? []), ...(ephemeralContainers ?? [])];
}

/** Visits what `everyContainer` lists. @param path the path of the spec */
export function visitContainers(
  spec: PodSpec,
  path: FieldPath,
  visit: (container: AnyContainer, path: FieldPath) => void,
): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      visit(container, path.child(list).index(index));
    }
  }
}

/** An init container that keeps running beside the regular ones. */
export function isSidecar({ restartPolicy }: AnyContainer): boolean {
  return restartPolicy === 'Always';
}
