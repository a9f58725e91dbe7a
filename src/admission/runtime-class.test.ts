import { expect, test } from 'vitest';
import type { Toleration } from '../apimachinery/types.generated.ts';
import { mergedTolerations } from './runtime-class.ts';

const wide: Toleration = { operator: 'Exists' };
const keyed: Toleration = { key: 'a', operator: 'Exists' };
const exact: Toleration = { key: 'a', operator: 'Equal', value: '1', effect: 'NoSchedule' };
const other: Toleration = { key: 'b', operator: 'Equal', value: '1' };

test.each<[string, Toleration[], Toleration[]]>([
  ['different ones stay', [exact, other], [exact, other]],
  ['of equal ones the first stays', [exact, { ...exact }], [exact]],
  ['a wider one later replaces', [exact, keyed, other], [keyed, other]],
  ['a wider one before suffices', [wide, exact, other], [wide]],
])('%s', (_, all, expected) => {
  expect(mergedTolerations(all)).toEqual(expected);
});
