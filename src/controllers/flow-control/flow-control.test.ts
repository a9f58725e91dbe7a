import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlowSchema, PriorityLevelConfiguration } from '../../apimachinery/types.generated.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import { LEVELS, SCHEMAS } from './built-in.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

describe('flow schemas of the server', () => {
  test('come back within a minute after somebody removed or changed them', async () => {
    const schemas = world.client.resource<FlowSchema>(...SCHEMAS);
    const levels = world.client.resource<PriorityLevelConfiguration>(...LEVELS);
    await schemas.delete(undefined, 'probes');
    const system = await levels.get(undefined, 'system');
    const limited = { ...system.spec.limited, lendablePercent: 1 } as typeof system.spec.limited;
    await levels.update(undefined, { ...system, spec: { ...system.spec, limited } });

    await world.clock.advance(60_001);

    const repaired = await level(async () => {
      const { items } = await schemas.list(undefined);
      const { spec } = await levels.get(undefined, 'system');
      const isBack = items.some(({ metadata }) => metadata.name === 'probes');
      return isBack && spec.limited?.lendablePercent === 33 ? true : undefined;
    }, 'both are as they were');
    expect(repaired).toBe(true);
  });

  test('stay changed where an administrator has said so', async () => {
    const levels = world.client.resource<PriorityLevelConfiguration>(...LEVELS);
    const schemas = world.client.resource<FlowSchema>(...SCHEMAS);
    const { metadata, ...system } = await levels.get(undefined, 'system');
    const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'false' };
    const limited = { ...system.spec.limited, lendablePercent: 1 } as typeof system.spec.limited;
    const spec = { ...system.spec, limited };
    await levels.update(undefined, { ...system, spec, metadata: { ...metadata, annotations } });
    await schemas.delete(undefined, 'probes');

    await world.clock.advance(60_001);
    await level(
      () => schemas.get(undefined, 'probes').catch(() => undefined),
      'the next look has been taken',
    );

    const after = await levels.get(undefined, 'system');
    expect(after.spec.limited?.lendablePercent).toBe(1);
  });
});
