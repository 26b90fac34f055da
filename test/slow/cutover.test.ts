import { expect, it } from 'vitest';
import { rolloutSystem } from '../../src/rollout/system/rollout-system.ts';
import { explore } from '../../src/sim/search/explore.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { breaksAsPinned } from '../rollout/cutover-table.ts';

breaksAsPinned(['cutover-cancel', 'revert']);

it('fenced holds everything where two operations in turn are stopped, started, and told to stop once more', () => {
  const faults = { stop: 1, start: 1, duplicate: 1 };
  const system = rolloutSystem({ protocol: 'fenced', requests: true, order: 'rolling', faults });
  const { verdict, states, findings } = explore(new Kernel(system));
  expect([verdict, states]).toEqual(['exhausted', 1_256_656]);
  expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
});

it('fenced holds everything where one of three fails, and another one waits for the third, which never begins', () => {
  const system = rolloutSystem({
    protocol: 'fenced',
    operations: 3,
    order: 'barrier',
    cutover: true,
    faults: { failure: 1 },
  });
  const { verdict, states, findings } = explore(new Kernel(system));
  expect([verdict, states]).toEqual(['exhausted', 2_222_218]);
  expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
});
