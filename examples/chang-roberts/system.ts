/**
 * The leader election of Chang and Roberts (CACM 22(5), 1979) on a ring, with the message sets of the TLA+ module ChangRoberts
 * (Merz, tlaplus/Examples, specifications/chang_roberts): what a node has not received yet is the outbox of the node before
 * it, and it may receive any of that next, but nothing before it has started.
 */
import {
  BLOCKED,
  defineSystem,
  type AnySystem,
  type Cells,
  type EnvironmentAction,
  type Property,
} from '../../src/sim/index.ts';
import { ringNode } from './machines.ts';

/** `n1`, `n2` and so on; the number is the node's identity and its place in the ring. */
type Name = `n${number}`;
type Nodes = { readonly [node: Name]: typeof ringNode };

const nameOf = (id: number): Name => `n${id}`;

/** One message passes from one node to the next, which handles it in the same instant. */
function pass(id: number, from: Name, to: Name): EnvironmentAction<Cells, Nodes> {
  return {
    run: (tx) => {
      if (tx.actor(from)?.context.outbox.includes(id) !== true) return BLOCKED;
      if (tx.actor(to)?.value === 'starting') return BLOCKED;
      tx.send(from, { type: 'delivered', id });
      tx.send(to, { type: 'received', id });
      return undefined;
    },
  };
}

/** Everything that may ever pass. */
function passes(ids: readonly number[]): [string, EnvironmentAction<Cells, Nodes>][] {
  return ids.flatMap((place) => {
    const [from, to] = [nameOf(place), nameOf((place % ids.length) + 1)];
    return ids.map((id): [string, EnvironmentAction<Cells, Nodes>] => [
      `${id} passes from ${from} to ${to}`,
      pass(id, from, to),
    ]);
  });
}

/** The invariant `Correctness` of the module. */
function rightWinner(ids: readonly number[], standing: readonly number[]): Property<Cells, Nodes> {
  return {
    kind: 'safety',
    name: 'right-winner',
    summary: 'a node that has won is the initiator with the smallest identity, and all others have lost',
    each: ids.map(String),
    check: (world, _before, item) => {
      const winner = Number(item);
      if (world.actor(nameOf(winner))?.value !== 'won') return null;
      if (standing[0] !== winner) return `n${winner} has won, n${standing[0]} should have`;
      const unaware = ids.find((id) => id !== winner && world.actor(nameOf(id))?.value !== 'lost');
      return unaware === undefined ? null : `n${winner} has won, and n${unaware} has not lost`;
    },
  };
}

/** The property `Liveness` of the module: where somebody stands for election, somebody wins. */
function someoneWins(ids: readonly number[]): Property<Cells, Nodes> {
  return {
    kind: 'liveness',
    name: 'someone-wins',
    summary: 'some node wins the election',
    goal: (world) => ids.some((id) => world.actor(nameOf(id))?.value === 'won'),
  };
}

/** A ring of that many nodes, of which these stand for election; their identities, from 1 and in ascending order. */
export function changRoberts(nodes: number, standing: readonly number[]): AnySystem {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const actors = ids.map((id) => {
    const definition = { machine: ringNode, input: { id, initiator: standing.includes(id) } };
    return [nameOf(id), definition] as const;
  });
  return defineSystem<Cells, Nodes>({
    name: 'chang-roberts',
    config: { nodes, standing },
    store: {},
    actors: Object.fromEntries(actors),
    services: {},
    environment: Object.fromEntries(passes(ids)),
    properties: [rightWinner(ids, standing), ...(standing.length === 0 ? [] : [someoneWins(ids)])],
  });
}
