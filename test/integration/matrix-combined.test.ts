import { describe, expect, it, vi } from 'vitest';
import type { CombinedMatrix } from '../../src/report/matrix/combined-cells.ts';
import { holdfast, startHoldfast } from './cli-process.ts';

vi.setConfig({ testTimeout: 240_000 });

const COMBINED = 'matrix --combined --json --parts order,finalizer,summary --max-states 2000'.split(' ');

/** All but how long it took. */
function foundIn(stdout: string): object[] {
  const { cells } = JSON.parse(stdout) as CombinedMatrix;
  return cells.map((cell) => ({ ...cell, seconds: 0 }));
}

describe('a combined matrix', () => {
  it('is the same on one thread and on two, where explorations end in another order', async () => {
    const few = [...COMBINED, '--only', 'triples,pairs'];
    const [one, two] = [await holdfast([...few, '--threads', '1']), await holdfast([...few, '--threads', '2'])];
    expect(foundIn(two.stdout)).toEqual(foundIn(one.stdout));
    expect(foundIn(one.stdout).length).toBeGreaterThan(5);
    expect([one.code, two.code, one.stderr, two.stderr]).toEqual([3, 3, '', '']);
  });

  it('that is interrupted on two threads says what was done by then', async () => {
    const { interrupt, ended } = startHoldfast(...'matrix --combined --json --threads 2 --max-states 5000'.split(' '));
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await interrupt();
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'interrupted: what was not explored is inconclusive\n' });
    const { cells } = JSON.parse(stdout) as CombinedMatrix;
    expect(cells.some(({ states }) => states > 0)).toBe(true);
    const open = cells.filter(({ states }) => states === 0);
    expect(open.length).toBeGreaterThan(100);
    for (const { verdict, bound, properties } of open)
      expect({ verdict, bound, properties }).toEqual({ verdict: 'bounded', bound: 'interrupted', properties: [] });
  });
});
