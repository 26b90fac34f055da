/** The published numbers as ours should be, and what an exploration comes to in the same terms. */
import type { Exploration } from '../../src/sim/index.ts';
import type { Oracle } from './oracle.ts';

/** What can be compared; a number that nobody has published is absent. */
export interface Numbers {
  readonly states: number;
  readonly transitions?: number;
  readonly depth?: number;
}

/** TLC counts initial states among the states generated: with one of them, the transitions are one less. */
function publishedTransitions({ generated, transitions }: Oracle['published']): number | undefined {
  return transitions ?? (generated === undefined ? undefined : generated - 1);
}

/** What ours must be: the published numbers, and what is known to differ by definition. */
export function expectedOf({ published, difference = { text: '' } }: Oracle): Numbers {
  const transitions = publishedTransitions(published);
  return {
    states: published.states + (difference.states ?? 0),
    ...(transitions === undefined ? {} : { transitions: transitions + (difference.transitions ?? 0) }),
    ...(published.depth === undefined ? {} : { depth: published.depth + (difference.depth ?? 0) }),
  };
}

/** Those numbers of an exploration that something is published about; its depth in levels, the initial world being the first. */
export function foundOf({ states, transitions, depth }: Exploration, { published }: Oracle): Numbers {
  return {
    states,
    ...(publishedTransitions(published) === undefined ? {} : { transitions }),
    ...(published.depth === undefined ? {} : { depth: depth + 1 }),
  };
}
