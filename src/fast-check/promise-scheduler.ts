/** A scheduler of promises in place of fast-check's own: the same functions, in an order that shrinks. */
import fc from 'fast-check';
import { places } from './places.ts';
import { Turns } from './turns.ts';

/** How to draw an order. @public */
export interface SchedulerConstraints {
  /** Surrounds whatever settles a task, as in `fc.scheduler()`. */
  readonly act?: (settle: () => Promise<void>) => Promise<unknown>;
  /** Choices that are drawn; 100 by default. After those, tasks settle in the order that surprises least. */
  readonly maxChoices?: number;
}

/**
 * A scheduler with every function of `fc.scheduler()`, which it can take the place of in a test.
 *
 * The order in which tasks settle is drawn as integers, one for each choice. With 0, what the code has just asked for is settled next: of
 * the pending tasks, those that were scheduled since the last one was settled, then those from before, always the oldest of them. A larger
 * integer takes a task further down that list. So as fast-check shrinks integers towards 0, one piece of the code runs on for longer before
 * another one cuts in. Tasks themselves are the test's own and are all there to the end: for fewer of them, draw how many there are.
 *
 * As text it is what `fc.scheduler()` prints, with a mark at each task that cut in: `fc.schedulerFor()` replays it. What else differs: it
 * is the order that is drawn and not the seed of one, so a test has other orders than before; and `report()` costs a choice as much as it
 * has lines, so thousands of tasks are slow.
 *
 * @public
 */
export function scheduler<Metadata = unknown>(
  constraints: SchedulerConstraints = {},
): fc.Arbitrary<fc.Scheduler<Metadata>> {
  const { act = (settle) => settle(), maxChoices = 100 } = constraints;
  return places(maxChoices).map((drawn) => new DrawnScheduler<Metadata>(drawn, act));
}

type Act = NonNullable<SchedulerConstraints['act']>;

const plainly: fc.SchedulerAct = (settle) => settle();

/**
 * Everything but the choice is fast-check's own doing. `fc.schedulerFor` looks into the order that it was given each time that it settles a
 * task, and not before, so the next task is put there at the last moment. Nobody has promised that it always will: if one day it copies
 * the order, the first task of whatever uses this fails, and says that too many tasks have been scheduled.
 */
class DrawnScheduler<Metadata> implements fc.Scheduler<Metadata>, fc.WithCloneMethod<fc.Scheduler<Metadata>> {
  readonly #drawn: readonly number[];
  readonly #act: Act;
  readonly #order: number[] = [];
  readonly #turns = new Turns();
  readonly #settling: fc.Scheduler<Metadata>;

  constructor(drawn: readonly number[], act: Act) {
    this.#drawn = drawn;
    this.#act = act;
    this.#settling = fc.schedulerFor<Metadata>(this.#order, { act });
  }

  /** Whoever runs a test again begins with a scheduler that has settled nothing. */
  [fc.cloneMethod](): fc.Scheduler<Metadata> {
    return new DrawnScheduler(this.#drawn, this.#act);
  }

  schedule: fc.Scheduler<Metadata>['schedule'] = (...task) => this.#settling.schedule(...task);

  scheduleFunction: fc.Scheduler<Metadata>['scheduleFunction'] = (...task) => this.#settling.scheduleFunction(...task);

  scheduleSequence(...sequence: Parameters<fc.Scheduler<Metadata>['scheduleSequence']>) {
    return this.#settling.scheduleSequence(...sequence);
  }

  count(): number {
    return this.#settling.count();
  }

  waitOne = (act?: fc.SchedulerAct): Promise<void> => this.#settling.waitOne(this.#choosing(act));

  waitAll = (act?: fc.SchedulerAct): Promise<void> => this.#settling.waitAll(this.#choosing(act));

  waitNext = (count: number, act?: fc.SchedulerAct): Promise<void> =>
    this.#settling.waitNext(count, this.#choosing(act));

  waitIdle = (act?: fc.SchedulerAct): Promise<void> => this.#settling.waitIdle(this.#choosing(act));

  waitFor = <T>(task: Promise<T>, act?: fc.SchedulerAct): Promise<T> =>
    this.#settling.waitFor(task, this.#choosing(act));

  report = (): fc.SchedulerReportItem<Metadata>[] => this.#settling.report();

  toString(): string {
    return this.#turns.marked(fc.stringify(this.#settling));
  }

  /** The same act, with a choice at the last moment: it may have scheduled something. */
  #choosing(act: fc.SchedulerAct = plainly): fc.SchedulerAct {
    return (settle) =>
      act(() => {
        this.#choose();
        return settle();
      });
  }

  /** Where nothing is pending nothing is chosen: fast-check says so. */
  #choose(): void {
    const pending = this.#settling.report().filter(({ status }) => status === 'pending');
    const tasks = pending.map(({ taskId }) => taskId);
    const chosen = this.#turns.choose(tasks, this.#drawn[this.#order.length] ?? 0);
    if (chosen !== undefined) this.#order.push(chosen);
  }
}
