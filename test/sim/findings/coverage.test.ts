import { describe, expect, it } from 'vitest';
import { and, assign, getInitialMicrosteps, initialTransition, not, or, setup, stateIn, transition } from 'xstate';
import type {
  AnyActorLogic,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyTransitionDefinition,
  InspectionEvent,
} from 'xstate';
import { driveMachine, SHIPPED_PROTOCOL } from '../../../src/machines/index.ts';
import { rolloutSystem } from '../../../src/rollout/index.ts';
import { eventName, stateName } from '../../../src/sim/machine/coverage-names.ts';
import { coverageOf, explore, Kernel, sample } from '../../../src/sim/index.ts';
import { MachineTable } from '../../../src/sim/machine/machine-table.ts';
import { Random } from '../../../src/sim/data/random.ts';
import { asked, nested, remembering } from '../little-machines.ts';
import { ALL } from '../machine-events.ts';
import { small, SYSTEMS } from '../systems.ts';

function quick({ event }: { readonly event: AnyEventObject }): boolean {
  return event['quick'] === true;
}

/** Something of everything that a definition may say. */
const everything = setup({
  types: { context: {} as { n: number }, events: {} as AnyEventObject },
  actors: { ask: asked },
  guards: { isBig: ({ context }) => context.n > 1, atLeast: ({ context }, least: number) => context.n >= least },
}).createMachine({
  id: 'everything',
  context: { n: 0 },
  initial: 'idle',
  on: { RESET: '.idle' },
  states: {
    idle: {
      on: {
        GO: [
          { guard: 'isBig', target: 'done' },
          { guard: and([not('isBig'), quick]), target: 'pair' },
          { guard: or(['isBig', ({ event }) => event['ask'] === true]), target: 'asking' },
        ],
        'count.*': { actions: assign({ n: ({ context }) => context.n + 1 }) },
      },
    },
    asking: {
      invoke: {
        src: 'ask',
        onDone: 'passing',
        onError: [{ guard: { type: 'atLeast', params: 1 }, target: 'done' }, { target: 'idle' }],
      },
      after: { 100: 'passing' },
    },
    passing: { always: [{ guard: stateIn('asking'), target: 'done' }, { target: 'idle' }] },
    pair: {
      type: 'parallel',
      states: {
        left: { initial: 'a', states: { a: { on: { NEXT: 'b' } }, b: { type: 'final' } } },
        right: {
          initial: 'a',
          states: {
            a: { on: { NEXT: 'b', LEAVE: '#everything.idle' } },
            b: { type: 'final' },
            last: { type: 'history' },
          },
        },
      },
      onDone: 'done',
      on: { LEAVE: 'idle' },
    },
    done: { type: 'final' },
  },
});

function run(machine: AnyStateMachine, events: readonly AnyEventObject[], input?: unknown): MachineTable {
  const table = new MachineTable(machine);
  let at = table.start(input).snapshot;
  for (const event of events) at = table.step(at, event).snapshot;
  return table;
}

const entered = ({ exercise }: MachineTable): string[] =>
  exercise.states.flatMap(({ name, covered }) => (covered ? [name] : []));
const taken = ({ exercise }: MachineTable): string[] =>
  exercise.transitions.flatMap(({ name, covered }) => (covered ? [name] : []));
const answers = ({ exercise }: MachineTable): [string, string][] =>
  exercise.transitions.flatMap(({ guard }) =>
    guard === null ? [] : [[guard.name, `${guard.seenTrue ? 'true ' : ''}${guard.seenFalse ? 'false' : ''}`.trim()]],
  );

describe('what a run exercised of a machine', () => {
  it('lists every state and transition of the definition, by the names that it gives them', () => {
    const { exercise } = run(everything, []);
    expect(exercise.states.map(({ name }) => name).join(' ')).toBe(
      'idle asking passing pair pair.left pair.left.a pair.left.b pair.right pair.right.a pair.right.b done',
    );
    expect(exercise.transitions.map(({ name }) => name)).toEqual([
      '(root) --RESET--> idle',
      'idle --GO 1 of 3 [guard isBig]--> done',
      'idle --GO 2 of 3 [guard and(not(isBig), quick)]--> pair',
      'idle --GO 3 of 3 [guard or(isBig, inline)]--> asking',
      'idle --count.*--> (stays)',
      'asking --onDone(ask)--> passing',
      'asking --onError(ask) 1 of 2 [guard atLeast(1)]--> done',
      'asking --onError(ask) 2 of 2--> idle',
      'asking --after 100--> passing',
      'passing --always 1 of 2 [guard stateIn]--> done',
      'passing --always 2 of 2--> idle',
      'pair --LEAVE--> idle',
      'pair --onDone--> done',
      'pair.left.a --NEXT--> pair.left.b',
      'pair.right.a --NEXT--> pair.right.b',
      'pair.right.a --LEAVE--> idle',
    ]);
  });

  it('says where a transition stands in the definition', () => {
    const { transitions } = run(everything, []).exercise;
    expect(transitions[6]).toEqual({
      name: 'asking --onError(ask) 1 of 2 [guard atLeast(1)]--> done',
      source: 'asking',
      event: 'onError(ask)',
      index: 0,
      targets: ['done'],
      covered: false,
      guard: { name: 'atLeast(1)', seenTrue: false, seenFalse: false },
    });
  });

  it('has entered the initial states and nothing more before the first event', () => {
    const table = run(everything, []);
    expect([entered(table), taken(table)]).toEqual([['idle'], []]);
    expect(answers(table).every(([, answer]) => answer === '')).toBe(true);
  });

  it('takes a transition by a wildcard, and one that leads nowhere', () => {
    expect(taken(run(everything, [{ type: 'count.up' }]))).toEqual(['idle --count.*--> (stays)']);
  });

  it('enters a state that is left within the same step', () => {
    const table = run(everything, [{ type: 'GO', ask: true }, { type: 'xstate.after.100.everything.asking' }]);
    expect(entered(table)).toEqual(['idle', 'asking', 'passing']);
    expect(taken(table)).toEqual([
      'idle --GO 3 of 3 [guard or(isBig, inline)]--> asking',
      'asking --after 100--> passing',
      'passing --always 2 of 2--> idle',
    ]);
    expect(answers(table)).toEqual([
      ['isBig', 'false'],
      ['and(not(isBig), quick)', 'false'],
      ['or(isBig, inline)', 'true'],
      ['atLeast(1)', ''],
      ['stateIn', 'false'],
    ]);
  });

  it('sees a guard only if no candidate before it has passed', () => {
    const counted = [{ type: 'count.up' }, { type: 'count.up' }, { type: 'GO' }];
    expect(answers(run(everything, counted)).slice(0, 3)).toEqual([
      ['isBig', 'true'],
      ['and(not(isBig), quick)', ''],
      ['or(isBig, inline)', ''],
    ]);
  });

  it('sees a guard both ways over several steps', () => {
    const events = [{ type: 'GO' }, { type: 'GO', quick: true }, { type: 'RESET' }, { type: 'GO', ask: true }];
    expect(answers(run(everything, events)).slice(0, 3)).toEqual([
      ['isBig', 'false'],
      ['and(not(isBig), quick)', 'true false'],
      ['or(isBig, inline)', 'true false'],
    ]);
  });

  it('hears of an invoked actor by the name of what it is', () => {
    const failed = { type: 'xstate.error.actor.0.everything.asking', error: null };
    const table = run(everything, [{ type: 'count.up' }, { type: 'GO', ask: true }, failed]);
    expect(taken(table).at(-1)).toBe('asking --onError(ask) 1 of 2 [guard atLeast(1)]--> done');
    expect(entered(table)).toEqual(['idle', 'asking', 'done']);
  });

  it('takes one transition in each region, and the one of the state when all regions are final', () => {
    const table = run(everything, [{ type: 'GO', quick: true }, { type: 'NEXT' }]);
    expect(taken(table)).toEqual([
      'idle --GO 2 of 3 [guard and(not(isBig), quick)]--> pair',
      'pair --onDone--> done',
      'pair.left.a --NEXT--> pair.left.b',
      'pair.right.a --NEXT--> pair.right.b',
    ]);
  });

  it('does not count a transition that another region preempts', () => {
    const both = setup({}).createMachine({
      id: 'both',
      initial: 'pair',
      states: {
        pair: {
          type: 'parallel',
          states: { left: { on: { OUT: '#both.first' } }, right: { on: { OUT: '#both.second' } } },
        },
        first: {},
        second: {},
      },
    });
    const table = run(both, [{ type: 'OUT' }]);
    expect(taken(table)).toEqual(['pair.left --OUT--> first']);
    expect(entered(table)).toEqual(['pair', 'pair.left', 'pair.right', 'first']);
  });

  it('comes back through history without counting the history state', () => {
    const table = run(
      remembering,
      ['NEXT', 'LEAVE', 'NEXT'].map((type) => ({ type })),
    );
    expect(table.view(table.size - 1).value).toEqual({ on: 'green' });
    expect(entered(table)).toEqual(['on', 'on.red', 'on.green', 'off']);
    expect(taken(table)).toEqual(['on --LEAVE--> off', 'on.red --NEXT--> on.green', 'off --NEXT--> on.last']);
  });

  it('tells the completion of a state from that of an invoked actor', () => {
    const table = run(nested, [{ type: 'xstate.done.actor.count', output: 1 }]);
    expect(taken(table)).toEqual(['work --onDone--> rest', 'work.asking --onDone(count)--> work.ready']);
  });

  it('leaves the machine as it was', () => {
    const before = JSON.stringify(everything.root);
    const guards = () => everything.root.states['idle']?.transitions.get('GO')?.map(({ guard }) => guard);
    const [first] = guards() ?? [];
    run(everything, [{ type: 'GO', ask: true }]);
    expect(JSON.stringify(everything.root)).toBe(before);
    expect(first).toBe('isBig');
    expect(guards()?.[0]).toBe(first);
    const [, actions] = initialTransition(everything);
    expect(actions).toEqual([]);
  });
});

interface Seen {
  readonly states: Set<string>;
  readonly transitions: Set<string>;
}

function see(seen: Seen, { _nodes }: AnyMachineSnapshot): void {
  for (const node of _nodes) if (node.parent !== undefined) seen.states.add(stateName(node));
}

/** Hears what XState's own inspection reports of the microsteps of the user's machine. */
function hear(seen: Seen, event: InspectionEvent): void {
  if (event.type !== '@xstate.microstep') return;
  see(seen, event.snapshot as AnyMachineSnapshot);
  for (const definition of event._transitions) {
    const { source, eventType } = definition;
    const candidates = eventType === '' ? source.always : source.transitions.get(eventType);
    const index = (candidates as readonly AnyTransitionDefinition[]).indexOf(definition);
    seen.transitions.add(`${stateName(source)} ${eventName(definition)} ${index}`);
  }
}

/** The machine as logic whose transitions are inspected. */
function inspected(machine: AnyStateMachine, seen: Seen): AnyActorLogic {
  return {
    getInitialSnapshot: (scope, input: unknown) => {
      scope.system.inspect((event: InspectionEvent) => hear(seen, event));
      return machine.getInitialSnapshot(scope as never, input as never);
    },
    transition: (snapshot, event, scope) => {
      scope.system.inspect((inspection: InspectionEvent) => hear(seen, inspection));
      return machine.transition(snapshot as never, event, scope as never);
    },
    getPersistedSnapshot: (snapshot) => snapshot,
  };
}

describe('coverage', () => {
  // None of these has parallel states, where inspection also reports transitions that are selected and then preempted.
  it.each(ALL.map((walked) => [walked.name, walked] as const))('is what XState reports of the %s', (name, walked) => {
    const { machine, input, events } = walked;
    const seen: Seen = { states: new Set(), transitions: new Set() };
    const logic = inspected(machine, seen);
    const table = new MachineTable(machine);
    const random = new Random(name);
    for (let round = 0; round < 20; round += 1) {
      for (const [snapshot] of getInitialMicrosteps(machine, input as never)) see(seen, snapshot);
      let [snapshot] = initialTransition(logic, input) as [AnyMachineSnapshot, unknown];
      let at = table.start(input).snapshot;
      for (let i = 0; i < 20 && snapshot.status === 'active'; i += 1) {
        const event = events[random.below(events.length)] as AnyEventObject;
        at = table.step(at, event).snapshot;
        [snapshot] = transition(logic, snapshot, event) as [AnyMachineSnapshot, unknown];
      }
    }
    const { transitions } = table.exercise;
    const places = transitions.flatMap(({ covered, source, event, index }) =>
      covered ? [`${source} ${event} ${index}`] : [],
    );
    expect(new Set(entered(table))).toEqual(seen.states);
    expect(new Set(places)).toEqual(seen.transitions);
    expect(places.length).toBe(seen.transitions.size);
    for (const { covered, guard } of transitions) if (covered && guard !== null) expect(guard.seenTrue).toBe(true);
  });
});

describe('the coverage of a system', () => {
  it('reports a machine once for all actors that run it', () => {
    const kernel = new Kernel(rolloutSystem({ faults: { read: 1 } }));
    explore(kernel, { maxStates: 100 });
    expect(coverageOf(kernel).map(({ machine, actors }) => [machine, actors])).toEqual([
      ['drive', ['drive:A', 'drive:B']],
      ['engine', ['engine:A', 'engine:B']],
      ['gate', ['gate']],
    ]);
  });

  it('puts together what actors exercised that ignore different actions', () => {
    const system = small('two that ignore different actions', {
      actors: {
        one: { machine: remembering },
        other: { machine: remembering, ignoredActions: ['log'] },
      },
      environment: {
        next: { run: (tx) => tx.send('one', { type: 'NEXT' }) },
        leave: { run: (tx) => tx.send('other', { type: 'LEAVE' }) },
      },
    });
    const kernel = new Kernel(system);
    explore(kernel);
    const [only, ...none] = coverageOf(kernel);
    expect(none).toEqual([]);
    expect(only?.states.every(({ covered }) => covered)).toBe(true);
    // One goes from red to green and back, the other out and in by LEAVE; nobody comes in by NEXT.
    expect(only?.transitions.filter(({ covered }) => !covered).map(({ name }) => name)).toEqual([
      'off --NEXT--> on.last',
    ]);
  });

  it('puts together the answers of a guard', () => {
    const choosing = setup({ types: { input: {} as boolean, context: {} as { yes: boolean } } }).createMachine({
      id: 'choosing',
      context: ({ input }) => ({ yes: input }),
      initial: 'here',
      states: { here: { always: { guard: ({ context }) => context.yes, target: 'there' } }, there: {} },
    });
    const answersOf = (...inputs: boolean[]) => {
      const actors = inputs.map(
        (input, i) => [`a${i}`, { machine: choosing, input, ignoredActions: [`${i}`] }] as const,
      );
      const [only] = coverageOf(new Kernel(small('choosing', { actors: Object.fromEntries(actors) })));
      const { covered, guard } = only?.transitions[0] ?? {};
      return { covered, seenTrue: guard?.seenTrue, seenFalse: guard?.seenFalse };
    };
    expect(answersOf(true)).toEqual({ covered: true, seenTrue: true, seenFalse: false });
    expect(answersOf(false)).toEqual({ covered: false, seenTrue: false, seenFalse: true });
    expect(answersOf(true, false)).toEqual({ covered: true, seenTrue: true, seenFalse: true });
    expect(answersOf(false, true)).toEqual({ covered: true, seenTrue: true, seenFalse: true });
  });

  it('finds what no run of the shipped rollout does without faults', () => {
    const kernel = new Kernel(rolloutSystem({ operations: 1 }));
    expect(explore(kernel).verdict).toBe('exhausted');
    const drive = coverageOf(kernel)[0];
    const never = drive?.states.filter(({ covered }) => !covered).map(({ name }) => name);
    // A claim always finds its operation, nobody shuts the drive down, and the protocol neither compares nor reads the latch. Nobody
    // is told how it ended either, and tasks have no rows.
    const tasks = ['writingTasks', 'readingTasks'];
    const silent = ['announcing', 'publishing', 'closing'];
    expect(never).toEqual(['idle', ...tasks, 'readingState', 'readingRollout', 'readingRelease', ...silent, 'closed']);
  });

  it('is plain data, which later steps do not change', () => {
    const kernel = new Kernel(rolloutSystem());
    const before = coverageOf(kernel);
    const copy: unknown = structuredClone(before);
    explore(kernel, { maxStates: 1000 });
    expect(before).toEqual(copy);
    expect(coverageOf(kernel)).not.toEqual(copy);
  });

  it('of a sampling is no more than that of an exhaustive exploration', () => {
    for (const system of SYSTEMS.slice(0, 4)) {
      const [explored, sampled] = [new Kernel(system), new Kernel(system)];
      expect(explore(explored).verdict).toBe('exhausted');
      sample(sampled, { seed: '1', runs: 3 });
      const covered = (kernel: Kernel): string[] =>
        coverageOf(kernel).flatMap(({ machine, transitions }) =>
          transitions.flatMap((transition) => (transition.covered ? [`${machine} ${transition.name}`] : [])),
        );
      const all = new Set(covered(explored));
      for (const name of covered(sampled)) expect(all).toContain(name);
    }
  });

  it('counts a state only for the machine that was in it', () => {
    const input = { apply: 'apply', operation: 'A', protocol: SHIPPED_PROTOCOL };
    expect(entered(run(driveMachine, [], input))).toEqual(['claiming']);
  });
});
