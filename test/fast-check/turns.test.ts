import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/fast-check/turns.ts';

describe('turns of tasks', () => {
  it('go to what the last task has led to, then to what was there before, always the oldest first', () => {
    const turns = new Turns();
    expect(turns.choose([1, 2, 3], 0)).toBe(1);
    expect(turns.choose([2, 3, 4, 5], 0)).toBe(4);
    expect(turns.choose([2, 3, 5, 6], 0)).toBe(6);
    expect(turns.choose([2, 3, 5], 0)).toBe(5);
    expect(turns.choose([2, 3], 0)).toBe(2);
  });

  it('go further down that list for larger integers, and round and round', () => {
    const orders = [0, 1, 2, 3, 4, 5].map((drawn) => {
      const turns = new Turns();
      turns.choose([1, 2], 0);
      return turns.choose([2, 3, 4], drawn);
    });
    expect(orders).toEqual([3, 4, 2, 3, 4, 2]);
  });

  it('go to nobody where nothing is pending', () => {
    expect(new Turns().choose([], 3)).toBeUndefined();
  });

  it('are marked where a task cut in, and only there', () => {
    const turns = new Turns();
    turns.choose([1, 2], 0);
    turns.choose([2, 3], 1);
    turns.choose([3], 5);
    const report = 'schedulerFor()`\n-> [task${1}] a\n-> [task${2}] b\n-> [task${3}] c`';
    expect(turns.marked(report)).toBe('schedulerFor()`\n-> [task${1}] a\n-> cuts in: [task${2}] b\n-> [task${3}] c`');
  });
});
