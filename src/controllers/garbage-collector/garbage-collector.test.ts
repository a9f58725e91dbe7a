import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { OwnerReference } from '../../apimachinery/types.generated.ts';
import type { DeleteRequest } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import type { Identity } from './graph.ts';
import { identityOf, OwnerGraph, workKey } from './graph.ts';

const NAMESPACE = 'default';
const HOLD = 'example.test/hold';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

function create(
  name: string,
  owners: OwnerReference[] = [],
  metadata: Partial<KubeObject['metadata']> = {},
): Promise<KubeObject> {
  const ownerReferences = owners.length === 0 ? {} : { ownerReferences: owners };
  return world.configMaps().create(metadata.namespace ?? NAMESPACE, {
    metadata: { name, namespace: NAMESPACE, ...ownerReferences, ...metadata },
  });
}

function owner({ metadata }: KubeObject, blockOwnerDeletion = false): OwnerReference {
  const { name = '', uid = '' } = metadata;
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid, blockOwnerDeletion };
}

function remove(name: string, options: DeleteRequest = {}): Promise<unknown> {
  return world.configMaps().delete(NAMESPACE, name, options);
}

async function find(name: string, namespace = NAMESPACE): Promise<KubeObject | undefined> {
  try {
    return await world.configMaps().get(namespace, name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

function gone(name: string, namespace = NAMESPACE): Promise<unknown> {
  return level(
    async () => ((await find(name, namespace)) === undefined ? true : undefined),
    `${name} is gone`,
  );
}

describe('objects with owners', () => {
  test('go when their owner goes, and theirs after them', async () => {
    const a = await create('a');
    const b = await create('b', [owner(a)]);
    await create('c', [owner(b)]);

    await remove('a');

    await gone('b');
    await gone('c');
  });

  test.each<[string, Partial<OwnerReference>]>([
    ['there never was one', { name: 'nobody' }],
    ['one of that name is another', { name: 'other' }],
  ])('go when %s', async (_why, changes) => {
    const other = (await find('other')) ?? (await create('other'));
    const uid = '11111111-1111-1111-1111-111111111111';

    await create('dead', [{ ...owner(other), uid, ...changes }]);

    await gone('dead');
  });

  test('stay while one owner lives, without the dead ones', async () => {
    const [a, b] = [await create('first'), await create('second')];
    await create('shared', [owner(a), owner(b)]);

    await remove('first');

    const left = await level(async () => {
      const references = (await find('shared'))?.metadata.ownerReferences;
      return references?.length === 1 ? references : undefined;
    }, 'one owner left');
    expect(left[0]?.uid).toBe(b.metadata.uid);
    await remove('second');
    await gone('shared');
  });

  test('stay when the kind of their owner is not served', async () => {
    const strange = { apiVersion: 'example.test/v1', kind: 'Thing', name: 'x', uid: 'u' };
    await create('strange', [strange]);
    const marker = await create('marker');
    await create('after', [owner(marker)]);
    await remove('marker');

    // What came later has been dealt with.
    await gone('after');

    expect(await find('strange')).toBeDefined();
  });

  test('go when their owner is in another namespace', async () => {
    const a = await create('far');

    await create('near', [owner(a)], { namespace: 'kube-public' });

    await gone('near', 'kube-public');
    expect(await find('far')).toBeDefined();
  });
});

describe('a deletion in the foreground', () => {
  test('waits for dependents that block it', async () => {
    const a = await create('parent');
    await create('child', [owner(a, true)], { finalizers: [HOLD] });
    await remove('parent', { propagationPolicy: 'Foreground' });

    await level(
      async () => (await find('child'))?.metadata.deletionTimestamp,
      'the child is being deleted',
    );

    expect((await find('parent'))?.metadata.finalizers).toEqual(['foregroundDeletion']);
    const body = { metadata: { finalizers: null } };
    await world.configMaps().patch(NAMESPACE, 'child', { type: 'merge', body });
    await gone('parent');
  });

  test('ends although two objects own each other', async () => {
    const a = await create('ring-a');
    const b = await create('ring-b', [owner(a, true)]);
    const body = { metadata: { ownerReferences: [owner(b, true)] } };
    await world.configMaps().patch(NAMESPACE, 'ring-a', { type: 'merge', body });

    await remove('ring-a', { propagationPolicy: 'Foreground' });

    await gone('ring-a');
    await gone('ring-b');
  });
});

describe('a deletion that orphans', () => {
  test('leaves the dependents without that owner', async () => {
    const a = await create('old');
    await create('kept', [owner(a, true)]);

    await remove('old', { propagationPolicy: 'Orphan' });

    await gone('old');
    expect((await find('kept'))?.metadata.ownerReferences).toBeUndefined();
  });
});

function identity(uid: string): Identity {
  return {
    apiVersion: 'v1',
    plural: 'configmaps',
    kind: 'ConfigMap',
    namespace: 'ns',
    name: uid,
    uid,
  };
}

function reference(uid: string): OwnerReference {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: uid, uid };
}

describe('the graph of owners', () => {
  test('remembers nothing of objects without owners', () => {
    const graph = new OwnerGraph();

    graph.put(identity('a'), { metadata: {} });

    expect(graph.size).toBe(0);
  });

  test('forgets that an owner was found alive when it goes', () => {
    const graph = new OwnerGraph();
    graph.put(identity('a'), { metadata: { ownerReferences: [reference('o')] } });
    const dependent = graph.get('a');
    if (dependent === undefined) throw new Error('a is not there');
    graph.verify(identity('a'), reference('o'), true);
    expect(graph.isVerified(dependent)).toBe(true);

    graph.remove('o');

    expect(graph.isVerified(dependent)).toBe(false);
    expect(graph.dependentsOf('o').map((each) => each.identity.uid)).toEqual(['a']);
  });

  test.each([
    identity('a'),
    { ...identity('a'), apiVersion: 'apps/v1', namespace: '', name: 'system:node proxy' },
  ])('finds %o again by its key', (each) => {
    expect(identityOf(workKey(each))).toEqual(each);
  });
});
