import { expect, test } from 'vitest';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import { toParentEntries, toScaleEntries } from './scale.ts';

const paths = new Map([['apps/v1', 'spec.replicas']]);
const replicas = { 'f:spec': { 'f:replicas': {} } };

function entry(parts: Partial<ManagedFieldsEntry>): ManagedFieldsEntry {
  return {
    manager: 'maker',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    ...parts,
  };
}

const maker = entry({ fieldsV1: { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } } });
const applier = entry({ manager: 'ann', operation: 'Apply', fieldsV1: replicas });

test('a Scale shows those who own the replicas of its object', () => {
  const other = entry({ manager: 'x', fieldsV1: { 'f:spec': { 'f:paused': {} } } });

  expect(toScaleEntries([applier, maker, other], paths)).toEqual([
    { ...applier, apiVersion: 'autoscaling/v1', fieldsV1: replicas },
    { ...maker, apiVersion: 'autoscaling/v1', fieldsV1: replicas },
  ]);
  expect(toScaleEntries([other], paths)).toBeUndefined();
});

test('who scales takes the replicas from the others, and has no time', () => {
  const { time: _time, ...scaler } = entry({
    manager: 's',
    apiVersion: 'autoscaling/v1',
    subresource: 'scale',
    fieldsV1: replicas,
  });

  expect(
    toParentEntries({ parent: [applier, maker], scale: [scaler], apiVersion: 'apps/v1', paths }),
  ).toEqual([
    { ...scaler, apiVersion: 'apps/v1' },
    { ...maker, fieldsV1: { 'f:spec': { 'f:paused': {} } } },
  ]);
});

test('an applier who kept the replicas keeps its entry', () => {
  const scale = toScaleEntries([applier], paths);

  expect(toParentEntries({ parent: [applier], scale, apiVersion: 'apps/v1', paths })).toEqual([
    applier,
  ]);
});
