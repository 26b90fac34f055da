/** Going round the cycle of a counterexample once, by labels, and judging it from what can be seen on the way. */
import { isMetIn } from '../user-code/asked.ts';
import { canonical, type Json } from '../data/canonical.ts';
import { cycleText, unitName, waitingIn, type Standing, type Standings } from '../kernel/cycle-text.ts';
import { ModelExecution, type Execution, type Picture } from './execution.ts';
import { Owed } from '../liveness/owed.ts';
import { replay, type Trace, type Violation } from './replay.ts';
import type { LivenessProperty, Property } from '../contract/system.ts';

/** What going round came to. @public */
export interface FollowedCycle {
  readonly trace: Trace;
  /** Whether the world at the end is the one at the beginning. Live actors are compared by all that can be seen of them. */
  readonly returns: boolean;
  /** Labels of what stays possible without a break and is not taken: no fair run goes round like this for ever. */
  readonly unfairTo: readonly string[];
  /** The liveness properties whose goal is met nowhere on the cycle, if it is one and a fair run can go round it for ever. */
  readonly missed: readonly Violation[];
}

/**
 * Takes the steps from where the execution is. An empty cycle says that nothing is possible there without a fault; if something is,
 * that is what it is unfair to.
 *
 * @public
 */
export async function followCycle(
  execution: Execution,
  labels: readonly string[],
  properties: readonly Property<never>[],
): Promise<FollowedCycle> {
  const seen = new Sights(execution, properties);
  const trace = await replay(execution, labels, { properties, observe: ({ label }) => seen.look(label) });
  const returns = trace.divergence === null && seen.isBack;
  const unfairTo = seen.unfairTo();
  const missed = returns && unfairTo.length === 0 ? seen.missed(trace.steps.length) : [];
  return { trace, returns, unfairTo, missed };
}

/** What is seen of each world of a cycle. */
class Sights {
  readonly #execution: Execution;
  readonly #owed = new Owed<string>('weak');
  readonly #standings: Standings[] = [];
  readonly #worlds: string[] = [];
  #open: readonly LivenessProperty<never>[];
  /** The units that were possible in the last world, by label. */
  #units = new Map<string, string>();

  constructor(execution: Execution, properties: readonly Property<never>[]) {
    this.#execution = execution;
    this.#open = properties.filter(({ kind }) => kind === 'liveness') as LivenessProperty<never>[];
    this.look();
  }

  /** Looks at the world; `label` is the step that led to it. */
  look(label?: string): void {
    const taken = this.#units.get(label ?? '');
    if (taken !== undefined) this.#owed.take(taken);
    const calm = this.#execution.possible().filter(({ choice }) => choice.fault === null);
    this.#units = new Map(calm.map(({ label, choice }) => [label, unitName(choice)]));
    this.#owed.visit(new Set(this.#units.values()));
    const picture = this.#execution.picture();
    this.#standings.push(standingsIn(picture));
    this.#worlds.push(textOf(this.#execution, picture));
    const world = this.#execution.view();
    this.#open = this.#open.filter((property) => !isMetIn(property, world));
  }

  get isBack(): boolean {
    return this.#worlds[0] === this.#worlds.at(-1);
  }

  unfairTo(): string[] {
    return [...this.#owed.units()].toSorted();
  }

  missed(steps: number): Violation[] {
    const starved = this.#owed.starved().toSorted();
    const message = cycleText({ steps, starved, waiting: waitingIn(this.#standings, starved) });
    return this.#open.map(({ name }) => ({ property: name, message }));
  }
}

function standingsIn({ actors }: Picture): Standings {
  return new Map(
    Object.entries(actors).flatMap(([name, actor]): [string, Standing][] =>
      actor === null ? [] : [[name, { mark: canonical(actor as unknown as Json), requests: actor.requests }]],
    ),
  );
}

/** The model's words also tell how much is left of the faults, and what a stale read would see. */
function textOf(execution: Execution, picture: Picture): string {
  return execution instanceof ModelExecution ? execution.words.join() : canonical(picture as unknown as Json);
}
