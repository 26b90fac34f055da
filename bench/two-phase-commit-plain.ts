/** Two-phase commit by hand: a world is one 32-bit integer, and the explorer knows the model. */
import type { Counts } from './row.ts';
import { checkedCounts, statesOf } from './two-phase-commit-counts.ts';

const [WORKING, PREPARED, COMMITTED, ABORTED] = [0, 1, 2, 3];
const INIT = 0;
/** Two bits for each manager, one for each that was heard of, one for each that said it is prepared, four bits more. */
const MOST_MANAGERS = 7;

/** Where things are in a world of that many managers. */
function layoutOf(managers: number) {
  const heard = managers * 2;
  const said = heard + managers;
  const tm = said + managers;
  return { managers, heard, said, tm, commit: tm + 2, abort: tm + 3, everybody: (1 << managers) - 1 };
}

type PlainLayout = ReturnType<typeof layoutOf>;

/** Calls `move` with the world after each step that is possible. */
function step(world: number, at: PlainLayout, move: (to: number) => void): void {
  const init = ((world >>> at.tm) & 3) === INIT;
  const [commit, abort] = [(world >>> at.commit) & 1, (world >>> at.abort) & 1];
  for (let i = 0; i < at.managers; i += 1) {
    const shift = i * 2;
    const rest = world & ~(3 << shift);
    if (((world >>> shift) & 3) === WORKING) {
      move(rest | (PREPARED << shift) | (1 << (at.said + i)));
      move(rest | (ABORTED << shift));
    }
    if (commit === 1) move(rest | (COMMITTED << shift));
    if (abort === 1) move(rest | (ABORTED << shift));
    if (init && ((world >>> (at.said + i)) & 1) === 1) move(world | (1 << (at.heard + i)));
  }
  if (!init) return;
  if (((world >>> at.heard) & at.everybody) === at.everybody) move(world | (1 << at.tm) | (1 << at.commit));
  move(world | (2 << at.tm) | (1 << at.abort));
}

/** One of these bits is set for each manager that committed, or for each that aborted: states 2 and 3 share their high bit. */
export function isConsistent(world: number, managers: number): boolean {
  const low = 0x5555_5555 & ((1 << (managers * 2)) - 1);
  const ended = (world >>> 1) & low;
  return (ended & world) === 0 || (ended & ~world) === 0;
}

/** Explores breadth first, with a queue that is also the store, behind a hash table of places in it. @throws RangeError */
export function explorePlainTwoPhaseCommit(managers: number): Counts {
  if (managers > MOST_MANAGERS) throw new RangeError(`${managers} managers do not fit into 32 bits`);
  const at = layoutOf(managers);
  const queue = new Int32Array(statesOf(managers) + 1);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(statesOf(managers) * 2)));
  const mask = slots.length - 1;
  let [states, transitions] = [0, 0];
  const insert = (world: number): void => {
    let slot = (Math.imul(world, 0x9e3779b1) >>> 7) & mask;
    for (let place = slots[slot] as number; place !== 0; place = slots[slot] as number) {
      if (queue[place - 1] === world) return;
      slot = (slot + 1) & mask;
    }
    if (!isConsistent(world, managers)) throw new Error('one manager committed, another aborted');
    queue[states] = world;
    states += 1;
    slots[slot] = states;
  };
  const move = (to: number): void => {
    transitions += 1;
    insert(to);
  };
  insert(0);
  for (let next = 0; next < states; next += 1) step(queue[next] as number, at, move);
  return checkedCounts('the explorer written by hand', managers, { states, transitions });
}
