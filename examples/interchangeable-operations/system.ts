/**
 * Operations that nothing tells apart: each is pending, running, and then completed or failed, in 4^n worlds. Who is who makes no
 * difference, so all that matters is how many are in which state: (n + 3 choose 3) orbits, 455 of 12 operations.
 */
import { setup } from 'xstate';
import { BLOCKED, defineSystem, type AnySystem, type EnvironmentAction } from '../../src/sim/index.ts';

const operation = setup({ types: { events: {} as { type: 'START' | 'COMPLETE' | 'FAIL' } } }).createMachine({
  id: 'operation',
  initial: 'pending',
  states: {
    pending: { on: { START: 'running' } },
    running: { on: { COMPLETE: 'completed', FAIL: 'failed' } },
    completed: {},
    failed: {},
  },
});

const moves = [
  { label: 'starts', from: 'pending', type: 'START' },
  { label: 'completes', from: 'running', type: 'COMPLETE' },
  { label: 'fails', from: 'running', type: 'FAIL' },
] as const;

const ENDED: ReadonlySet<unknown> = new Set(['completed', 'failed']);

const actionsOf = (actor: string): [string, EnvironmentAction][] =>
  moves.map(({ label, from, type }) => [
    `${actor} ${label}`,
    { run: (tx) => (tx.actor(actor)?.value === from ? tx.send(actor, { type }) : BLOCKED) },
  ]);

/** The system with that many operations. */
export function interchangeableOperations(operations: number): AnySystem {
  const members = Array.from({ length: operations }, (_, index) => `op${index + 1}`);
  const actors = members.map((member) => `operation:${member}`);
  return defineSystem({
    name: 'interchangeable-operations',
    config: { operations },
    actors: Object.fromEntries(actors.map((actor) => [actor, { machine: operation }])),
    store: {},
    services: {},
    environment: Object.fromEntries(actors.flatMap(actionsOf)),
    symmetry: [members],
    properties: [
      {
        kind: 'liveness',
        name: 'every-operation-ends',
        summary: 'all operations can still be completed or failed',
        goal: (world) => actors.every((actor) => ENDED.has(world.actor(actor)?.value)),
      },
      {
        kind: 'witness',
        name: 'all-fail',
        summary: 'some run fails every operation',
        reached: (world) => actors.every((actor) => world.actor(actor)?.value === 'failed'),
      },
    ],
  });
}
