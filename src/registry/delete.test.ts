import { beforeEach, describe, expect, test } from 'vitest';
import type { Admission, AdmissionAttributes } from '../apimachinery/admission.ts';
import { forbidden } from '../apimachinery/errors.ts';
import type { AnyObject, ObjectMeta } from '../apimachinery/meta.ts';
import { ManualClock } from '../base/clock.ts';
import { SeededRng } from '../base/rng.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { defineBehaviour } from './definition.ts';
import { Kinds } from './kind.ts';
import { Registry } from './registry.ts';
import type { DeleteOptions, DeleteResult, Target, WriteContext } from './request.ts';

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));
const GRACE = 30;

/** Pods have a grace period here, namespaces a beginning of their own; config maps are as they are. */
const behaviours = [
  defineBehaviour('v1/Pod', {
    strategy: { gracePeriodSeconds: (_pod, requested) => requested ?? GRACE },
  }),
  defineBehaviour('v1/ResourceQuota', { strategy: { refuseDeletion: () => 'kept for ever' } }),
  defineBehaviour('v1/Namespace', {
    strategy: {
      beginDeletion(next) {
        next.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
      },
      isFinished: ({ metadata }) => metadata.labels?.['emptied'] === 'yes',
    },
  }),
];

class World {
  readonly clock = new ManualClock();
  readonly #store = new MemoryStore({ clock: this.clock });
  readonly #registry = new Registry({
    store: this.#store,
    kinds: new Kinds(catalog, behaviours, new Map(), undefined),
    clock: this.clock,
    rng: new SeededRng(1),
  });
  /** What admission was asked about each deletion: grace period of the old object, the options. */
  readonly asked: [left: number | undefined, options: AdmissionAttributes['options']][] = [];
  readonly events: string[] = [];
  onAsked: (times: number) => void | Promise<void> = () => {};

  constructor() {
    this.#store.observe('', 0, {
      deliver: (events) => {
        for (const { entry, previous } of events) {
          const { value = '{}' } = entry ?? previous ?? {};
          const { metadata } = JSON.parse(value) as AnyObject;
          const what = entry === undefined ? 'DELETED' : 'MODIFIED';
          this.events.push(`${what} ${metadata.deletionGracePeriodSeconds ?? 'alive'}`);
        }
      },
      end: () => {},
    });
  }

  async create(plural: string, metadata: ObjectMeta): Promise<void> {
    const { resource, namespace } = target(plural);
    await this.#registry.create(
      {
        resource,
        namespace,
        produce: () => ({ object: { metadata: { name: 'a', ...metadata } }, managed: true }),
      },
      this.#context(false),
    );
    this.asked.length = 0;
    this.events.length = 0;
  }

  delete(plural: string, options: DeleteOptions = {}, dryRun = false): Promise<DeleteResult> {
    return this.#registry.delete(target(plural), options, this.#context(dryRun));
  }

  exists(plural: string): Promise<boolean> {
    return this.#registry.get(target(plural)).then(
      () => true,
      () => false,
    );
  }

  #context(dryRun: boolean): WriteContext {
    const admission: Admission = {
      mutate: () => Promise.resolve(),
      validate: async ({ operation, previous, options }) => {
        if (operation !== 'DELETE') return;
        this.asked.push([previous?.metadata.deletionGracePeriodSeconds, options]);
        await this.onAsked(this.asked.length);
      },
    };
    return {
      user: { name: 'mia', groups: [] },
      dryRun,
      fieldManager: 'test',
      warn: () => {},
      admission,
    };
  }
}

function target(plural: string): Target {
  const resource = catalog.find('', 'v1', plural);
  if (resource === undefined) throw new Error(`no ${plural}`);
  return { resource, namespace: resource.namespaced ? 'one' : undefined, name: 'a' };
}

let world: World;
beforeEach(() => {
  world = new World();
});

describe('a deletion', () => {
  test('of what nothing keeps is asked about once', async () => {
    await world.create('configmaps', {});

    const { removed } = await world.delete('configmaps', { gracePeriodSeconds: -3 });

    expect(removed).toBe(true);
    expect(world.asked).toEqual([[undefined, { gracePeriodSeconds: 1 }]]);
    expect(world.events).toEqual(['DELETED alive']);
  });

  test('at once of what has a grace period is seen and asked about twice', async () => {
    await world.create('pods', { generation: 1 });

    const { item, removed } = await world.delete('pods', { gracePeriodSeconds: 0 });

    expect(removed).toBe(true);
    expect(item.object.metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
    const options = { gracePeriodSeconds: 0 };
    expect(world.asked).toEqual([
      [undefined, options],
      [0, options],
    ]);
    expect(world.events).toEqual(['MODIFIED 0', 'DELETED 0']);
  });

  test('with time left tells the period that was filled in', async () => {
    await world.create('pods', {});

    expect((await world.delete('pods')).removed).toBe(false);

    expect(world.asked).toEqual([[undefined, { gracePeriodSeconds: GRACE }]]);
    expect(world.events).toEqual([`MODIFIED ${GRACE}`]);
  });

  test.each([{}, { gracePeriodSeconds: GRACE }, { propagationPolicy: 'Foreground' as const }])(
    'of what terminates already is nobody asked about unless it is shortened: %j',
    async (options) => {
      await world.create('pods', {});
      await world.delete('pods');
      world.asked.length = 0;

      const { item, removed } = await world.delete('pods', options);

      expect(removed).toBe(false);
      expect(item.object.metadata.finalizers).toBeUndefined();
      expect(world.asked).toEqual([]);
      expect(world.events).toHaveLength(1);
    },
  );

  test('is never moved into the past', async () => {
    await world.create('pods', {});
    await world.delete('pods');
    await world.clock.advance(20_000);

    const { item } = await world.delete('pods', { gracePeriodSeconds: 10 });

    const { deletionTimestamp, deletionGracePeriodSeconds } = item.object.metadata;
    expect(Date.parse(deletionTimestamp ?? '')).toBe(world.clock.now());
    expect(deletionGracePeriodSeconds).toBe(1);
  });

  test('that takes the last finalizer away is asked about twice, and seen once', async () => {
    await world.create('configmaps', { finalizers: ['orphan'] });

    const tried = await world.delete('configmaps', { propagationPolicy: 'Background' }, true);
    const { removed } = await world.delete('configmaps', { propagationPolicy: 'Background' });

    expect(tried).toMatchObject({ removed: true, showsObject: true });
    expect(tried.item.object).toEqual({ metadata: {} });
    expect(removed).toBe(true);
    expect(world.asked).toHaveLength(3);
    expect(world.events).toEqual(['DELETED alive']);
  });

  test('does not reorder finalizers that stay', async () => {
    await world.create('configmaps', { finalizers: ['orphan', 'example.com/hold'] });

    const { item } = await world.delete('configmaps', { propagationPolicy: 'Orphan' });

    expect(item.object.metadata.finalizers).toEqual(['orphan', 'example.com/hold']);
  });

  test('can be refused in its second half', async () => {
    await world.create('pods', {});
    world.onAsked = (times) => {
      if (times === 2) throw forbidden({ group: '', resource: 'pods' }, 'a', 'not now');
    };

    await expect(world.delete('pods', { gracePeriodSeconds: 0 })).rejects.toThrow('not now');

    expect(world.events).toEqual(['MODIFIED 0']);
    expect(await world.exists('pods')).toBe(true);
    expect((await world.delete('pods')).removed).toBe(true);
  });

  test('succeeds when somebody else has removed what it marked', async () => {
    await world.create('pods', {});
    world.onAsked = async (times) => {
      if (times === 2) await world.delete('pods');
    };

    expect((await world.delete('pods', { gracePeriodSeconds: 0 })).removed).toBe(true);

    expect(world.events).toEqual(['MODIFIED 0', 'DELETED 0']);
  });

  test('can be refused for a name, even of what is not there', async () => {
    await expect(world.delete('resourcequotas')).rejects.toThrow(
      'resourcequotas "a" is forbidden: kept for ever',
    );
    expect(world.asked).toEqual([]);
  });

  test('of a kind with a beginning of its own waits until it is finished', async () => {
    await world.create('namespaces', {});

    expect((await world.delete('namespaces')).removed).toBe(false);
    expect((await world.delete('namespaces')).removed).toBe(false);

    expect(world.asked).toEqual([[undefined, { preconditions: { uid: expect.any(String) } }]]);
    await expect(world.delete('namespaces', { preconditions: { uid: 'x' } })).rejects.toThrow(
      /namespaces "a": Precondition failed: UID in precondition: x, UID in object meta: /,
    );
  });
});
