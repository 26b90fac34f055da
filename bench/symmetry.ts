/** Interchangeable operations: the orbits of 4^n worlds against all of them. */
import { interchangeableOperations } from '../examples/interchangeable-operations/system.ts';
import { explore, Kernel } from '../src/sim/index.ts';
import type { Row, Side } from './row.ts';

/** Everything from the kernel on is made anew, and the symmetry is checked along the way. */
function exploring(operations: number, symmetry: boolean, expected: number): Side {
  return {
    job: () => {
      const { states, transitions } = explore(new Kernel(interchangeableOperations(operations)), { symmetry });
      if (states !== expected) throw new Error(`expected ${expected} states, not ${states}`);
      return { states, transitions, explorations: 1 };
    },
  };
}

/** (n + 3 choose 3): how many operations are in which of 4 states. */
const orbits = (n: number): number => ((n + 3) * (n + 2) * (n + 1)) / 6;

export function row(quick: boolean): Row {
  const [many, few] = [12, quick ? 5 : 8];
  const [reduced, same, whole] = [`4^${many} by symmetry`, `4^${few} by symmetry`, `all of 4^${few}`];
  return {
    sides: {
      [reduced]: () => exploring(many, true, orbits(many)),
      [same]: () => exploring(few, true, orbits(few)),
      [whole]: () => exploring(few, false, 4 ** few),
    },
    figures: [
      { name: reduced, unit: 'states', when: 'cold', ours: reduced },
      { name: same, unit: 'explorations', when: 'cold', ours: same, peer: whole },
    ],
  };
}
