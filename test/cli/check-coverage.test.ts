import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/report/index.ts';
import { holdfast } from './in-process.ts';

const small = ['check', '--operations', '1', '--faults', 'none'];

describe('holdfast check', () => {
  it('prints one line of coverage for each machine', async () => {
    const { code, stdout } = await holdfast(small);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^exercised: drive \d+\/23 states, \d+\/63 transitions, \d\/26 guards both ways$/m);
    expect(stdout).toMatch(/^ {11}engine \d\/13 states/m);
    expect(stdout).toMatch(/^ {11}gate \d\/3 states/m);
    expect(stdout).not.toContain('never entered');
  });

  it('lists what was never exercised with --coverage', async () => {
    const { stdout } = await holdfast([...small, '--coverage']);
    expect(stdout).toContain('\ndrive: states never entered\n  idle\n');
    expect(stdout).toContain('\n  (root) --shutdown--> closed\n');
    expect(stdout).toContain('\nservice "readRelease" was never invoked\n');
  });

  it('says that a check which was cut early asked its properties next to nothing', async () => {
    const { code, stdout } = await holdfast(['check', '--max-states', '20'], '', { width: 1000 });
    expect(code).toBe(3);
    expect(stdout).toMatch(/vacuous: \d safety properties were asked one question only, .*no-false-terminal/);
  });

  it('has all of it in its JSON, growth only for a check that was cut', async () => {
    const full = JSON.parse((await holdfast([...small, '--json'])).stdout) as CheckReport;
    expect(full.coverage?.map(({ machine, actors }) => [machine, actors.length])).toEqual([
      ['drive', 1],
      ['engine', 1],
      ['gate', 1],
    ]);
    expect(full.coverage?.[0]?.transitions[0]).toEqual({
      name: '(root) --shutdown--> closed',
      source: '(root)',
      event: 'shutdown',
      index: 0,
      targets: ['closed'],
      covered: false,
      guard: null,
    });
    expect(full.vacuous?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'environment start requested',
      'service readRelease',
      'service readRollout',
      'service writeTasks',
      'service readTasks',
      'service publishSummary',
      'service closeSummary',
    ]);
    expect(full.growth).toBeUndefined();
    const cut = JSON.parse((await holdfast([...small, '--json', '--max-states', '20'])).stdout) as CheckReport;
    expect(cut.growth).toEqual([]);
  });

  it('has them for a sample, too', async () => {
    const { stdout } = await holdfast([...small, '--sample', '3', '--json']);
    const { coverage, vacuous, growth } = JSON.parse(stdout) as CheckReport;
    expect(coverage).toHaveLength(3);
    expect(vacuous?.some(({ name }) => name === 'readRelease')).toBe(true);
    expect(growth).toBeUndefined();
  });
});
