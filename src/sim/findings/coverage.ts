/** What an exploration or a sampling exercised of the machines. */
import type { StateCoverage, TransitionCoverage } from '../machine/exercise.ts';
import type { Kernel } from '../kernel/kernel.ts';

export type { GuardCoverage, StateCoverage, TransitionCoverage } from '../machine/exercise.ts';

/** One machine, whichever actors run it. @public */
export interface MachineCoverage {
  /** The machine's id. */
  readonly machine: string;
  readonly actors: readonly string[];
  readonly states: readonly StateCoverage[];
  readonly transitions: readonly TransitionCoverage[];
}

/**
 * What of each machine was exercised in the steps that the kernel has worked out so far, by whichever explorations, samplings
 * and replays used it; plain data, in the order of the system's actors.
 *
 * A state is covered if it was ever entered, be it for one microstep. A transition is covered if it was ever taken, eventless
 * ones and those between two resting states included. A guard counts for each transition that it stands at; XState asks it only
 * if none of the candidates before has passed.
 *
 * Limits: the kernel works out every step that is possible in a world that it visits, so a sampling covers steps that it did not
 * draw, and it works out what a disturbance would do when its budget is spent already.
 *
 * @public
 */
export function coverageOf({ layout }: Kernel): readonly MachineCoverage[] {
  const machines = new Set(layout.actors.map((actor) => layout.table(actor).machine));
  return [...machines].map((machine) => {
    const actors = layout.actors.filter((actor) => layout.table(actor).machine === machine);
    // Actors that ignore different actions have tables of their own for the same machine.
    const exercises = [...new Set(actors.map((actor) => layout.table(actor)))].map(({ exercise }) => exercise);
    return {
      machine: machine.id,
      actors,
      states: exercises.map(({ states }) => states).reduce((all, more) => all.map((one, i) => stateOf(one, more[i]))),
      transitions: exercises
        .map(({ transitions }) => transitions)
        .reduce((all, more) => all.map((one, i) => transitionOf(one, more[i]))),
    };
  });
}

function stateOf(one: StateCoverage, other: StateCoverage | undefined): StateCoverage {
  return { ...one, covered: one.covered || other?.covered === true };
}

function transitionOf(one: TransitionCoverage, other: TransitionCoverage | undefined): TransitionCoverage {
  const { guard } = one;
  return {
    ...one,
    covered: one.covered || other?.covered === true,
    guard: guard && {
      ...guard,
      seenTrue: guard.seenTrue || other?.guard?.seenTrue === true,
      seenFalse: guard.seenFalse || other?.guard?.seenFalse === true,
    },
  };
}
