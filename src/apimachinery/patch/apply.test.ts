import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../meta.ts';
import { apply, created, deployment, NOON, ONE, owners, refusal, stored } from './apply.suite.ts';

describe('an apply', () => {
  test('creates the object and owns what the configuration says', () => {
    const { object, managedFields, changed } = apply(
      'ConfigMap',
      { data: { a: '1' } },
      { metadata: { labels: { l: '1' }, finalizers: [] } },
    );

    expect(changed).toBe(true);
    expect(object).toMatchObject({ data: { a: '1' }, metadata: { labels: { l: '1' } } });
    expect(managedFields).toEqual([
      {
        manager: 'ann',
        operation: 'Apply',
        apiVersion: 'v1',
        time: NOON,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } },
      },
    ]);
  });

  test('once more changes nothing, not even the time', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1' } }));

    const again = apply('ConfigMap', { data: { a: '1' } }, { live, now: ONE });

    expect(again.changed).toBe(false);
    expect(again.managedFields).toEqual(live.metadata.managedFields);
    expect(stored(again)).toEqual(live);
  });

  test('removes what the same manager does not apply any more', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1', b: '2' }, immutable: true }));

    const { object, managedFields } = apply('ConfigMap', { data: { b: '2' } }, { live, now: ONE });

    expect(object['data']).toEqual({ b: '2' });
    expect(object).not.toHaveProperty('immutable');
    expect(managedFields?.[0]).toMatchObject({ time: ONE, fieldsV1: { 'f:data': { 'f:b': {} } } });
  });

  test('leaves what another manager owns as well, or alone', () => {
    const first = stored(apply('ConfigMap', { data: { a: '1', b: '2' } }));
    const second = stored(
      apply('ConfigMap', { data: { a: '1', c: '3' } }, { live: first, manager: 'ben' }),
    );

    const { object, managedFields } = apply('ConfigMap', {}, { live: second });

    expect(object['data']).toEqual({ a: '1', c: '3' });
    expect(owners(managedFields)).toEqual({ 'ben Apply': { 'f:data': { 'f:a': {}, 'f:c': {} } } });
  });

  test('removes the last member of a map to null', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1' } }));

    expect(apply('ConfigMap', {}, { live }).object['data'] ?? null).toBeNull();
  });

  test('shares an equal value, without a time of its own', () => {
    const live = created('ConfigMap', { data: { a: '1' } });

    const { changed, managedFields } = apply('ConfigMap', { data: { a: '1' } }, { live });

    expect(changed).toBe(false);
    expect(managedFields?.[0]).not.toHaveProperty('time');
    expect(owners(managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'maker Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  test('with force takes the fields from the others', () => {
    const live = created('ConfigMap', { data: { a: '1', b: '2' } });

    const { object, managedFields } = apply(
      'ConfigMap',
      { data: { a: '9' } },
      { live, force: true },
    );

    expect(object['data']).toEqual({ a: '9', b: '2' });
    expect(owners(managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'maker Update': { 'f:data': { '.': {}, 'f:b': {} } },
    });
  });

  test('to an object that nobody is tracked on finds everything owned', () => {
    const live = { metadata: { name: 'x', uid: 'u' }, data: { a: '1' } } as AnyObject;

    expect(refusal(() => apply('ConfigMap', { data: { a: '2' } }, { live })).message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    );
    expect(owners(apply('ConfigMap', { data: { b: '2' } }, { live }).managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:b': {} } },
      'before-first-apply Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  test('owns an explicit null, and does not own what the endpoint resets', () => {
    const { managedFields } = apply('Deployment', {
      ...deployment({ name: 'a', image: null }),
      status: { replicas: 1 },
    });

    expect(owners(managedFields)['ann Apply']).toEqual({
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
          },
        },
      },
    });
  });

  test('never changes the stored object', () => {
    const live = created('Deployment', deployment({ name: 'a', image: 'i' }));
    const before = JSON.stringify(live);

    const { object } = apply('Deployment', deployment({ name: 'a', image: 'j' }), {
      live,
      force: true,
    });
    object.metadata.labels = { changed: 'yes' };

    expect(JSON.stringify(live)).toBe(before);
  });
});

/** A container's list after a configuration was applied to it, as words. */
function mergedList(field: 'args' | 'env', live: string, config: string): string {
  const [before, after] = [live, config].map((text) => {
    const words = text.split(' ').filter((each) => each !== '');
    return deployment({
      name: 'a',
      [field]: field === 'env' ? words.map((name) => ({ name })) : words,
    });
  });
  const { object } = apply('Deployment', after ?? {}, {
    live: created('Deployment', before ?? {}),
    force: true,
  });
  const { template } = object['spec'] as {
    template: { spec: { containers: Record<string, (string | { name: string })[]>[] } };
  };
  const items = template.spec.containers[0]?.[field] ?? [];
  return items.map((item) => (typeof item === 'string' ? item : item.name)).join(' ');
}

describe('lists', () => {
  test.each([
    ['a b', 'c a', 'c a b'],
    ['a', 'b', 'a b'],
    ['a b c', 'c a', 'b c a'],
    ['a b c', 'd b e', 'a d b c e'],
    ['a b', 'b a', 'b a'],
    ['', 'a b', 'a b'],
    ['a b', '', 'a b'],
  ])('with names: %j and %j make %j', (live, config, expected) => {
    expect(mergedList('env', live, config)).toBe(expected);
  });

  test('without names are replaced', () => {
    expect(mergedList('args', 'a b', 'c')).toBe('c');
  });

  test('without names belong to whoever applies one, even if it is empty', () => {
    const { managedFields } = apply('Ingress', { spec: { tls: [] } });
    expect(managedFields?.[0]?.fieldsV1).toEqual({ 'f:spec': { 'f:tls': {} } });
    const live = apply('Ingress', { spec: { tls: [{ hosts: ['a.example'] }] } }).object;
    expect(() => apply('Ingress', { spec: { tls: [] } }, { live, manager: 'bob' })).toThrow(
      'Apply failed with 1 conflict: conflict with "ann": .spec.tls',
    );
  });

  test('sets are united', () => {
    const live = stored(apply('ConfigMap', {}, { metadata: { finalizers: ['e.x/a', 'e.x/b'] } }));
    const metadata = { finalizers: ['e.x/c', 'e.x/a'] };

    const { object, managedFields } = apply('ConfigMap', {}, { live, metadata, manager: 'ben' });

    expect(object.metadata.finalizers).toEqual(['e.x/c', 'e.x/a', 'e.x/b']);
    expect(owners(managedFields)['ben Apply']).toEqual({
      'f:metadata': { 'f:finalizers': { 'v:"e.x/a"': {}, 'v:"e.x/c"': {} } },
    });
  });

  test('an item goes with its manager unless others own a part of it', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    const first = stored(apply('Deployment', deployment({ name: 'a', env })));
    const other = { name: 'a', env: [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'x' } } }] };
    const second = stored(apply('Deployment', deployment(other), { live: first, manager: 'ben' }));

    const { object } = apply('Deployment', deployment({ name: 'a' }), { live: second });

    expect(JSON.stringify(object['spec'])).toContain(
      '"env":[{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"x"}}}]',
    );
  });

  test('the default of a key names the item', () => {
    const live = created('Service', {
      spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 1 }] },
    });

    const { object, managedFields } = apply(
      'Service',
      { spec: { ports: [{ port: 80 }] } },
      { live },
    );

    expect(object['spec']).toEqual({ ports: [{ port: 80, protocol: 'TCP', targetPort: 1 }] });
    expect(owners(managedFields)['ann Apply']).toEqual({
      'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    });
  });

  test('items that share a name in the stored list both stay', () => {
    const ports = [
      { port: 80, name: 'a' },
      { port: 80, name: 'b' },
    ];
    const live = created('Service', { spec: { ports } });

    expect(apply('Service', { spec: { ports: [{ port: 81 }] } }, { live }).object['spec']).toEqual({
      ports: [...ports, { port: 81 }],
    });
  });
});
