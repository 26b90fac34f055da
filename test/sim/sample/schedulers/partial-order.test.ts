import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel/kernel.ts';
import { ChoiceFacts } from '../../../../src/sim/sample/schedulers/choice-facts.ts';
import { PartialOrder } from '../../../../src/sim/sample/schedulers/partial-order.ts';
import { BLOCKED, type AnySystem } from '../../../../src/sim/contract/system.ts';
import { small } from '../../systems.ts';
import { independent, labels, runsOf } from './runs.ts';

const ordersOf = (system: AnySystem, runs: number): Map<string, number> => {
  const kernel = new Kernel(system);
  const orders = new Map<string, number>();
  for (const run of runsOf(kernel, new PartialOrder(new ChoiceFacts(kernel), kernel.steps), 'orders', runs)) {
    const order = labels(run).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  return orders;
};

/** The paper's motive: many steps of one thread that race with nothing, beside a race of its last one. */
function aRaceAtTheEnd(steps: number): AnySystem {
  return small('a race at the end', {
    store: { own: 0, shared: 0, done: 0 },
    actors: {},
    environment: {
      a: {
        run: (tx) => {
          const own = tx.read('own');
          if (own > steps) return BLOCKED;
          tx.write('own', own + 1);
          if (own === steps) tx.write('shared', 1);
          return undefined;
        },
      },
      b: {
        run: (tx) => {
          if (tx.read('done') === 1) return BLOCKED;
          tx.write('done', 1);
          tx.write('shared', 2);
          return undefined;
        },
      },
    },
  });
}

describe('partial-order sampling', () => {
  it('reaches both orders of two independent steps, each about as often', () => {
    const orders = ordersOf(independent(['a', 'b'], 1), 2000);
    expect([...orders.keys()].toSorted()).toEqual(['ab', 'ba']);
    // Three standard deviations are 67; the seed is fixed, so this never flickers.
    expect(Math.abs((orders.get('ab') ?? 0) - 1000)).toBeLessThan(67);
  });

  it('reaches every order of two threads with two steps each', () => {
    // 4! / (2! 2!) orders.
    expect(ordersOf(independent(['a', 'b'], 2), 400).size).toBe(6);
  });

  it('lets a step that nothing races with wait for its turn more often than a random walk would', () => {
    const steps = 5;
    const orders = ordersOf(aRaceAtTheEnd(steps), 2000);
    const last = orders.get(`${'a'.repeat(steps + 1)}b`) ?? 0;
    // b keeps its one priority while a draws six: it is the least of seven in one of seven cases, in a random walk in one of 64.
    expect(Math.abs(last / 2000 - 1 / 7)).toBeLessThan(0.03);
  });
});
