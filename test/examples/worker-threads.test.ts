import { describe, expect, it } from 'vitest';
import { workerThreads } from '../../examples/worker-threads/system.ts';
import { explore, Kernel, labelsOf, type AnySystem, type ExploreOptions } from '../../src/sim/index.ts';
import { disagreement } from '../sim/agreement.ts';

function explored(system: AnySystem, options: ExploreOptions = {}) {
  const kernel = new Kernel(system);
  return { kernel, ...explore(kernel, options) };
}

/** What is violated, with its message. */
function violated(system: AnySystem, options?: ExploreOptions): Record<string, string | undefined> {
  const { findings } = explored(system, options);
  const broken = findings.filter(({ result }) => result === 'violated');
  return Object.fromEntries(broken.map(({ property, path }) => [property.name, path?.message]));
}

describe('the threads of an exploration', () => {
  /**
   * Pinned, as a change of the model has to be meant. Two threads that each take some 60 steps of their own make 41,774 worlds and no
   * more, as they wait for each other six times: after each phase of both blocks. No path is longer than 138 steps, those of both. A thread
   * that may die anywhere about trebles it: all worlds before, and what is left to do from each.
   */
  it.each([
    [0, 41_774, 80_734, 138],
    [1, 120_596, 253_840, 140],
  ])(
    'number every world as one thread does, lose no order and sleep through none; %i may die',
    (deaths, states, transitions, depth) => {
      const { findings, witnesses, ...found } = explored(workerThreads(2, deaths));
      expect(found).toMatchObject({ verdict: 'exhausted', states, transitions, depth });
      expect(findings.map(({ property, result }) => [property.name, result])).toEqual([
        ['each-order-once', 'holds'],
        ['no-order-lost', 'holds'],
        ['numbered-as-by-one', 'holds'],
        ['all-come-to-an-end', 'holds'],
      ]);
      expect(witnesses).toEqual([{ name: 'helper:1-helps', reached: true }]);
    },
  );

  it('are the same on live actors', async () => {
    expect(await disagreement(workerThreads(2, 1), { seeds: 5, steps: 60 })).toBeNull();
  });
});

describe('a thread of an exploration', () => {
  /** What was mended in signals.ts: it ran `expand` twice, was one order ahead from then on, and forgot the worlds it had found. */
  it('that takes a late waking for an order is found to run ahead, and to lose worlds', () => {
    expect(violated(workerThreads(2, 0, { trustsItsWaking: true }), { maxStates: 120_000 })).toMatchObject({
      'each-order-once': 'helper:1 has taken 2 orders, and 1 were given',
      'no-order-lost': '1 orders were given, and helper:1 has carried out 2',
      'numbered-as-by-one': 'worlds were found and not kept',
    });
  });

  it('is woken late between the end of an order and its own sleep', () => {
    const { kernel, findings } = explored(workerThreads(2, 0, { trustsItsWaking: true }), { maxStates: 20_000 });
    const labels = labelsOf(kernel, findings[0]?.path?.choices ?? []);
    const told = [
      'explorer addOrder#1 takes effect',
      'helper:1 waitForOrder#1 takes effect',
      'explorer notifyOfOrder#1 takes effect',
      'helper:1 sleep#1 takes effect',
      'helper:1 loadOrder#2 takes effect',
    ];
    expect(labels.filter((label) => told.includes(label))).toEqual(told);
    expect(labels).not.toContain('explorer addOrder#2 takes effect');
  });

  /** What was mended in shared-tables.ts: what the second thread found was written where no thread looked. */
  it('to which a list arrives shorter than it is is found to lose worlds that it has counted', () => {
    expect(violated(workerThreads(2, 0, { shortLists: true }))).toMatchObject({
      'numbered-as-by-one': 'the worlds are a b ? ? v w, and one thread finds a b x y v w',
    });
  });

  it('that goes to sleep without a last look is found to sleep through an order', () => {
    expect(Object.keys(violated(workerThreads(2, 0, { sleepsBlindly: true })))).toEqual(['all-come-to-an-end']);
  });

  it('whose death is not told is found to be waited for without end', () => {
    expect(Object.keys(violated(workerThreads(2, 1, { withoutWarden: true })))).toEqual(['all-come-to-an-end']);
    expect(violated(workerThreads(2, 0, { withoutWarden: true }))).toEqual({});
  });

  it('that keeps a world which it was the first to see is found to number it otherwise than one thread', () => {
    expect(Object.keys(violated(workerThreads(2, 0, { firstComes: true })))).toEqual(['numbered-as-by-one']);
  });
});
