/** Draws small systems, with the situations in which an explorer goes wrong more often than chance would have them. */
import fc from 'fast-check';
import type {
  Action,
  ActorPlan,
  Atom,
  EnvironmentPlan,
  Go,
  Node,
  Plan,
  PropertyPlan,
  Send,
  ServicePlan,
} from './plan.ts';

const small = fc.nat(2);
const place = fc.nat(5);
const maybe = <Value>(value: fc.Arbitrary<Value>, freq = 2) => fc.option(value, { nil: undefined, freq });
const few = <Value>(value: fc.Arbitrary<Value>, maxLength: number) => fc.array(value, { maxLength });
/** None most of the time. */
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Value[]>([]) },
    { weight: 1, arbitrary: fc.array(value, { maxLength: 2 }) },
  );
const sometimes = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(fc.constant<Value[]>([]), fc.array(value, { maxLength: 2 }));
const delay = fc.constantFrom(1, 2, 3);

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constant<Action>({ do: 'count' }),
  small.map((to): Action => ({ do: 'set', to })),
  fc.constant<Action>({ do: 'learn' }),
  small.map((event): Action => ({ do: 'emit', event })),
  fc.record({ do: fc.constant('later' as const), event: small, delay }),
  small.map((event): Action => ({ do: 'drop', event })),
);

const go: fc.Arbitrary<Go> = fc.record({ to: maybe(place, 4), if: maybe(small, 1), actions: seldom(action) });
const answer: fc.Arbitrary<Go> = fc.record({
  to: maybe(place, 4),
  actions: few(fc.constant<Action>({ do: 'learn' }), 1),
});

/** Sends on what it received: with a route to itself it has always something to do. */
const echo = small.map((event) => ({ event, actions: [{ do: 'emit', event }] satisfies Action[] }));

const parts = {
  entry: seldom(action),
  exit: seldom(action),
  on: few(
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(small, go).map(([event, way]) => ({ ...way, event })) },
      { weight: 1, arbitrary: echo },
    ),
    2,
  ),
  after: seldom(fc.tuple(delay, go).map(([wait, way]) => ({ ...way, delay: wait }))),
  invoke: few(fc.record({ service: small, done: answer, error: maybe(answer, 8) }), 1),
  always: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: go }),
};

const leaf: fc.Arbitrary<Node> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('atomic' as const), ...parts }) },
  { weight: 1, arbitrary: fc.constant<Node>({ kind: 'final' }) },
  { weight: 1, arbitrary: fc.constant<Node>({ kind: 'history' }) },
);
const first: fc.Arbitrary<Node> = fc.record({ kind: fc.constant('atomic' as const), ...parts });

const inner = (kind: 'compound' | 'parallel', child: fc.Arbitrary<Node>, length: number): fc.Arbitrary<Node> =>
  fc.record({
    kind: fc.constant(kind),
    children: fc.tuple(first, few(child, length)).map(([one, more]) => [one, ...more]),
    ...parts,
  });
const region = fc.oneof({ weight: 2, arbitrary: first }, { weight: 1, arbitrary: inner('compound', leaf, 1) });
const root: fc.Arbitrary<Node> = fc.oneof(
  {
    weight: 4,
    arbitrary: inner('compound', fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: region }), 3),
  },
  { weight: 1, arbitrary: inner('parallel', region, 2) },
);

const NAMES = ['a', 'b', 'd'];
const quiet = (name: string): fc.Arbitrary<ActorPlan> =>
  fc.record({
    name: fc.constant(name),
    machine: root,
    crashes: fc.boolean(),
    routes: fc.array(few(small, 2), { minLength: 3, maxLength: 3 }),
  });

/** Some never stop talking to themselves. */
const actor = (name: string, index: number): fc.Arbitrary<ActorPlan> =>
  fc.oneof(
    { weight: 8, arbitrary: quiet(name) },
    {
      weight: 1,
      arbitrary: fc.tuple(quiet(name), echo).map(([one, talk]): ActorPlan => {
        const routes = (one.routes ?? []).map((receivers, event) => (event === talk.event ? [index] : receivers));
        const machine = { ...one.machine, entry: talk.actions, on: [talk] };
        return { ...one, machine, routes };
      }),
    },
  );

const sends: fc.Arbitrary<Send[]> = sometimes(fc.record({ actor: small, event: small, if: maybe(small) }));
const service: fc.Arbitrary<ServicePlan> = fc.record({
  access: fc.constantFrom('read', 'write', 'observation'),
  cell: small,
  atomic: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 3),
  replica: fc.integer({ min: 0, max: 5 }).map((drawn) => drawn < 5),
  blocked: maybe(small, 1),
  failure: maybe(small, 1),
  write: fc.constantFrom('count' as const, 'count' as const, 1, 2),
  tells: fc.boolean(),
  sends,
});

const environment = (name: string): fc.Arbitrary<EnvironmentPlan> =>
  fc.record({
    name: fc.constant(name),
    budget: maybe(fc.constant('upset'), 1),
    cell: small,
    blocked: maybe(small),
    write: maybe(fc.constantFrom('count' as const, 1, 2)),
    sends: fc.oneof(
      sends,
      fc.record({ actor: small, event: small }).map((one): Send[] => [one]),
    ),
  });

const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.record({ cell: small, is: small }),
  fc.record({ actor: small, n: small }),
  fc.record({ actor: small, node: place }),
  small.map((one): Atom => ({ actor: one, down: true })),
);
const atoms = fc.array(atom, { minLength: 1, maxLength: 2 });
const never = { kind: fc.constant('never' as const) };

/** Two atoms that can't be true of one world. */
const change: fc.Arbitrary<readonly [Atom, Atom]> = fc.oneof(
  fc.tuple(small, small, fc.integer({ min: 1, max: 2 })).map(([cell, from, more]): [Atom, Atom] => [
    { cell, is: from },
    { cell, is: (from + more) % 3 },
  ]),
  fc.tuple(small, small, fc.integer({ min: 1, max: 2 })).map(([one, from, more]): [Atom, Atom] => [
    { actor: one, n: from },
    { actor: one, n: (from + more) % 3 },
  ]),
  fc.tuple(small, place, fc.boolean()).map(([one, node, crash]): [Atom, Atom] =>
    crash
      ? [
          { actor: one, node },
          { actor: one, down: true },
        ]
      : [
          { actor: one, down: true },
          { actor: one, node },
        ],
  ),
);

const property: fc.Arbitrary<PropertyPlan> = fc.oneof(
  fc.record({ ...never, after: atoms, each: fc.boolean() }),
  fc.tuple(small, place).map(([one, node]): PropertyPlan => ({
    kind: 'never',
    before: [{ actor: one, node }],
    after: [{ actor: one, down: true }],
  })),
  fc
    .tuple(change, few(atom, 1), fc.boolean())
    .map(([[from, to], more, each]): PropertyPlan => ({ kind: 'never', before: [from], after: [to, ...more], each })),
  fc.record({
    kind: fc.constant('goal' as const),
    any: atoms,
    fairness: fc.constantFrom('weak' as const, 'strong' as const, 'transition' as const),
  }),
  fc.record({ kind: fc.constant('witness' as const), after: atoms }),
);

const budget = fc.nat(1);
/** Any system; its properties keep to the rule that a step which changes nothing breaks none. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  actors: fc
    .constantFrom(1, 1, 2, 2, 3)
    .chain((count) => fc.tuple(...NAMES.slice(0, count).map((name, index) => actor(name, index)))),
  services: fc.array(service, { minLength: 1, maxLength: 3 }),
  environment: fc.nat(2).chain((count) => fc.tuple(...['wind', 'rain'].slice(0, count).map(environment))),
  cells: fc.integer({ min: 1, max: 3 }),
  faults: fc.oneof(
    fc.constant({}),
    fc.record({ read: budget, write: budget, stale: budget, ack: budget, crash: budget, upset: fc.nat(2) }),
  ),
  staleVersions: fc.integer({ min: 1, max: 3 }),
  properties: fc.array(property, { minLength: 4, maxLength: 8 }),
});

/** A system of two or three members that may change places. */
export const symmetricPlan: fc.Arbitrary<Plan> = fc.tuple(anyPlan, fc.constantFrom(2, 2, 3)).map(([plan, members]) => ({
  ...plan,
  members,
  actors: plan.actors.slice(0, 1),
  services: plan.services.slice(0, 1),
}));

/** Systems with a property of two worlds that one world may satisfy alone: some break on a step that changes nothing. */
export const forgetfulPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    anyPlan,
    fc.array(
      fc.oneof(
        fc.record({ ...never, before: fc.tuple(atom), after: fc.tuple(atom), each: fc.boolean() }),
        fc
          .tuple(atom, fc.boolean())
          .map(([one, each]): PropertyPlan => ({ kind: 'never', before: [one], after: [one], each })),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([plan, properties]) => ({ ...plan, properties }));

/** Systems in which an action of the environment is called like a step of an actor. */
export const ambiguousPlan: fc.Arbitrary<Plan> = fc
  .tuple(anyPlan, environment('wind'), fc.constantFrom('', '#1', '#2'))
  .map(([plan, wind, number]) => ({
    ...plan,
    environment: [{ ...wind, name: `a q0${number} takes effect` }],
    // Somebody asks for it, so it is more than a label that could be.
    actors: plan.actors.map((one) => ({ ...one, machine: { ...one.machine, invoke: [{ service: 0, done: {} }] } })),
    services: plan.services.map((one) => ({ ...one, access: 'write' as const })),
  }));
