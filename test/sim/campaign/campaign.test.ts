import { describe, expect, it } from 'vitest';
import type { BatchResult, DrawnRace } from '../../../src/sim/campaign/batch.ts';
import { addBatch, EMPTY_CAMPAIGN, type Batch, type Campaign } from '../../../src/sim/campaign/campaign.ts';

const race = (steps: number, property = 'p'): DrawnRace => ({
  property,
  message: 'broken',
  steps: Array.from({ length: steps }, (_, at) => `step ${at}`),
  cost: { faults: 0, preemptions: 0, steps },
});

function batch(
  number: number,
  { races = [], run = 3, ...rest }: Partial<BatchResult> & { readonly run?: number },
): Batch {
  const violations = races.map(({ property }) => ({ property, run }));
  const share = {
    name: 'uniform',
    runs: 10,
    steps: 100,
    worlds: 50,
    violations,
    labels: [`of batch ${number}`],
  } as const;
  const result: BatchResult = {
    runs: 10,
    steps: 100,
    states: 50,
    witnesses: [{ name: 'w', reached: number > 0 }],
    faultsInjected: { crash: number },
    unsettled: { q: 1 },
    properties: [
      { name: 'p', kind: 'safety' },
      { name: 'q', kind: 'liveness' },
    ],
    schedulers: [share],
    races,
    ...rest,
  };
  return { number, config: { number }, result };
}

const all = (...batches: readonly Batch[]): Campaign => batches.reduce(addBatch, EMPTY_CAMPAIGN);

describe('a campaign', () => {
  it('adds up what its batches have seen', () => {
    const campaign = all(batch(0, {}), batch(1, { races: [race(5)] }), batch(2, { races: [race(4)] }));
    expect(campaign).toMatchObject({ batches: 3, runs: 30, steps: 300, worlds: 150 });
    expect(campaign.properties['p']).toMatchObject({ asked: 3, broken: 2, unsettled: 0 });
    expect(campaign.properties['q']).toMatchObject({ kind: 'liveness', asked: 3, broken: 0, unsettled: 3 });
    expect(campaign.witnesses).toEqual({ w: { asked: 3, reached: 2 } });
    expect(campaign.faults).toEqual({ crash: { allowed: 3, injected: 3 } });
    expect(campaign.schedulers['uniform']?.labels).toEqual(['of batch 0', 'of batch 1', 'of batch 2']);
  });

  it('counts schedules through all batches, and keeps the first one that broke a property', () => {
    const campaign = all(batch(0, {}), batch(1, { races: [race(5)], run: 3 }), batch(2, { races: [race(4)], run: 1 }));
    expect(campaign.schedulers['uniform']?.broke).toEqual({ p: 13 });
  });

  it('keeps the two cheapest races of a property, and of two that cost the same the earlier one', () => {
    const campaign = all(...[6, 5, 9, 5, 5].map((steps, number) => batch(number, { races: [race(steps)] })));
    expect(campaign.properties['p']?.races.map(({ batch: from, config }) => [from, config])).toEqual([
      [1, { number: 1 }],
      [3, { number: 3 }],
    ]);
  });

  it('goes on from a file as if it had never stopped', () => {
    const [first, ...rest] = [batch(0, { races: [race(7)] }), batch(1, {}), batch(2, { races: [race(3)] })] as const;
    const kept = JSON.parse(JSON.stringify(all(first))) as Campaign;
    expect(rest.reduce(addBatch, kept)).toEqual(all(first, ...rest));
  });
});
