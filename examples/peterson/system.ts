/**
 * Peterson's algorithm, step for step the PlusCal algorithm of the TLA+ module Peterson (Differdange, tlaplus/Examples,
 * specifications/locks_auxiliary_vars): each of its labels a0, a1, a2, a3, cs and a4 is a state of the machine, and what it
 * does to the shared variables is one timer or one atomic service.
 */
import { BLOCKED, defineSystem, type AnySystem, type Property, type View } from '../../src/sim/index.ts';
import { petersonProcess, type Id } from './machines.ts';

/** The flag of each process, and whose turn it is. */
interface Store {
  readonly p1: boolean;
  readonly p2: boolean;
  readonly turn: Id;
}

type Processes = { readonly [process in Id]: typeof petersonProcess };

const ids: readonly Id[] = ['p1', 'p2'];
const memory: Store = { p1: false, p2: false, turn: 'p1' };

/** Between entering its critical section and lowering its flag. */
function isInside(world: View<Store, Processes>, process: Id): boolean {
  const state = world.actor(process)?.value;
  return state === 'critical' || state === 'lowering';
}

const mutualExclusion: Property<Store, Processes> = {
  kind: 'safety',
  name: 'mutual-exclusion',
  summary: 'the processes are not in their critical sections at the same time',
  check: (world) => (ids.every((process) => isInside(world, process)) ? 'both are in their critical sections' : null),
};

const getsIn = (process: Id): Property<Store, Processes> => ({
  kind: 'liveness',
  name: `${process}-gets-in`,
  summary: `${process} gets into its critical section`,
  goal: (world) => isInside(world, process),
});

/** Two processes that take turns. */
export function peterson(): AnySystem {
  return defineSystem({
    name: 'peterson',
    config: null,
    store: memory,
    actors: {
      p1: { machine: petersonProcess, input: { self: 'p1', other: 'p2' } },
      p2: { machine: petersonProcess, input: { self: 'p2', other: 'p1' } },
    },
    services: {
      setFlag: { access: 'write', atomic: true, run: ({ of, up }, tx) => (tx.write(of, up), null) },
      giveTurn: { access: 'write', atomic: true, run: ({ to }, tx) => (tx.write('turn', to), null) },
      awaitTurn: {
        access: 'observation',
        atomic: true,
        run: ({ self, other }, tx) => (!tx.read(other) || tx.read('turn') === self ? null : BLOCKED),
      },
    },
    properties: [mutualExclusion, ...ids.map(getsIn)],
  });
}
