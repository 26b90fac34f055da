import { describe, expect, it } from 'vitest';
import { rolloutSystem } from '../../../src/rollout/system/rollout-system.ts';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import { sample, Sampler } from '../../../src/sim/sample/sample.ts';

const OPTIONS = { seed: 'sampled', runs: 25, chaos: 60, settleWithin: 150 };

describe('sampling', () => {
  it('finds a race by a schedule that replays to it, and calls nothing else true', async () => {
    const kernel = new Kernel(rolloutSystem({ protocol: 'own-tasks' }));
    const sampling = sample(kernel, OPTIONS);
    expect(sampling).toMatchObject({ verdict: 'sampled', bound: null, runs: 25 });
    expect(new Set(sampling.findings.map(({ result }) => result))).toEqual(new Set(['violated', 'inconclusive']));
    const found = sampling.findings.find(({ property }) => property.name === 'no-false-terminal');
    const labels = labelsOf(kernel, found?.path?.choices ?? []);
    const { steps } = await replay(new ModelExecution(kernel), labels, { properties: kernel.system.properties ?? [] });
    expect(steps.at(-1)?.violations).toContainEqual({ property: 'no-false-terminal', message: found?.path?.message });
  });

  it('takes a run that has not settled for stuck only if it cannot settle any more', () => {
    const config = { operations: 1, faults: { failure: 1 } } as const;
    const impatient = { ...OPTIONS, runs: 5, chaos: 5, settleWithin: 2 };
    const healthy = sample(new Kernel(rolloutSystem(config)), impatient).findings;
    expect(healthy.filter(({ result }) => result === 'violated')).toEqual([]);
    const stranded = sample(new Kernel(rolloutSystem({ protocol: 'refuse', legacy: true })), impatient).findings;
    expect(stranded.filter(({ result }) => result === 'violated').map(({ property }) => property.name)).toEqual([
      'every-apply-settles',
      'aggregate-converges-to-rows',
    ]);
  });

  it('injects each fault on some schedule, and none once faults stop', () => {
    const system = rolloutSystem({ operations: 1, faults: { crash: 1, read: 1, failure: 1 } });
    const { faultsInjected, witnesses } = sample(new Kernel(system), OPTIONS);
    for (const fault of Object.keys(faultsInjected)) expect(faultsInjected[fault]).toBeGreaterThan(0);
    expect(witnesses).toContainEqual({ name: 'can-complete', reached: true });
    const calm = sample(new Kernel(system), { ...OPTIONS, chaos: 0 });
    expect(calm.faultsInjected).toEqual({ crash: 0, read: 0, failure: 0 });
  });

  it('draws the same schedules in several goes as in one', () => {
    const system = rolloutSystem({ operations: 1, faults: { crash: 1 } });
    const sampler = new Sampler(new Kernel(system), { ...OPTIONS, runs: 7 });
    const goes = [sampler.advance(3), sampler.advance(3), sampler.advance(3)];
    expect(goes).toEqual([true, true, false]);
    expect(sampler.result()).toEqual(sample(new Kernel(system), { ...OPTIONS, runs: 7 }));
    expect(sampler.result('out of time').bound).toBe('out of time');
  });
});
