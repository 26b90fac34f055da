/**
 * The model that explorers are compared on: interchangeable operations that are pending, running, and then completed or
 * failed, so 4^n states. Here as actors of a Holdfast system; the peers each have it in the form that suits them.
 */
import { setup } from 'xstate';
import { BLOCKED, explore, type EnvironmentAction, type Kernel, type System } from '../src/sim/index.ts';
import type { Counts } from './row.ts';

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

const actionsOf = (actor: string): [string, EnvironmentAction][] =>
  moves.map(({ label, from, type }) => [
    `${actor} ${label}`,
    { run: (tx) => (tx.actor(actor)?.value === from ? tx.send(actor, { type }) : BLOCKED) },
  ]);

export function operationsSystem(operations: number): System {
  const names = Array.from({ length: operations }, (_, index) => `operation:${index}`);
  return {
    name: 'operations',
    config: { operations },
    actors: Object.fromEntries(names.map((name) => [name, { machine: operation }])),
    store: {},
    services: {},
    environment: Object.fromEntries(names.flatMap(actionsOf)),
  };
}

/** Explores the model, and fails if what was found is not all of it. */
export function exploreOperations(kernel: Kernel, operations: number): Counts {
  const { states, transitions } = explore(kernel);
  return checked({ states, transitions }, operations);
}

/** Each of n operations moves in 3 ways in all, whatever state each of the others is in. */
export function checked(counts: { readonly states: number; readonly transitions: number }, operations: number): Counts {
  const expected = { states: 4 ** operations, transitions: 3 * operations * 4 ** (operations - 1) };
  if (counts.states === expected.states && counts.transitions === expected.transitions) return counts;
  throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(counts)}`);
}
