import { describe, expect, it, vi } from 'vitest';
import { holdfast, startHoldfast } from './cli-process.ts';

vi.setConfig({ testTimeout: 240_000 });

const CAMPAIGN =
  'simulate --protocol held --parts order --runs 240 --seed threads --property settled-stays-settled'.split(' ');

describe('a campaign', () => {
  it.each([[[]], [['--json']]])('prints the same in two processes, on one thread and on two %j', async (options) => {
    const [one, two] = [
      await holdfast([...CAMPAIGN, ...options, '--threads', '1']),
      await holdfast([...CAMPAIGN, ...options, '--threads', '2']),
    ];
    expect(two).toEqual(one);
    expect(one.code).toBe(1);
    expect(one.stderr).toBe('');
    expect(one.stdout.length).toBeGreaterThan(1000);
  });

  it('that is interrupted says what it has found so far', async () => {
    const { interrupt, ended } = startHoldfast(
      ...'simulate --protocol held --parts order --runs 1000000 --threads 2'.split(' '),
    );
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await interrupt();
    const { code, stdout } = await ended;
    expect([1, 3]).toContain(code);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/protocol held, seed 1: sampled, \d+ batch.+ cut by interrupted/);
  });
});
