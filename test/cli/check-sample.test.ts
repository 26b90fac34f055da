import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/report/index.ts';
import { holdfast } from './in-process.ts';

const SAMPLE = ['check', '--protocol', 'fallback', '--operations', '3', '--faults', 'read=1,crash=1'];

describe('a sample', () => {
  it('tells the simplest race that it can make of what was drawn, and replays it', async () => {
    const { code, stdout } = await holdfast([...SAMPLE, '--sample', '60', '--json']);
    expect(code).toBe(1);
    const { properties, schedulers = [] } = JSON.parse(stdout) as CheckReport;
    const { counterexample, message } = properties.find(({ name }) => name === 'no-false-terminal') ?? {};
    const { shrunk, steps = [], token = '' } = counterexample ?? {};
    expect(shrunk).toMatchObject({ minimal: true, faults: steps.filter(({ fault }) => fault !== null).length });
    expect(steps.length).toBeLessThan(shrunk?.from ?? 0);
    expect(steps.at(-1)?.violations).toEqual([{ property: 'no-false-terminal', message }]);
    expect(schedulers.reduce((sum, { runs }) => sum + runs, 0)).toBe(60);
    const replayed = await holdfast(['replay', token]);
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toContain('✗ no-false-terminal breaks');
  });

  it('is drawn by the schedulers that are named', async () => {
    const { stdout } = await holdfast([...SAMPLE, '--sample', '10', '--scheduler', 'pct-2,novelty', '--json']);
    const { schedulers = [] } = JSON.parse(stdout) as CheckReport;
    expect(schedulers.map(({ name, runs }) => [name, runs])).toEqual([
      ['pct-2', 5],
      ['novelty', 5],
    ]);
  });

  it.each([
    [
      ['--scheduler', 'pct', '--sample', '9'],
      '--scheduler: unknown scheduler "pct". Known: race-directed, uniform, pct-2, pct-3, partial-order, round-robin, novelty',
    ],
    [['--scheduler', 'uniform'], '--scheduler is for --sample: an exploration leaves nothing to chance. Add --sample'],
  ])('is refused: %j', async (options, message) => {
    const { code, stderr } = await holdfast(['check', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
