/** A random system as one of ours. */
import { emit, fromPromise, setup } from 'xstate';
import {
  BLOCKED,
  defineSystem,
  type ActorDefinition,
  type AnySystem,
  type Property,
  type Transaction,
  type View,
} from '../../../src/sim/index.ts';
import {
  MESSAGES,
  VALUES,
  type ActionSpec,
  type ActorSpec,
  type Guard,
  type Move,
  type Spec,
  type Write,
} from './spec.ts';

interface Store {
  readonly x: number;
  readonly y: number;
}

const nameOf = (actor: number): string => `a${actor}`;
const stateName = (state: number): string => `s${state}`;

/** The system; the names of its requests are those of its actors. */
export function systemOf(spec: Spec): AnySystem {
  const each = <T>(make: (actor: ActorSpec, index: number) => T) =>
    Object.fromEntries(spec.actors.map((actor, index) => [nameOf(index), make(actor, index)]));
  return defineSystem<Store>({
    name: 'spin',
    config: null,
    store: { x: 0, y: 0 },
    actors: each((actor, index) => definitionOf(actor, index, spec)),
    services: each((actor) => ({
      access: 'write',
      atomic: actor.atomic,
      run: ({ state }: { readonly state: number }, tx: Transaction<Store>) => {
        const request = actor.states[state]?.request;
        if (!holds(request?.when ?? null, tx)) return BLOCKED;
        write(request?.write ?? null, tx);
        return null;
      },
    })),
    environment: Object.fromEntries(spec.actions.map((action, index) => [`e${index}`, { run: runOf(action) }])),
    faults: { crash: spec.crashes },
    properties: propertiesOf(spec),
  });
}

const holds = (guard: Guard | null, view: View<Store>): boolean => guard === null || view.read(guard.cell) === guard.is;

function write(change: Write | null, tx: Transaction<Store>): void {
  if (change === null) return;
  tx.write(change.cell, change.to === 'next' ? (tx.read(change.cell) + 1) % VALUES : change.to);
}

const runOf =
  ({ when, where, write: change, go }: ActionSpec) =>
  (tx: Transaction<Store>) => {
    if (!holds(when, tx)) return BLOCKED;
    if (where !== null && tx.actor(nameOf(where.actor))?.value !== stateName(where.state)) return BLOCKED;
    write(change, tx);
    if (go !== null) tx.send(nameOf(go), { type: 'go' });
    return;
  };

function propertiesOf({ never, goal, crashes }: Spec): readonly Property<Store>[] {
  const isIn = (view: View<Store>, { actor, state }: Spec['goal']) =>
    view.actor(nameOf(actor))?.value === stateName(state);
  const safety: Property<Store> = {
    kind: 'safety',
    name: 'never',
    summary: 'the condition is never met',
    check: (world) => (isIn(world, never) && world.read(never.cell) === never.is ? 'it is' : null),
  };
  const liveness: Property<Store> = {
    kind: 'liveness',
    name: 'goal',
    summary: 'the goal is reached again and again',
    goal: (world) => isIn(world, goal) || world.read(goal.cell) === goal.is,
    fairness: 'weak',
  };
  return crashes === 0 ? [safety, liveness] : [safety];
}

function definitionOf(actor: ActorSpec, index: number, { actors, crashes }: Spec): ActorDefinition {
  const next = nameOf((index + 1) % actors.length);
  return {
    machine: machineOf(actor, nameOf(index)),
    crashes: crashes > 0,
    routes: Object.fromEntries(MESSAGES.map((message) => [message, [next]])),
  } as unknown as ActorDefinition;
}

function machineOf({ states }: ActorSpec, name: string) {
  const asked = fromPromise<null, { readonly state: number }>(() => Promise.reject(new Error('not provided')));
  return setup({
    actors: { [name]: asked },
    delays: { wait: 100 },
  }).createMachine({
    id: name,
    initial: stateName(0),
    states: Object.fromEntries(
      states.map(({ request, timer, on }, state) => [
        stateName(state),
        {
          on: Object.fromEntries(
            Object.entries(on).flatMap(([event, move]) => (move === null ? [] : [[event, moveOf(move)]])),
          ),
          ...(timer === null ? {} : { after: { wait: moveOf(timer) } }),
          ...(request === null ? {} : { invoke: { src: name, input: { state }, onDone: moveOf(request.done) } }),
        },
      ]),
    ),
  });
}

const moveOf = ({ target, emits }: Move) => ({
  ...(target === null ? {} : { target: stateName(target), reenter: true }),
  actions: emits === null ? [] : [emit({ type: emits })],
});
