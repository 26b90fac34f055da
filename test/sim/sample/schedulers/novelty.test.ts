import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { ChoiceFacts } from '../../../../src/sim/sample/schedulers/choice-facts.ts';
import { Novelty } from '../../../../src/sim/sample/schedulers/novelty.ts';
import { BLOCKED } from '../../../../src/sim/contract/system.ts';
import { small } from '../../systems.ts';
import { independent, labels, runsOf } from './runs.ts';

/** Ten steps, and one that is possible only at the end of them. */
const rare = small('rare', {
  store: { x: 0 },
  actors: {},
  environment: {
    often: { run: (tx) => (tx.read('x') < 12 ? tx.write('x', tx.read('x') + 1) : BLOCKED) },
    rare: { run: (tx) => (tx.read('x') === 10 ? tx.write('x', 20) : BLOCKED) },
  },
});

describe('novelty', () => {
  it('takes what was taken less often so far in three of four cases', () => {
    const kernel = new Kernel(rare);
    const runs = runsOf(kernel, new Novelty(new ChoiceFacts(kernel)), 'rare', 2000);
    const taken = runs.filter((run) => labels(run).includes('rare')).length;
    // Unless both draws are of the other one. Three standard deviations are 58.
    expect(Math.abs(taken - 1500)).toBeLessThan(58);
  });

  it('leaves every order possible', () => {
    const kernel = new Kernel(independent(['a', 'b'], 2));
    const runs = runsOf(kernel, new Novelty(new ChoiceFacts(kernel)), 'orders', 400);
    // 4! / (2! 2!) orders.
    expect(new Set(runs.map((run) => labels(run).join(''))).size).toBe(6);
  });
});
