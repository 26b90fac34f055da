import { describe, expect, it } from 'vitest';
import { twice } from '../threads/delayed-explorations.ts';

/** About half a minute's worth; `npm run slow` goes through a thousand. */
const EXPLORATIONS = 50;

describe('an exploration on threads that are slow at every atomic operation', () => {
  it.each([2, 3])(
    'has the numbers, transitions, verdicts and paths of one thread, on %i threads',
    async (threads) => {
      let worlds = 0;
      for (let number = threads; number < EXPLORATIONS; number += 2) {
        const { alone, together } = await twice(number, threads);
        expect(together, `exploration ${number}`).toEqual(alone);
        expect(alone.parents).toHaveLength(alone.states);
        worlds += alone.states;
      }
      expect(worlds).toBeGreaterThan(10_000);
    },
    300_000,
  );
});
