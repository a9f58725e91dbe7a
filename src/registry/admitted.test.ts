import { describe, expect, test } from 'vitest';
import type { AdmissionAttributes } from '../apimachinery/admission.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { ManualClock } from '../base/clock.ts';
import { SeededRng } from '../base/rng.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { Kinds } from './kind.ts';
import { Registry } from './registry.ts';
import type { WriteContext } from './request.ts';

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));
const OWNER = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '1' };
const TWICE =
  '.metadata.ownerReferences contains duplicate entries after mutating admission happens; API ' +
  'server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please ' +
  'fix your requests; duplicate UID(s) observed: 1';

const resource = catalog.find('', 'v1', 'configmaps');
if (resource === undefined) throw new Error('no configmaps');

class World {
  readonly warnings: string[] = [];
  asked = 0;
  readonly #clock = new ManualClock();
  readonly #registry = new Registry({
    store: new MemoryStore({ clock: this.#clock }),
    kinds: new Kinds(catalog, [], new Map(), undefined),
    clock: this.#clock,
    rng: new SeededRng(1),
  });
  #change: (metadata: AnyObject['metadata']) => void = () => {};

  async create(change: (metadata: AnyObject['metadata']) => void): Promise<AnyObject> {
    this.#change = change;
    const item = await this.#registry.create(
      {
        resource: resource as never,
        namespace: 'one',
        produce: () => ({ object: { metadata: { name: 'a' } }, managed: true }),
      },
      this.#context,
    );
    return item.object;
  }

  async update(
    sent: AnyObject['metadata'],
    change: (metadata: AnyObject['metadata']) => void,
  ): Promise<AnyObject> {
    await this.create(() => {});
    this.asked = 0;
    this.#change = change;
    const { item } = await this.#registry.update(
      {
        resource: resource as never,
        namespace: 'one',
        name: 'a',
        subresource: undefined,
        verb: 'update',
        mayCreate: false,
        produce: () => ({ object: { metadata: { name: 'a', ...sent } }, managed: true }),
      },
      this.#context,
    );
    return item.object;
  }

  get #context(): WriteContext {
    return {
      user: { name: 'mia', groups: [] },
      dryRun: false,
      fieldManager: 'test',
      warn: (text) => this.warnings.push(text),
      admission: {
        mutate: ({ object }: AdmissionAttributes) => {
          this.asked++;
          if (object !== undefined) this.#change(object.metadata);
          return Promise.resolve();
        },
        validate: () => Promise.resolve(),
      },
    };
  }
}

describe('what admission has made of an object', () => {
  test.each(['create', 'update'] as const)('has each owner once after a %s', async (verb) => {
    const world = new World();
    const own = (metadata: AnyObject['metadata']): void => {
      metadata.ownerReferences = [OWNER, { ...OWNER }];
    };

    const { metadata } = await (verb === 'create' ? world.create(own) : world.update({}, own));

    expect(metadata.ownerReferences).toEqual([OWNER]);
    expect(world.warnings).toEqual([TWICE]);
  });

  test('must be of the version that is there', async () => {
    const update = new World().update({}, (metadata) => {
      metadata.resourceVersion = '999';
    });

    await expect(update).rejects.toThrow('the object has been modified');
  });

  test('is looked at before a version that was sent is', async () => {
    const world = new World();

    await expect(world.update({ resourceVersion: '999' }, () => {})).rejects.toThrow(
      'the object has been modified',
    );
    expect(world.asked).toBe(1);
  });

  test.each([
    [
      'other',
      'ConfigMap "other" is invalid: metadata.name: Invalid value: "other": field is immutable',
    ],
    [
      '',
      'ConfigMap "" is invalid: [metadata.name: Required value: name or generateName is required, ' +
        'metadata.name: Invalid value: "": field is immutable]',
    ],
  ])('is refused under its own name: %j', async (name, message) => {
    const update = new World().update({}, (metadata) => {
      metadata.name = name;
    });

    await expect(update).rejects.toThrow(message);
  });
});
