import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWith } from '../../examples/lost-update/plain.ts';
import { scheduler } from '../../src/fast-check/index.ts';
import { programs, run, type Program, type Step } from './promises.ts';

/** The order in which a scheduler has settled its tasks, as `fc.schedulerFor` takes it: read from what it prints. */
const orderIn = (printed: string): number[] =>
  [...printed.matchAll(/\[task\$\{(\d+)\}\]/g)].map(([, task]) => Number(task));

/** Every outcome of a program that some of so many drawn orders have. */
async function outcomes(program: Program, schedulers: fc.Arbitrary<fc.Scheduler>, numRuns: number): Promise<string[]> {
  const seen = new Set<string>();
  for (const one of fc.sample(schedulers, { seed: 1, numRuns })) {
    const { order, ends, left } = await run(program, one);
    seen.add(JSON.stringify({ order, ends, left }));
  }
  return [...seen].toSorted();
}

const takes = (by: Step['by'], fails = false): Step => ({ by, fails });

/** So many clerks at one counter; false where an update is lost. */
const countsAll = async (one: fc.Scheduler, clerks: number): Promise<boolean> => {
  const counted = countWith((task, label) => one.schedule(task, label), clerks);
  await one.waitFor(counted);
  return (await counted) === clerks;
};

describe("a scheduler in place of fast-check's", () => {
  it('does the same with every program: what it prints is what fc.schedulerFor replays', async () => {
    await fc.assert(
      fc.asyncProperty(programs, scheduler(), async (program, ours) => {
        const told = await run(program, ours);
        const order = orderIn(fc.stringify(ours));
        expect(await run(program, fc.schedulerFor(order))).toEqual(told);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it.each<readonly [string, Program, number]>([
    // Two chains of two steps interleave in 4! / (2! 2!) ways.
    [
      'promises',
      {
        chains: [
          [takes('promise'), takes('promise')],
          [takes('promise'), takes('promise')],
        ],
        waits: 'waitFor',
      },
      6,
    ],
    ['functions', { chains: [[takes('function')], [takes('function')], [takes('function')]], waits: 'waitAll' }, 6],
    ['a sequence and a promise', { chains: [[takes('sequence')], [takes('promise', true)]], waits: 'waitIdle' }, 2],
    ['a sequence that fails', { chains: [[takes('sequence', true)], [takes('function')]], waits: 'waitIdle' }, 2],
    [
      'what a wait leaves',
      { chains: [[takes('promise')], [takes('promise')], [takes('promise')]], waits: 'waitNext' },
      6,
    ],
  ])('reaches every outcome that fast-check reaches: %s', async (_, program, count) => {
    const reached = await outcomes(program, scheduler(), 300);
    expect(reached).toEqual(await outcomes(program, fc.scheduler(), 300));
    expect(reached).toHaveLength(count);
  });

  it('says that nothing is scheduled in the same words', async () => {
    const [ours, theirs] = [scheduler(), fc.scheduler()].map((one) => fc.sample(one, { seed: 1, numRuns: 1 })[0]);
    const said = async (one: fc.Scheduler | undefined) => await Promise.resolve().then(() => one?.waitOne());
    const words = await said(theirs).catch(String);
    expect(words).toContain('No task scheduled');
    await expect(said(ours)).rejects.toThrow('No task scheduled');
    await expect(Promise.all([ours?.waitAll(), ours?.waitIdle(), ours?.waitNext(0)])).resolves.toHaveLength(3);
  });

  it('surrounds what it settles with every act, in the order of fast-check', async () => {
    const surrounded = async (make: typeof scheduler | typeof fc.scheduler): Promise<string[]> => {
      const told: string[] = [];
      const act = (name: string) => async (settle: () => Promise<void>) => {
        told.push(`${name} begins`);
        await settle();
        told.push(`${name} ends`);
      };
      const [one] = fc.sample(make({ act: act('all') }), { seed: 1, numRuns: 1 });
      const task = one?.schedule(Promise.resolve('x'), 'x', undefined, act('task'));
      await one?.waitAll(act('wait'));
      return [...told, String(await task)];
    };
    expect(await surrounded(scheduler)).toEqual(await surrounded(fc.scheduler));
    expect((await surrounded(scheduler)).slice(0, 3)).toEqual(['all begins', 'wait begins', 'task begins']);
  });

  it('chooses at the last moment: among what an act has scheduled, too', async () => {
    const late = async (one: fc.Scheduler): Promise<string> => {
      await one.waitNext(1, async (settle) => {
        for (const label of ['a', 'b', 'c']) void one.schedule(Promise.resolve(), label);
        await settle();
      });
      return one.report()[0]?.label ?? '';
    };
    const drawn = fc.sample(scheduler(), { seed: 1, numRuns: 60 });
    for (const one of drawn) void one.schedule(Promise.resolve(), 'early');
    expect(new Set(await Promise.all(drawn.map(late)))).toEqual(new Set(['early', 'a', 'b', 'c']));
  });

  it("runs fast-check's own model-based tests", async () => {
    class Increment implements fc.AsyncCommand<object, { value: number; readonly one: fc.Scheduler }> {
      check = (): boolean => true;
      async run(_: object, real: { value: number; readonly one: fc.Scheduler }): Promise<void> {
        real.value += 1;
        void real.one.schedule(Promise.resolve(), 'written');
      }
    }
    const property = fc.asyncProperty(
      scheduler(),
      fc.commands([fc.constant(new Increment())]),
      async (one, commands) => {
        await fc.scheduledModelRun(one, () => ({ model: {}, real: { value: 0, one } }), commands);
        expect(one.count()).toBe(0);
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 50 });
  });
});

describe('an order that a scheduler has drawn', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('shrinks to one task that cuts in (seed %i)', async (seed) => {
    const five = fc.asyncProperty(scheduler(), async (one) => await countsAll(one, 5));
    const { counterexample, numShrinks } = await fc.check(five, { seed });
    expect(numShrinks).toBeGreaterThan(0);
    const printed = fc.stringify(counterexample?.[0]);
    expect(printed.match(/cuts in/g)).toHaveLength(1);
    expect(await countsAll(fc.schedulerFor(orderIn(printed)), 5)).toBe(false);
  });

  it.each([1, 2, 3])('shrinks beside other values (seed %i)', async (seed) => {
    const some = fc.asyncProperty(scheduler(), fc.integer({ min: 1, max: 5 }), countsAll);
    const { counterexample } = await fc.check(some, { seed });
    expect(counterexample?.[1]).toBe(2);
    expect(orderIn(fc.stringify(counterexample?.[0]))).toEqual([1, 2, 4, 3]);
  });

  it('lets what runs run on once the integers are used up', async () => {
    const [calm] = fc.sample(scheduler({ maxChoices: 0 }), { seed: 1, numRuns: 1 });
    expect(calm !== undefined && (await countsAll(calm, 5))).toBe(true);
    expect(orderIn(fc.stringify(calm))).toEqual([1, 6, 2, 7, 3, 8, 4, 9, 5, 10]);
    expect(fc.stringify(calm)).not.toContain('cuts in');
  });

  it('is the same whenever it is run again', async () => {
    const [one] = fc.sample(scheduler(), { seed: 4, numRuns: 1 });
    if (one === undefined || !fc.hasCloneMethod(one)) throw new Error('a scheduler can be cloned');
    const again = one[fc.cloneMethod]();
    expect(await countsAll(one, 5)).toBe(await countsAll(again, 5));
    expect(fc.stringify(again)).toBe(fc.stringify(one));
    expect(fc.stringify(one[fc.cloneMethod]())).not.toBe(fc.stringify(one));
  });
});
