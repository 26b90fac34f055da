import { describe, expect, it } from 'vitest';
import { isCurrent } from '../../src/machines/command.ts';

describe('an engine takes a command', () => {
  it('for the request that it was started for, or for a younger one, and refuses one for an older', () => {
    expect([1, 2, 3].map((of) => isCurrent({ of }, 2))).toEqual([false, true, true]);
  });

  it('that does not say for which request it is, as nobody can tell that it is old', () => {
    expect(isCurrent({ of: null }, 2)).toBe(true);
  });
});
