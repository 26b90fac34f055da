import { describe, expect, it } from 'vitest';
import type { RolloutConfig } from '../../../../src/rollout/base/config.ts';
import { rolloutSystem } from '../../../../src/rollout/system/rollout-system.ts';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { sample } from '../../../../src/sim/sample/sample.ts';
import {
  SCHEDULERS,
  schedulersNamed,
  TURNS,
  type SchedulerName,
} from '../../../../src/sim/sample/schedulers/portfolio.ts';
import type { Scheduler } from '../../../../src/sim/sample/schedulers/scheduler.ts';
import { labels, runsOf } from './runs.ts';

const RACE: RolloutConfig = {
  protocol: 'fallback',
  apply: { state: 'running' },
  operations: { A: { state: 'running', engine: 'copying' }, B: { state: 'running', engine: 'completed' } },
  faults: { read: 1 },
};
const ALL_FAULTS = rolloutSystem({ ...RACE, faults: { read: 1, stale: 1, crash: 1, ack: 1, stop: 1 } });

const one = (name: SchedulerName, kernel: Kernel): Scheduler => schedulersNamed([name], kernel)[0] as Scheduler;

describe.each(SCHEDULERS)('the scheduler %s', (name) => {
  it('takes the same steps for the same seed, whatever the kernel has learned already, and others for another', () => {
    const kernel = new Kernel(ALL_FAULTS);
    const first = runsOf(kernel, one(name, kernel), 'seed', 12);
    expect(runsOf(kernel, one(name, kernel), 'seed', 12)).toEqual(first);
    expect(runsOf(new Kernel(ALL_FAULTS), one(name, kernel), 'seed', 12)).toEqual(first);
    expect(runsOf(kernel, one(name, kernel), 'another', 12)).not.toEqual(first);
  });

  it('takes nothing but what is possible, and gets to where nothing is', () => {
    const kernel = new Kernel(rolloutSystem(RACE));
    for (const run of runsOf(kernel, one(name, kernel), 'possible', 30)) {
      for (const { label, possible } of run) expect(possible).toContain(label);
      // The longest of these runs is far below 200 steps, where they would be cut.
      expect(run.length).toBeLessThan(200);
    }
  });

  it('finds the race of the degraded fallback', () => {
    const { schedulers } = sample(new Kernel(rolloutSystem(RACE)), { seed: 'race', runs: 250, schedulers: [name] });
    // Of 200 other seeds none took more than 109 runs (uniform), half of them no more than 15.
    expect(schedulers[0]?.violations.map(({ property }) => property)).toContain('no-false-terminal');
  });
});

describe('the portfolio', () => {
  const sampling = sample(new Kernel(rolloutSystem(RACE)), { seed: 'portfolio', runs: 100, chaos: 100 });

  it('takes turns, and what the schedulers did adds up', () => {
    const { schedulers, runs, steps, states } = sampling;
    const sum = (count: (share: (typeof schedulers)[number]) => number): number =>
      schedulers.reduce((total, share) => total + count(share), 0);
    expect(schedulers.map(({ name }) => name)).toEqual(SCHEDULERS);
    // Every other turn is of the first one; of the other 50 turns, 6 * 8 + 2, each of the others has one of six.
    expect(schedulers.map((share) => share.runs)).toEqual([50, 9, 9, 8, 8, 8, 8]);
    expect([sum((share) => share.runs), sum((share) => share.steps), sum((share) => share.worlds)]).toEqual([
      runs,
      steps,
      states,
    ]);
  });

  it('tells of each scheduler the first run that broke a property, and which run that was', () => {
    const broken = new Set(sampling.schedulers.flatMap(({ violations }) => violations.map(({ property }) => property)));
    const violated = sampling.findings.filter(({ result }) => result === 'violated');
    expect(broken).toEqual(new Set(violated.map(({ property }) => property.name)));
    sampling.schedulers.forEach(({ name, violations }) => {
      expect(new Set(violations.map(({ property }) => property)).size).toBe(violations.length);
      for (const { run } of violations) expect(TURNS[(run - 1) % TURNS.length]).toBe(name);
    });
    // More than one of them finds the same: what one has broken is still open to the others.
    expect(sampling.schedulers.filter(({ violations }) => violations.length > 0).length).toBeGreaterThan(1);
  });

  it('gives who is named twice two turns, and one line in the report', () => {
    const schedulers = ['uniform', 'pct-2', 'uniform'] as const;
    const shares = sample(new Kernel(rolloutSystem(RACE)), { seed: 'twice', runs: 9, schedulers }).schedulers;
    expect(shares.map(({ name, runs }) => [name, runs])).toEqual([
      ['uniform', 6],
      ['pct-2', 3],
    ]);
  });

  it('of one run fewer breaks what it breaks without that run: a run is known by its number', () => {
    const found = sampling.schedulers.flatMap(({ violations }) => violations);
    const firstOf = (name: string) =>
      Math.min(...found.filter(({ property }) => property === name).map(({ run }) => run));
    const late =
      [...new Set(found.map(({ property }) => property))].toSorted((a, b) => firstOf(b) - firstOf(a))[0] ?? '';
    const run = firstOf(late);
    expect(run).toBeGreaterThan(1);
    const upTo = (runs: number) => sample(new Kernel(rolloutSystem(RACE)), { seed: 'portfolio', runs, chaos: 100 });
    const isBroken = ({ findings }: ReturnType<typeof upTo>) =>
      findings.some(({ property, result }) => property.name === late && result === 'violated');
    expect([isBroken(upTo(run - 1)), isBroken(upTo(run))]).toEqual([false, true]);
  });

  it('refuses a scheduler that does not exist, and none at all, and says which there are', () => {
    const drawn = (schedulers: readonly string[]) => () =>
      sample(new Kernel(rolloutSystem(RACE)), { seed: '1', runs: 1, schedulers: schedulers as SchedulerName[] });
    const known = 'Known: race-directed, uniform, pct-2, pct-3, partial-order, round-robin, novelty';
    expect(drawn(['uniform', 'pct'])).toThrow(`unknown scheduler "pct". ${known}`);
    expect(drawn(['toString'])).toThrow('unknown scheduler "toString"');
    expect(drawn([])).toThrow(`no scheduler to sample with. ${known}`);
  });

  it('goes through more worlds together than a random walk does in as many runs', () => {
    const kernel = new Kernel(ALL_FAULTS);
    const states = (schedulers?: readonly SchedulerName[]): number =>
      sample(kernel, { seed: 'more', runs: 120, chaos: 100, ...(schedulers && { schedulers }) }).states;
    expect(states()).toBeGreaterThan(states(['uniform']));
    expect(labels(runsOf(kernel, one('uniform', kernel), 'more', 1)[0] ?? [])).not.toEqual([]);
  });
});
