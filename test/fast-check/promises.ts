/** Small programs of promises, as data: what schedulers are compared on. */
import fc from 'fast-check';

/** How one step asks the scheduler to settle a promise. */
export interface Step {
  readonly by: 'promise' | 'function' | 'sequence';
  readonly fails: boolean;
}

/** Chains of steps that run beside each other, and how their end is waited for. */
export interface Program {
  readonly chains: readonly (readonly Step[])[];
  readonly waits: 'waitOne' | 'waitAll' | 'waitNext' | 'waitIdle' | 'waitFor';
}

/** What can be seen of a run: what happened in which order, what each chain came to, and what is left. */
export interface Run {
  readonly order: readonly string[];
  readonly ends: readonly string[];
  readonly report: readonly fc.SchedulerReportItem[];
  readonly left: number;
}

const step = fc.record({
  by: fc.constantFrom<Step['by'][]>('promise', 'function', 'sequence'),
  fails: fc.nat({ max: 5 }).map((drawn) => drawn === 5),
});

export const programs: fc.Arbitrary<Program> = fc.record({
  chains: fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 3 }),
  waits: fc.constantFrom<Program['waits'][]>('waitOne', 'waitAll', 'waitNext', 'waitIdle', 'waitFor'),
});

/** Runs the program, with every promise in the hand of the scheduler. */
export async function run({ chains, waits }: Program, scheduler: fc.Scheduler): Promise<Run> {
  const order: string[] = [];
  const all = Promise.all(
    chains.map(async (steps, chain) => {
      for (const [at, one] of steps.entries()) {
        const label = `${chain}.${at}`;
        const end = await settled(one, label, scheduler);
        order.push(label);
        if (end !== 'fulfilled') return `${label} ${end}`;
      }
      return 'through';
    }),
  );
  const waited = await endOf(waitFor(scheduler, waits, all));
  const left = scheduler.count();
  // What was not waited for is let go, so that every chain comes to its end.
  await scheduler.waitIdle();
  return { order, ends: [...(await all), waited], report: scheduler.report(), left };
}

async function settled({ by, fails }: Step, label: string, scheduler: fc.Scheduler): Promise<string> {
  const work = async (): Promise<string> => {
    if (fails) throw new Error(`${label} failed`);
    return label;
  };
  if (by === 'promise') return await endOf(scheduler.schedule(work(), label, { label }));
  if (by === 'function') return await endOf(scheduler.scheduleFunction(work)());
  const sequence = scheduler.scheduleSequence([work, { builder: work, label, metadata: label }]);
  const { done, faulty } = await sequence.task;
  return done && !faulty ? 'fulfilled' : `done ${sequence.done}, faulty ${sequence.faulty}`;
}

async function waitFor(scheduler: fc.Scheduler, waits: Program['waits'], all: Promise<unknown>): Promise<unknown> {
  switch (waits) {
    case 'waitOne':
      return await scheduler.waitOne();
    case 'waitNext':
      return await scheduler.waitNext(Math.min(2, scheduler.count()));
    case 'waitAll':
      return await scheduler.waitAll();
    case 'waitIdle':
      return await scheduler.waitIdle();
    case 'waitFor':
      return await scheduler.waitFor(all);
  }
}

const endOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'fulfilled', String);
