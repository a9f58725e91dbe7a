import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../meta.ts';
import { apply, created, deployment, owners, refusal, stored } from './apply.suite.ts';

describe('conflicts', () => {
  const live = created('Deployment', {
    ...deployment({
      name: 'a',
      image: 'i',
      args: ['1'],
      env: [{ name: 'X', value: '1' }],
      ports: [{ containerPort: 80, protocol: 'TCP', name: 'h' }],
    }),
    metadata: { name: 'x', labels: { 'example.com/x.y': '1' } },
  });

  test('one is told in one line, with a cause', () => {
    const error = refusal(() => apply('Deployment', { spec: { selector: {} } }, { live }));

    expect(error.status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 1 conflict: conflict with "maker" using apps/v1: .spec.selector',
      reason: 'Conflict',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "maker" using apps/v1',
            field: '.spec.selector',
          },
        ],
      },
      code: 409,
    });
  });

  test('of several, leaves come before branches at every level', () => {
    const container = {
      name: 'a',
      image: 'j',
      env: [{ name: 'X', value: '2' }],
      args: ['2'],
      ports: [{ containerPort: 80, name: 'g' }],
    };
    const metadata = { labels: { 'example.com/x.y': '2' } };

    expect(
      refusal(() => apply('Deployment', deployment(container), { live, metadata })).message,
    ).toBe(
      [
        'Apply failed with 5 conflicts: conflicts with "maker" using apps/v1:',
        '- .metadata.labels.example.com/x.y',
        '- .spec.template.spec.containers[name="a"].args',
        '- .spec.template.spec.containers[name="a"].image',
        '- .spec.template.spec.containers[name="a"].env[name="X"].value',
        '- .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].name',
      ].join('\n'),
    );
  });

  test('a field of two managers conflicts with both', () => {
    const first = created('ConfigMap', { data: { a: '1' } });
    const second = stored(apply('ConfigMap', { data: { a: '1' } }, { live: first }));

    const error = refusal(() =>
      apply('ConfigMap', { data: { a: '2' } }, { live: second, manager: 'ben' }),
    );

    expect(error.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "ann":\n- .data.a\nconflicts with "maker" using v1:\n- .data.a',
    );
    expect(error.status.details?.causes).toHaveLength(2);
  });

  test('with the manager of a subresource say so', () => {
    const managedFields = [
      {
        manager: 'scaler',
        operation: 'Update',
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        subresource: 'scale',
      },
    ];
    const scaled = {
      metadata: { name: 'x', uid: 'u', managedFields },
      spec: { replicas: 3 },
    } as unknown as AnyObject;

    expect(
      refusal(() => apply('Deployment', { spec: { replicas: 1 } }, { live: scaled })).message,
    ).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });
});

function record(data: unknown): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data });
}

describe('from client-side to server-side apply', () => {
  const name = 'kubectl.kubernetes.io/last-applied-configuration';
  const live = created(
    'ConfigMap',
    {
      metadata: { name: 'x', annotations: { [name]: record({ a: '1', b: '2' }) } },
      data: { a: '1', b: '3' },
    },
    'kubectl-client-side-apply',
  );

  test('kubectl takes over what its record says, and renews the record', () => {
    const { object, managedFields } = apply(
      'ConfigMap',
      { data: { a: '9' } },
      { live, manager: 'kubectl' },
    );

    expect(object['data']).toEqual({ a: '9', b: '3' });
    expect(object.metadata.annotations?.[name]).toBe(
      '{"apiVersion":"v1","data":{"a":"9"},"kind":"ConfigMap","metadata":{"name":"x"}}\n',
    );
    expect(owners(managedFields)['kubectl Apply']).toEqual({ 'f:data': { 'f:a': {} } });
  });

  test('what has changed since conflicts', () => {
    const error = refusal(() =>
      apply('ConfigMap', { data: { a: '9', b: '9' } }, { live, manager: 'kubectl' }),
    );

    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.b',
    );
  });

  test('other managers do not profit from it', () => {
    expect(refusal(() => apply('ConfigMap', { data: { a: '9' } }, { live })).message).toContain(
      '.data.a',
    );
  });

  test.each([
    '',
    '{',
    '[]',
    '{"apiVersion":"v2"}',
    '{"apiVersion":"v1","kind":"ConfigMap","data":[]}',
  ])('a record that reads %j is none', (text) => {
    const garbled = created('ConfigMap', {
      metadata: { name: 'x', annotations: { [name]: text } },
      data: { a: '1' },
    });

    expect(
      refusal(() => apply('ConfigMap', { data: { a: '9' } }, { live: garbled, manager: 'kubectl' }))
        .message,
    ).toContain('.data.a');
  });
});
