import { conflict, forbidden, notFound } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { isTerminating } from '../apimachinery/meta.ts';
import type { Entry, Write } from '../store/store.ts';
import type { StrategyContext } from './definition.ts';
import { Item, storedText } from './item.ts';
import { keyOf } from './keys.ts';
import type { Kind } from './kind.ts';
import type { DeleteOptions, DeleteResult, Target, WriteContext } from './request.ts';
import {
  checkPreconditions,
  finalizersAfter,
  graceOf,
  markTerminating,
  setDeadline,
  setFinalizers,
} from './termination.ts';
import { storedObject } from './update.ts';
import type { Dependencies } from './writer.ts';
import {
  admissionAttributes,
  answer,
  canonical,
  customAnswer,
  objectWrite,
  storedForm,
  strategyContext,
} from './writer.ts';

const TRIES_MAX = 10_000;

/**
 * One deletion: preconditions, grace, finalizers, then removal. An object with a grace period is
 * marked before it goes, in a write of its own, and admission is asked about both.
 */
export async function remove(
  dependencies: Dependencies,
  target: Target,
  options: DeleteOptions,
  context: WriteContext,
): Promise<DeleteResult> {
  const kind = dependencies.kinds.of(target.resource);
  return new Deletion(dependencies, kind, target, options, context).run();
}

/** The present state cannot be written over; somebody else has. */
interface Lost {
  readonly current: Entry | undefined;
}

type Outcome = DeleteResult | Lost;

class Deletion {
  readonly #dependencies: Dependencies;
  readonly #kind: Kind;
  readonly #target: Target;
  readonly #asked: DeleteOptions;
  readonly #context: WriteContext;
  readonly #hooks: StrategyContext;

  constructor(
    dependencies: Dependencies,
    kind: Kind,
    target: Target,
    asked: DeleteOptions,
    context: WriteContext,
  ) {
    this.#dependencies = dependencies;
    this.#kind = kind;
    this.#target = target;
    this.#asked = asked;
    this.#context = context;
    this.#hooks = strategyContext(dependencies, kind, context, undefined);
  }

  async run(): Promise<DeleteResult> {
    const { resource, namespace, name } = this.#target;
    this.#refuse(name);
    let entry = await this.#dependencies.store.get(keyOf(resource, namespace, name));
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      if (entry === undefined) throw notFound(this.#kind.groupResource, name);
      await this.#load(entry);
      checkPreconditions(this.#kind, this.#target, this.#asked, entry);
      const outcome = await this.#once(entry);
      if ('item' in outcome) return outcome;
      entry = outcome.current;
    }
    throw conflict(this.#kind.groupResource, name);
  }

  #refuse(name: string): void {
    if (this.#context.collection === true) return;
    const why = this.#kind.behaviour.strategy.refuseDeletion?.(name);
    if (why !== undefined) throw forbidden(this.#kind.groupResource, name, why);
  }

  async #load(entry: Entry): Promise<void> {
    if (this.#kind.load !== undefined) await this.#kind.load([entry], true);
  }

  async #once(entry: Entry): Promise<Outcome> {
    const kind = this.#kind;
    const { strategy } = kind.behaviour;
    const previous = storedObject(kind, entry);
    let options = this.#asked;
    if (strategy.beginDeletion !== undefined) {
      if (strategy.isFinished?.(previous) === false && isTerminating(previous)) {
        return this.#asItIs(entry, previous);
      }
      // Such kinds insist on the object that was meant, and say so to those who are asked.
      const { uid = '' } = previous.metadata;
      options = { ...options, preconditions: { uid, ...options.preconditions } };
      if (!isTerminating(previous)) return this.#begin(entry, previous, options);
    }
    const grace = graceOf(kind, previous, options, this.#hooks.now);
    if (grace.step === 'pending') return this.#asItIs(entry, previous);
    const finalizers = finalizersAfter(kind, previous, grace.options);
    await this.#admit(previous, grace.options);
    const isFree = finalizers.length === 0;
    const hadNone = (previous.metadata.finalizers ?? []).length === 0;
    if (grace.step === 'none' && isFree) {
      // Finalizers that the options take away are not written first, but everybody is asked again.
      if (!hadNone && this.#context.dryRun) return this.#nothing(entry);
      return this.#removeFinally(entry, grace.options, { isAdmitted: hadNone, hasMarked: false });
    }
    const next = kind.stored(entry).copy();
    if (grace.step === 'deadline') setDeadline(next, grace.seconds, this.#hooks.now);
    else markTerminating(next, this.#hooks.now);
    setFinalizers(next, finalizers);
    const goesOn = grace.step === 'deadline' && grace.seconds === 0 && isFree;
    const marked = await this.#mark(entry, next, goesOn);
    if (!('entry' in marked)) return marked;
    return this.#removeFinally(marked.entry, grace.options, { isAdmitted: false, hasMarked: true });
  }

  async #begin(entry: Entry, previous: AnyObject, options: DeleteOptions): Promise<Outcome> {
    await this.#admit(previous, options);
    const next = this.#kind.stored(entry).copy();
    this.#kind.behaviour.strategy.beginDeletion?.(next, this.#asked, this.#hooks);
    const marked = await this.#mark(entry, next, false);
    if ('entry' in marked) throw new Error('a deletion that has only begun does not go on');
    return marked;
  }

  /**
   * Writes the object that waits for its end.
   * @param goesOn there is nothing to wait for
   */
  async #mark(
    entry: Entry,
    next: AnyObject,
    goesOn: boolean,
  ): Promise<Outcome | { readonly entry: Entry }> {
    const kind = this.#kind;
    const { modRevision } = entry;
    const object = await storedForm(kind, next);
    object.metadata.resourceVersion = String(modRevision);
    if (this.#context.dryRun) {
      return { item: await this.#shown(object), removed: goesOn, revision: modRevision };
    }
    if (storedText(object) === entry.value) {
      return { item: await this.#shown(object), removed: false, revision: modRevision };
    }
    const write = objectWrite(kind, object, modRevision);
    const result = await this.#dependencies.store.commit([write]);
    if (!result.ok) return { current: result.current };
    const [written] = result.entries;
    if (written === undefined) throw new Error('a write that succeeded has written something');
    if (goesOn) return { entry: written };
    const item = await answer(kind, object, written);
    return { item, removed: false, revision: result.revision };
  }

  /** What is left when neither time nor finalizers keep the object, whoever else writes it. */
  async #removeFinally(
    present: Entry,
    options: DeleteOptions,
    { isAdmitted, hasMarked }: { readonly isAdmitted: boolean; readonly hasMarked: boolean },
  ): Promise<DeleteResult> {
    const kind = this.#kind;
    const { name } = this.#target;
    const still = hasMarked ? atVersion(options, present) : options;
    const last = storedObject(kind, present);
    let entry: Entry | undefined = present;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      if (entry === undefined) {
        if (!hasMarked) throw notFound(kind.groupResource, name);
        // Somebody has removed what this deletion had marked, which is just as well.
        const { modRevision } = present;
        return { item: await answer(kind, last, present), removed: true, revision: modRevision };
      }
      if (tries > 0) {
        await this.#load(entry);
        checkPreconditions(kind, this.#target, still, entry);
      }
      if (!isAdmitted || tries > 0) await this.#admit(storedObject(kind, entry), options);
      const outcome = await this.#delete(entry);
      if ('item' in outcome) return outcome;
      entry = outcome.current;
    }
    throw conflict(kind.groupResource, name);
  }

  async #delete(entry: Entry): Promise<Outcome> {
    const kind = this.#kind;
    const { key, modRevision } = entry;
    const last = storedObject(kind, entry);
    if (this.#context.dryRun) {
      return { item: await answer(kind, last, entry), removed: true, revision: modRevision };
    }
    const releases = (await kind.behaviour.strategy.claims?.(undefined, last, this.#hooks)) ?? [];
    const removal: Write = { key, expect: modRevision, value: undefined };
    // The entry gives up what was read from it when it is replaced.
    const object = kind.stored(entry).copy();
    const result = await this.#dependencies.store.commit([removal, ...releases], {
      oneByOne: true,
    });
    if (!result.ok) return { current: result.key === key ? result.current : entry };
    // The removal comes first; what it released has later revisions.
    const revision = result.firstRevision;
    // The deletion is a write of its own, and the last state carries its version.
    object.metadata.resourceVersion = String(revision);
    return { item: await this.#shown(object), removed: true, revision };
  }

  async #asItIs(entry: Entry, previous: AnyObject): Promise<DeleteResult> {
    const item = await answer(this.#kind, previous, entry);
    return { item, removed: false, revision: entry.modRevision };
  }

  /** Upstream answers so when it has only tried to take finalizers away: with an object of nothing. */
  #nothing({ modRevision }: Entry): DeleteResult {
    const { resource, storage } = this.#kind;
    if (storage.schema === undefined) {
      const item = Item.ofText(resource, '{}');
      return { item, removed: true, showsObject: true, revision: modRevision };
    }
    const object = canonical(this.#kind, { metadata: {} });
    delete object.metadata.resourceVersion;
    const item = Item.ofObject(resource, object);
    return { item, removed: true, showsObject: true, revision: modRevision };
  }

  /** @param object as it is or was stored, the caller's own */
  async #shown(object: AnyObject): Promise<Item> {
    const kind = this.#kind;
    if (kind.custom !== undefined) return customAnswer(kind.resource, kind.custom, object);
    if (kind.resource === kind.storage) return Item.ofObject(kind.storage, object);
    return Item.ofObject(kind.resource, kind.conversion.fromStorage(object));
  }

  /** Both halves of admission are asked about a deletion, though there is nothing to change. */
  async #admit(previous: AnyObject, options: DeleteOptions): Promise<void> {
    const { admission, collection = false } = this.#context;
    const attributes = admissionAttributes(this.#kind, this.#context, 'DELETE', {
      subresource: undefined,
      namespace: this.#target.namespace,
      name: collection ? '' : this.#target.name,
      object: undefined,
      previous,
    });
    // What is filled in for one object says nothing about a collection.
    const { gracePeriodSeconds, preconditions } = options;
    const filled = { ...attributes.options, gracePeriodSeconds, preconditions };
    const seen = collection ? attributes : { ...attributes, options: filled };
    await admission.mutate(seen);
    await admission.validate(seen);
  }
}

/** The version that was meant has been replaced by that of the mark. */
function atVersion(options: DeleteOptions, { modRevision }: Entry): DeleteOptions {
  const { preconditions } = options;
  if (preconditions?.resourceVersion === undefined) return options;
  const resourceVersion = String(modRevision);
  return { ...options, preconditions: { ...preconditions, resourceVersion } };
}
