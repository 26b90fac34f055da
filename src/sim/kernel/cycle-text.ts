/** A run that goes round for ever, or ends, without reaching a goal: in words, and who waits meanwhile. */
import type { Choice } from './choices.ts';

/** Where an actor stands in one world: the same mark in two worlds says that nothing has happened to it in between. */
export interface Standing {
  readonly mark: string | number;
  readonly requests: readonly { readonly source: string; readonly reply: unknown }[];
}

/** Everybody who is not down, by name. */
export type Standings = ReadonlyMap<string, Standing>;

/** What there is to say of a cycle. */
export interface CycleFacts {
  /** 0 for a run that ends. */
  readonly steps: number;
  /** What is possible again and again and never taken. */
  readonly starved: readonly string[];
  /** What waits all along without being possible once. */
  readonly waiting: readonly string[];
}

/** What fairness is about: all choices with one label, whichever request they are about. */
export const unitName = ({ before, after }: Choice): string => before + after;

/** The requests, `drive:A claim`, that wait in all these worlds, of actors to which nothing happens, but for those of `starved`. */
export function waitingIn(worlds: readonly Standings[], starved: readonly string[]): string[] {
  const [first = new Map<string, Standing>(), ...others] = worlds;
  const idle = [...first].filter(([actor, { mark }]) => others.every((other) => other.get(actor)?.mark === mark));
  const asked = idle.flatMap(([actor, { requests }]) =>
    requests.filter(({ reply }) => reply === null).map(({ source }) => `${actor} ${source}`),
  );
  return asked.filter((request) => !starved.some((unit) => unit.startsWith(request)));
}

/** Why the goal is not reached. */
export function cycleText({ steps, starved, waiting }: CycleFacts): string {
  return [
    steps === 0
      ? 'here the run ends, as nothing is possible any more without a fault, and the goal is not reached'
      : `from here the run may go round for ever by ${steps === 1 ? 'one step' : `${steps} steps`} and never reach the goal`,
    ...(starved.length === 0
      ? []
      : [`possible again and again, never all the time, and not taken: ${starved.join(', ')}`]),
    ...(waiting.length === 0 ? [] : [`waiting all along: ${waiting.join(', ')}`]),
  ].join('; ');
}
