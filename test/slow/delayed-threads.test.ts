import { beforeAll, describe, expect, it } from 'vitest';
import { setup } from '../integration/setup.ts';
import { twice } from '../threads/delayed-explorations.ts';

const EXPLORATIONS = 1000;
/** Few enough for a test each that ends within its time. */
const AT_ONCE = 50;

beforeAll(setup);

/** Odd ones on three threads, the others on two. */
describe('1,000 explorations on threads that are slow at every atomic operation', () => {
  const beginnings = Array.from({ length: EXPLORATIONS / AT_ONCE }, (_, index) => index * AT_ONCE);
  it.each(beginnings)('have the numbers, transitions, verdicts and paths of one thread, from %i on', async (from) => {
    for (let number = from; number < from + AT_ONCE; number += 1) {
      const { alone, together } = await twice(number, 2 + (number % 2));
      expect(together, `exploration ${number}`).toEqual(alone);
      expect(alone.parents).toHaveLength(alone.states);
    }
  });
});
