/** Systems about which Holdfast was wrong once, each as small as it gets. */
import type { ActorPlan, Node, Plan } from './plan.ts';

const waits = (delay: number, to: number): Node => ({ kind: 'atomic', after: [{ delay, to }] });
const LEAF: Node = { kind: 'atomic' };
const compound = (...children: Node[]): Node => ({ kind: 'compound', children });
/** Regions of one machine that each wait once. The states of region i have the numbers 3i + 1 and 3i + 2. */
const race = (...delays: number[]): ActorPlan => ({
  name: 'a',
  machine: { kind: 'parallel', children: delays.map((delay, index) => compound(waits(delay, 3 * index + 2), LEAF)) },
});
/** Says that the second of two regions is never done before the first. */
const inOrder = (first: number, second: number) => ({
  kind: 'never' as const,
  after: [
    { actor: 0, node: 3 * first + 1 },
    { actor: 0, node: 3 * second + 2 },
  ],
});

const SERVICE = { access: 'observation', cell: 0 } as const;
const once = (name: string): ActorPlan => ({ name, machine: compound(waits(1, 1), LEAF) });

/** Three timers that one step sets, and a fourth that is set while two wait. */
export const THREE_TIMERS: Plan = {
  actors: [race(30, 20, 25)],
  services: [SERVICE],
  cells: 1,
  properties: [inOrder(0, 1), inOrder(0, 2), inOrder(1, 0), inOrder(1, 2), inOrder(2, 0), inOrder(2, 1)],
};

export const TIMER_SET_LATER: Plan = {
  ...THREE_TIMERS,
  actors: [
    {
      name: 'a',
      machine: {
        kind: 'parallel',
        children: [compound(waits(6, 2), LEAF), compound(waits(4, 5), LEAF), compound(waits(3, 8), waits(2, 9), LEAF)],
      },
    },
  ],
  properties: [
    inOrder(0, 1),
    {
      kind: 'never',
      after: [
        { actor: 0, node: 9 },
        { actor: 0, node: 4 },
      ],
    },
  ],
};

/** An actor that never stops talking to itself, and another that writes. */
export const TALKS_TO_ITSELF: Plan = {
  actors: [
    {
      name: 'p',
      machine: {
        kind: 'atomic',
        entry: [{ do: 'emit', event: 0 }],
        on: [{ event: 0, actions: [{ do: 'emit', event: 0 }] }],
      },
      routes: [[0]],
    },
    { name: 'w', machine: compound({ kind: 'atomic', invoke: [{ service: 0, done: { to: 1 } }] }, LEAF) },
  ],
  services: [{ access: 'write', cell: 0, write: 1 }],
  cells: 1,
  properties: [
    { kind: 'never', after: [{ cell: 0, is: 1 }] },
    { kind: 'witness', after: [{ cell: 0, is: 1 }] },
    { kind: 'goal', any: [{ cell: 0, is: 1 }], fairness: 'transition' },
  ],
};

/** A property of a step that crashes. */
export const CRASHES_IN_X: Plan = {
  actors: [{ ...once('a'), crashes: true }],
  services: [SERVICE],
  cells: 1,
  faults: { crash: 1 },
  properties: [{ kind: 'never', before: [{ actor: 0, node: 0 }], after: [{ actor: 0, down: true }] }],
};

/** A property that breaks on a step that changes nothing. */
export const STAYS: Plan = {
  actors: [once('a'), once('b')],
  services: [SERVICE],
  cells: 1,
  properties: [{ kind: 'never', before: [{ actor: 0, node: 1 }], after: [{ actor: 0, node: 1 }] }],
};

/** An action of the environment that is called like a step of an actor. */
export const CALLED_LIKE_A_STEP: Plan = {
  actors: [{ name: 'a', machine: { kind: 'atomic', invoke: [{ service: 0, done: { to: 0 } }] } }],
  services: [{ access: 'write', cell: 0, write: 1, blocked: 0 }],
  environment: [{ name: 'a q0 takes effect', cell: 1, write: 'count' }],
  cells: 2,
  properties: [{ kind: 'goal', any: [{ cell: 0, is: 1 }], fairness: 'weak' }],
};

/** Two requests of one label: of `a b` to `q`, and of `a` to `b q`. */
export const ONE_LABEL_FOR_TWO: Plan = {
  actors: [
    { name: 'a b', machine: { kind: 'atomic', invoke: [{ service: 0, done: {} }] } },
    { name: 'a', machine: { kind: 'atomic', invoke: [{ service: 1, done: {} }] } },
  ],
  services: [
    { name: 'q', access: 'write', cell: 0, write: 1 },
    { name: 'b q', access: 'write', cell: 0, write: 2 },
  ],
  cells: 1,
  properties: [],
};

/** A stale read with the same answer as a fresh one, that sends what a fresh one does not. */
export const STALE_MESSAGE: Plan = {
  actors: [
    {
      name: 'a',
      machine: compound(
        { kind: 'atomic', on: [{ event: 0, to: 1 }] },
        { kind: 'atomic', invoke: [{ service: 0, done: { to: 2 } }] },
        LEAF,
      ),
    },
    { name: 'b', machine: compound({ kind: 'atomic', on: [{ event: 1, to: 1 }] }, LEAF) },
  ],
  services: [{ access: 'read', cell: 0, sends: [{ actor: 1, event: 1, if: 0 }] }],
  environment: [{ name: 'wind', cell: 0, blocked: 1, write: 1, sends: [{ actor: 0, event: 0 }] }],
  cells: 1,
  faults: { stale: 1 },
  properties: [{ kind: 'never', after: [{ actor: 1, node: 1 }] }],
};

/** A state that XState enters twice without leaving it: two requests of one id. */
export const ONE_ID_FOR_TWO: Plan = {
  actors: [
    {
      name: 'a',
      machine: compound({ kind: 'atomic', invoke: [{ service: 0, done: {} }], always: { to: 1 } }, { kind: 'history' }),
    },
  ],
  services: [{ access: 'write', cell: 0, write: 'count' }],
  cells: 1,
  properties: [{ kind: 'never', after: [{ cell: 0, is: 2 }] }],
};

/** The same with a timer: the state is entered anew by another one, and the first is still pending. */
export const ONE_ID_FOR_TWO_TIMERS: Plan = {
  actors: [
    {
      name: 'a',
      machine: compound({ kind: 'atomic', after: [{ delay: 3 }, { to: 1, delay: 1 }] }, { kind: 'history' }),
    },
  ],
  services: [],
  cells: 1,
  properties: [{ kind: 'never', after: [{ cell: 0, is: 2 }] }],
};

/** The property reads the world before only once the actor has learnt something and the cell is 0 again: in the middle of a block. */
export const COMPARES_LATE: Plan = {
  actors: [
    {
      name: 'a',
      machine: { kind: 'compound', children: [LEAF], invoke: [{ service: 0, done: { actions: [{ do: 'learn' }] } }] },
    },
  ],
  services: [{ access: 'read', cell: 0, replica: true, tells: true }],
  environment: [{ name: 'wind', cell: 0, write: 'count', sends: [{ actor: 0, event: 0 }] }],
  cells: 1,
  properties: [
    {
      kind: 'never',
      before: [{ actor: 0, n: 0 }],
      after: [
        { actor: 0, n: 1 },
        { cell: 0, is: 0 },
      ],
    },
  ],
};
