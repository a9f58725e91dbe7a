import { describe, expect, test } from 'vitest';
import { SeededRng, SystemRng } from './rng.ts';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** More than one block of randomness holds. */
const MANY = 1000;

describe('random UUIDs', () => {
  test('are of version 4, and never twice the same', () => {
    const rng = new SystemRng();

    const made = Array.from({ length: MANY }, () => rng.uuid());

    expect(made.filter((uuid) => !UUID_V4.test(uuid))).toEqual([]);
    expect(new Set(made).size).toBe(MANY);
  });

  test('repeat under a seed', () => {
    expect(new SeededRng(7).uuid()).toMatch(UUID_V4);
    expect(new SeededRng(7).uuid()).toBe(new SeededRng(7).uuid());
    expect(new SeededRng(7).uuid()).not.toBe(new SeededRng(8).uuid());
  });
});
