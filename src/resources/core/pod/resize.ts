import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  Container,
  Pod,
  PodSpec,
  ResourceRequirements,
} from '../../../apimachinery/types.generated.ts';
import type { SubresourceStrategy } from '../../../registry/definition.ts';
import { MIRROR_ANNOTATION } from './annotation-validation.ts';
import { isSidecar } from './containers.ts';
import { dropDisabledSpecFields } from './drop-disabled.ts';
import { NOWHERE, pushAll } from './field-checks.ts';
import { raiseGeneration } from './generation.ts';
import { qosClass } from './qos.ts';
import type { ResourceList } from './resource-lists.ts';
import { keepMetadata } from './subresource-metadata.ts';
import { validateWhole } from './validation-update.ts';

const SPEC = FieldPath.of('spec');
const LISTS = ['containers', 'initContainers'] as const;

/** `pods/resize`: CPU and memory of containers, while the pod runs. */
export const resize: SubresourceStrategy<Pod> = {
  prepareForUpdate(next, previous) {
    takeResources(next, previous);
    dropDisabledSpecFields(next.spec);
    raiseGeneration(next, previous);
  },

  validateUpdate(next, previous) {
    const refused = refusal(next, previous);
    if (refused !== undefined) return [fieldError.forbidden(NOWHERE, refused)];
    const errors = validateWhole(next);
    if ((previous.status.qosClass ?? qosClass(previous.spec)) !== qosClass(next.spec)) {
      const detail = 'Pod QOS Class may not change as a result of resizing';
      errors.push(fieldError.invalid(SPEC, next.status.qosClass ?? '', detail));
    }
    if (!isSupported(previous)) {
      errors.push(fieldError.forbidden(SPEC, 'Pod running on node without support for resize'));
    }
    const order = orderErrors(next.spec, previous.spec);
    pushAll(errors, order);
    if (order.length === 0) checkChanges(next.spec, previous.spec, errors);
    return errors;
  },
};

/**
 * Everything but resources stays, silently. A pod with other containers than before is left as it
 * was sent: that is an error, which validation names.
 */
function takeResources(next: Pod, previous: Pod): void {
  for (const list of LISTS) {
    if ((next.spec[list] ?? []).length !== (previous.spec[list] ?? []).length) return;
  }
  const [containers, initContainers] = LISTS.map((list) =>
    merged(next.spec[list], previous.spec[list]),
  );
  next.spec = { ...previous.spec, containers: containers ?? [] };
  if (initContainers !== undefined) next.spec.initContainers = initContainers;
  next.status = previous.status;
  keepMetadata(next.metadata, previous.metadata);
}

function merged(
  next: Container[] | undefined,
  previous: readonly Container[] | undefined,
): Container[] | undefined {
  if (next === undefined || previous === undefined) return next;
  if (next.some(({ name }, index) => name !== previous[index]?.name)) return next;
  return previous.map((container, index) => {
    const { resizePolicy: _, ...rest } = container;
    const { resources, resizePolicy } = next[index] ?? container;
    return { ...rest, resources, ...(resizePolicy === undefined ? {} : { resizePolicy }) };
  });
}

function refusal(next: Pod, previous: Pod): string | undefined {
  if (hasOwnResources(previous) || hasOwnResources(next)) {
    return 'pods with pod-level resources cannot be resized';
  }
  if (previous.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) {
    return 'static pods cannot be resized';
  }
  return previous.spec.os?.name === 'windows' ? 'windows pods cannot be resized' : undefined;
}

function hasOwnResources({ spec: { resources } }: Pod): boolean {
  const { requests = {}, limits = {} } = resources ?? {};
  return Object.keys(requests).length + Object.keys(limits).length > 0;
}

/** Kubelets that can resize report the resources of running containers. */
function isSupported({ status }: Pod): boolean {
  const running = status.containerStatuses?.find(({ state }) => state.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function orderErrors(next: PodSpec, previous: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of LISTS) {
    const [after, before] = [next[list] ?? [], previous[list] ?? []];
    const path = SPEC.child(list);
    if (after.length !== before.length) {
      errors.push(fieldError.forbidden(path, `${list} may not be added or removed on resize`));
      continue;
    }
    for (const [index, { name }] of before.entries()) {
      if (after[index]?.name === name) continue;
      const detail = `${list} may not be renamed or reordered on resize`;
      errors.push(fieldError.forbidden(path.index(index).child('name'), detail));
    }
  }
  return errors;
}

function checkChanges(next: PodSpec, previous: PodSpec, errors: FieldError[]): void {
  for (const [index, container] of (previous.initContainers ?? []).entries()) {
    if (isSidecar(container)) {
      checkNothingRemoved(next.initContainers?.[index], container, 'initContainers', index, errors);
    }
  }
  for (const [index, container] of previous.containers.entries()) {
    checkNothingRemoved(next.containers[index], container, 'containers', index, errors);
  }
  for (const [index, container] of next.containers.entries()) {
    checkOnlyCompute(
      container,
      previous.containers[index],
      'only cpu and memory resources are mutable',
      errors,
    );
  }
  for (const [index, container] of (next.initContainers ?? []).entries()) {
    const before = previous.initContainers?.[index];
    if (isSidecar(container)) {
      const detail = 'only cpu and memory resources for sidecar containers are mutable';
      checkOnlyCompute(container, before, detail, errors);
    } else if (!semanticEqual(container, before)) {
      const detail = 'resources for non-sidecar init containers are immutable';
      errors.push(fieldError.forbidden(SPEC, detail));
    }
  }
}

function checkNothingRemoved(
  next: Container | undefined,
  previous: Container,
  list: (typeof LISTS)[number],
  index: number,
  errors: FieldError[],
): void {
  for (const kind of ['requests', 'limits'] as const) {
    const after = next?.resources[kind] ?? {};
    const before = Object.keys(previous.resources[kind] ?? {});
    if (before.every((name) => after[name] !== undefined)) continue;
    const path = SPEC.child(list).index(index).child('resources', kind);
    errors.push(fieldError.forbidden(path, `resource ${kind} cannot be removed`));
  }
}

function checkOnlyCompute(
  next: Container,
  previous: Container | undefined,
  detail: string,
  errors: FieldError[],
): void {
  if (previous === undefined) return;
  const resources = withComputeOf(next.resources, previous.resources);
  if (
    semanticEqual({ ...next, resources }, { ...previous, resources: clean(previous.resources) })
  ) {
    return;
  }
  errors.push(fieldError.forbidden(SPEC, detail));
}

/** Resources in which CPU and memory are as they were before. */
function withComputeOf(
  next: ResourceRequirements,
  previous: ResourceRequirements,
): ResourceRequirements {
  return clean({
    requests: computeOf(next.requests, previous.requests),
    limits: computeOf(next.limits, previous.limits),
  });
}

function computeOf(
  next: ResourceList | undefined,
  previous: ResourceList | undefined,
): ResourceList | undefined {
  if (previous === undefined) return undefined;
  const { cpu: _cpu, memory: _memory, ...rest } = next ?? {};
  const { cpu, memory } = previous;
  return {
    ...rest,
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  };
}

function clean({ claims, limits, requests }: ResourceRequirements): ResourceRequirements {
  return {
    ...(claims === undefined ? {} : { claims }),
    ...(limits === undefined ? {} : { limits }),
    ...(requests === undefined ? {} : { requests }),
  };
}
