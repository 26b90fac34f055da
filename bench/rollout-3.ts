/** A rollout of three operations with faults, to its verdict: no peer, a figure to be watched. */
import { rolloutSystem } from '../src/rollout/index.ts';
import { explore, Kernel, type Exploration } from '../src/sim/index.ts';
import { erased } from './erased.ts';
import type { Figure, Row, Side } from './row.ts';

const FAULTS = { full: { read: 1, stale: 1, crash: 1 }, quick: {} };

function rollout(reduce: boolean, quick: boolean): Side {
  const faults = quick ? FAULTS.quick : FAULTS.full;
  let found: Exploration | undefined;
  return {
    once: 'cold',
    job: () => {
      found = explore(new Kernel(erased(rolloutSystem({ protocol: 'merged', operations: 3, faults }))), { reduce });
      const { verdict, states, transitions } = found;
      if (verdict !== 'exhausted') throw new Error(`expected to exhaust the model, not "${verdict}"`);
      return { states, transitions };
    },
    facts: () => (found === undefined ? {} : { verdict: verdictText(found) }),
  };
}

function verdictText({ verdict, findings }: Exploration): string {
  const violated = findings.filter(({ result }) => result === 'violated').map(({ property }) => property.name);
  const holding = findings.filter(({ result }) => result === 'holds').length;
  return `${verdict}; ${holding} properties hold; violated: ${violated.join(' and ') || 'none'}`;
}

const [FULL, REDUCED] = ['every interleaving', 'reduced (--reduce)'];

export function row(quick: boolean): Row {
  const figures = (side: string): Figure[] =>
    ['states', 'transitions'].map((unit) => ({ name: side, unit, when: 'cold', ours: side }));
  return {
    sides: { [FULL]: () => rollout(false, quick), [REDUCED]: () => rollout(true, quick) },
    figures: [FULL, REDUCED].flatMap(figures),
  };
}
