import { ApiError, badRequest, bareError, conflict, invalid } from '../../apimachinery/errors.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { DeleteOptions } from '../../apimachinery/options.ts';
import { validateDeleteOptions } from '../../apimachinery/options.ts';
import type { Eviction, Pod, PodDisruptionBudget } from '../../apimachinery/types.generated.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Target, WriteContext } from '../../registry/request.ts';
import { budgetsOf, stillProcessing, takeDisruption } from './disruption-budget.ts';
import type { Handler, HandlerParts } from './handler.ts';
import { receive, successItem, typeOf, withoutAdmission } from './handler.ts';
import { setPodCondition } from './pod-conditions.ts';

/** So often an eviction starts again when somebody else wrote the pod meanwhile. */
const TRIES_MAX = 20;
const TWO_BUDGETS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

/** `pods/<name>/eviction`: a deletion that disruption budgets may refuse. */
export function evictionHandler(parts: HandlerParts, pods: Resource): Handler {
  const type = typeOf(parts.catalog, pods, ['policy', 'v1', 'Eviction']);
  const answer = successItem(parts.catalog, pods);
  return {
    async create(call, produce, write) {
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: produce(),
        keepsMetadata: false,
      });
      const eviction = object as unknown as Eviction;
      if (call.name !== (eviction.metadata.name ?? '')) {
        throw badRequest('name in URL does not match name in Eviction object');
      }
      const options = deleteOptionsOf(eviction, call.name, write.options.dryRun);
      await validate();
      const target = { resource: pods, namespace: call.namespace, name: call.name };
      const context = {
        ...withoutAdmission(write.context),
        dryRun: (options.dryRun ?? []).length > 0,
      };
      await new PodEviction(parts, target, options, context).run();
      return answer;
    },
  };
}

/** The options of the deletion; dry run may be asked for in the query, in the body or alike in both. */
export function deleteOptionsOf(
  { deleteOptions }: Eviction,
  name: string,
  dryRun: boolean,
): DeleteOptions {
  const options = (deleteOptions ?? {}) as DeleteOptions & {
    ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  };
  if (options.ignoreStoreReadErrorWithClusterBreakingPotential === true) {
    const path = 'deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential';
    const detail = 'can not be set for pod eviction, try after removing the option';
    throw invalid({ group: 'policy', kind: 'Eviction' }, name, [
      fieldError.invalid(path, true, detail),
    ]);
  }
  const inBody = options.dryRun ?? [];
  if (inBody.length === 0) return dryRun ? { ...options, dryRun: ['All'] } : options;
  if (dryRun && (inBody.length !== 1 || inBody[0] !== 'All')) {
    throw bareError(
      `Non-matching dry-run options in request and content: [All] and [${inBody.join(' ')}]`,
    );
  }
  return options;
}

class PodEviction {
  readonly #parts: HandlerParts;
  readonly #target: Target;
  readonly #options: DeleteOptions;
  readonly #context: WriteContext;

  constructor(parts: HandlerParts, target: Target, options: DeleteOptions, context: WriteContext) {
    this.#parts = parts;
    this.#target = target;
    this.#options = options;
    this.#context = context;
  }

  async run(): Promise<void> {
    const pod = await this.#unlessIgnorable();
    if (pod === undefined) return;
    const budgets = await budgetsOf(this.#parts, pod);
    const [budget] = budgets;
    if (budgets.length > 1) throw bareError(TWO_BUDGETS);
    if (budget === undefined) {
      await this.#remove(this.#options);
      return;
    }
    if (!isReady(pod) && isSafeToLose(budget)) {
      await this.#removeUnready(pod, budget);
      return;
    }
    await takeDisruption(this.#parts, budget, this.#target.name, this.#context.dryRun);
    await this.#remove(this.#options);
  }

  /** Removes a pod that no budget protects; else gives the pod. */
  async #unlessIgnorable(): Promise<Pod | undefined> {
    const pinned = this.#options.preconditions?.resourceVersion !== undefined;
    for (let tries = 1; ; tries++) {
      const { object } = await this.#parts.registry.get(this.#target);
      const pod = object as unknown as Pod;
      if (!isIgnorable(pod)) return pod;
      // A pending pod may become ready and protected in the meantime, so it has to be this version.
      const options = isOver(pod) || pinned ? this.#options : atVersion(this.#options, pod);
      try {
        await this.#remove(options);
        return undefined;
      } catch (error) {
        if (!isConflict(error) || pinned || tries >= TRIES_MAX) throw error;
      }
    }
  }

  async #removeUnready(pod: Pod, budget: PodDisruptionBudget): Promise<void> {
    try {
      await this.#remove(atVersion(this.#options, pod));
    } catch (error) {
      const pinned = this.#options.preconditions?.resourceVersion !== undefined;
      if (isConflict(error) && !pinned) throw stillProcessing(budget.metadata.name ?? '');
      throw error;
    }
  }

  /** Marks the pod as evicted, in a write of its own, and deletes it. */
  async #remove(options: DeleteOptions): Promise<void> {
    let deletion = options;
    if (!this.#context.dryRun) {
      const version = await this.#mark(options);
      if (options.preconditions?.resourceVersion !== undefined) {
        const preconditions = { ...options.preconditions, resourceVersion: version };
        deletion = { ...options, preconditions };
      }
    }
    validateDeleteOptions(deletion);
    await this.#parts.registry.delete(this.#target, deletion, this.#context);
  }

  async #mark({ preconditions }: DeleteOptions): Promise<string> {
    const { item } = await this.#parts.registry.update(
      {
        ...this.#target,
        subresource: 'status',
        verb: 'patch',
        mayCreate: false,
        produce: (live) => {
          if (live === undefined) throw new Error('a pod that is evicted exists');
          const pod = live.copy();
          checkPreconditions(pod, preconditions);
          setPodCondition(
            pod,
            {
              type: 'DisruptionTarget',
              status: 'True',
              reason: 'EvictionByEvictionAPI',
              message: 'Eviction API: evicting',
            },
            this.#parts.clock.now(),
          );
          return { object: pod, managed: true };
        },
      },
      this.#context,
    );
    return item.object.metadata.resourceVersion ?? '';
  }
}

function checkPreconditions(
  { metadata }: AnyObject,
  preconditions: DeleteOptions['preconditions'],
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const refuse = (why: string): ApiError =>
    conflict({ group: '', resource: 'Pod' }, metadata.name ?? '', why);
  if (uid && uid !== metadata.uid) {
    throw refuse(
      `the UID in the precondition (${uid}) does not match the UID in record ` +
        `(${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ` +
        `ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

function atVersion(options: DeleteOptions, { metadata }: Pod): DeleteOptions {
  const resourceVersion = metadata.resourceVersion ?? '';
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } };
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'Conflict';
}

function isOver(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' || isTerminating(pod);
}

/** Budgets do not count pods that have not started, are over or go anyway. */
function isIgnorable(pod: Pod): boolean {
  return isOver(pod) || pod.status?.phase === 'Pending';
}

function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ??
    false
  );
}

/** Whether an unready pod may go without being counted as a disruption. */
function isSafeToLose({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy, desiredHealthy } = status;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}
