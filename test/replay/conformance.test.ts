import { describe, expect, test } from 'vitest';
import { leftOut, listedAreas } from '../conformance-areas.ts';
import { areas, hasKubectl, needsKubectl, replay, scenariosOf } from './replay.ts';

/** Areas that drive kubectl start it hundreds of times, beside everything else that is tested. */
const AREA_MS_MAX = 400_000;

const kubectl = hasKubectl();

describe.concurrent('answers as a recorded kube-apiserver 1.34 does', () => {
  test.for(listedAreas)('in area %s', { timeout: AREA_MS_MAX }, async (area) => {
    const ids = scenariosOf(area).filter(
      (id) => leftOut[id] === undefined && (kubectl || !needsKubectl(id)),
    );

    const results = await replay(ids);

    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.map(({ id }) => id)).toEqual(ids);
  });
});

test('every listed area and every scenario that is left out exists', () => {
  const all = areas();
  const scenarios = new Set(all.flatMap(scenariosOf));

  expect(listedAreas.filter((area) => !all.includes(area))).toEqual([]);
  expect(Object.keys(leftOut).filter((id) => !scenarios.has(id))).toEqual([]);
});
