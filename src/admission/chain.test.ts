import { describe, expect, test } from 'vitest';
import type { AdmissionAttributes } from '../apimachinery/admission.ts';
import { AdmissionChain } from './chain.ts';

const ATTRIBUTES = {} as AdmissionAttributes;

describe('the plugins of a server', () => {
  test('change an object once', async () => {
    const ran: string[] = [];
    const chain = new AdmissionChain(() => [
      { name: 'a', mutate: () => void ran.push('a') },
      { name: 'b', mutate: async () => void ran.push('b') },
    ]);

    await chain.mutate(ATTRIBUTES);

    expect(ran).toEqual(['a', 'b']);
  });

  test('run a second time when one of them asks for it, and never a third time', async () => {
    const ran: string[] = [];
    const chain = new AdmissionChain(() => [
      { name: 'a', mutate: () => void ran.push('a') },
      {
        name: 'b',
        mutate(_attributes, round) {
          ran.push(round.isSecond ? 'b again' : 'b');
          round.wantsSecond = true;
          return undefined;
        },
      },
    ]);

    await chain.mutate(ATTRIBUTES);

    expect(ran).toEqual(['a', 'b', 'a', 'b again']);
  });
});
