import { createTestModel } from '@xstate/test';
import { describe, expect, it } from 'vitest';
import {
  createMachine,
  getInitialMicrosteps,
  getMicrosteps,
  initialTransition,
  transition,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
} from 'xstate';
import { ENGINE_STATES } from '../../src/rollout/base/modelled-engine.ts';
import { ALL, DRIVES, ENGINES, SINGLES, type Walked } from '../sim/machine-events.ts';

/** As much of a machine's config as the twin needs to know. */
interface Config {
  readonly invoke?: { readonly id: string; readonly onDone?: unknown; readonly onError?: unknown };
  readonly after?: { readonly [delay: string]: unknown };
  readonly on?: { readonly [event: string]: unknown };
  readonly states?: { readonly [state: string]: Config };
  readonly [rest: string]: unknown;
}

/**
 * XState's path tools refuse `invoke` and `after`. The twin has neither: it takes the events under which XState itself sends
 * replies and delays as events from outside.
 */
function closed({ invoke, after = {}, on = {}, states = {}, ...rest }: Config, id: string): Config {
  const replies = invoke && {
    [`xstate.done.actor.${invoke.id}`]: invoke.onDone,
    [`xstate.error.actor.${invoke.id}`]: invoke.onError,
  };
  const delays = Object.entries(after).map(([delay, move]) => [`xstate.after.${delay}.${id}`, move]);
  const inner = Object.entries(states).map(([state, config]) => [state, closed(config, `${id}.${state}`)]);
  return {
    ...rest,
    on: { ...on, ...replies, ...Object.fromEntries(delays) },
    ...(inner.length > 0 ? { states: Object.fromEntries(inner) } : {}),
  };
}

function twinOf({ machine, input }: Walked): AnyStateMachine {
  const config = closed(machine.config as unknown as Config, machine.id);
  const [{ context }] = initialTransition(machine, input as never);
  return createMachine({ ...config, context } as never, machine.implementations as never) as AnyStateMachine;
}

const keyOf = ({ value, context, status }: AnyMachineSnapshot): string => JSON.stringify({ value, context, status });

function expectAlike(original: AnyMachineSnapshot, twin: AnyMachineSnapshot): void {
  const [one, other] = [keyOf(original), keyOf(twin)];
  if (one !== other) expect(one).toBe(other);
}

/** One step of the original, which must lead where the twin's leads. `through` collects the states it passes on the way. */
function step(machine: AnyStateMachine, from: AnyMachineSnapshot, event: AnyEventObject, through: Set<string>) {
  for (const [{ value }] of getMicrosteps(machine, from, event)) through.add(String(value));
  return transition(machine, from, event)[0] as AnyMachineSnapshot;
}

/**
 * Follows the shortest path to each world (state and context) of the twin on the original, and then every transition out of
 * it, comparing after each event. Gives the states that were gone through.
 */
function walk({ machine, input, events }: Walked, twin: AnyStateMachine): Set<string> {
  const model = createTestModel(twin, { events: [...events], serializeTransition: () => '' });
  const [initial] = initialTransition(machine, input as never) as [AnyMachineSnapshot, unknown];
  const through = new Set(getInitialMicrosteps(machine, input as never).map(([{ value }]) => String(value)));
  const worlds = new Map([[keyOf(initial), initial]]);
  for (const path of model.getShortestPaths()) {
    let at = initial;
    for (const { state, event } of path.steps.slice(1)) {
      at = step(machine, at, event, through);
      expectAlike(at, state);
      worlds.set(keyOf(state), at);
    }
  }
  for (const { state, event, nextState } of model.getAdjacencyList()) {
    const from = worlds.get(keyOf(state)) ?? expect.fail(`no path leads to ${keyOf(state)}`);
    expectAlike(step(machine, from, event, through), nextState);
  }
  return through;
}

const declared = ({ machine }: Walked): Set<string> => new Set(Object.keys(machine.states));
const minus = (all: ReadonlySet<string>, some: ReadonlySet<string>): string[] =>
  [...all].filter((one) => !some.has(one));

describe('walking every path', () => {
  it.each(SINGLES.map((walked) => [walked.name, walked] as const))('reaches every state of the %s', (_name, walked) => {
    expect(walk(walked, twinOf(walked))).toEqual(declared(walked));
  });

  it('reaches every state of the engine, which may begin in any of them but the one it boots in', () => {
    const reached = ENGINES.map((walked) => walk(walked, twinOf(walked)));
    expect(reached[0]).toEqual(declared(ENGINES[0] as Walked));
    expect(reached.at(-1)).toContain('copying');
    expect(reached.map((states) => [...states].slice(0, 2))).toEqual(
      Object.keys(ENGINE_STATES).map((state) => ['booting', state]),
    );
  });

  it.each([
    ['own-tasks', ['readingState', 'readingRollout', 'listing', 'readingRelease', 'closing']],
    ['fallback', ['readingState', 'readingRollout', 'readingRelease', 'closing']],
    ['refuse', ['readingState', 'readingRollout', 'readingRelease', 'closing']],
    ['merged', ['readingState', 'readingRollout', 'readingRelease', 'closing']],
    ['rollout', ['readingState', 'readingRollout', 'closing']],
    ['held', ['readingState', 'readingRollout', 'announcing', 'closing']],
    ['cas', ['readingRollout', 'rereading', 'announcing', 'closing']],
    ['fenced', ['readingState', 'listing', 'rereading', 'announcing']],
  ])('reaches every state of the drive under %s but %j, which its rules leave out', (protocol, out) => {
    const walked = DRIVES.find(({ name }) => name === `drive under ${protocol}`) as Walked;
    expect(minus(declared(walked), walk(walked, twinOf(walked)))).toEqual(out);
  });

  it('tells a twin that goes another way', () => {
    const walked = SINGLES[0] as Walked;
    const config = closed(walked.machine.config as unknown as Config, walked.machine.id);
    const reversed = { ...config, context: { apply: 'apply', sampleInterval: 1000 }, initial: 'red' };
    const wrong = createMachine(reversed as never, walked.machine.implementations as never) as AnyStateMachine;
    expect(() => walk(walked, wrong)).toThrow();
  });

  it('needs the twins, because the tools refuse the machines themselves', () => {
    const withInvoke = ALL.filter(({ machine }) => ['drive', 'gate'].includes(machine.id));
    for (const { machine } of withInvoke) expect(() => createTestModel(machine)).toThrow('not supported');
  });
});

describe('a gate', () => {
  const after = (...events: AnyEventObject[]) => {
    const { machine, input } = SINGLES[0] as Walked;
    const [started] = initialTransition(machine, input as never) as [AnyMachineSnapshot, unknown];
    return events.reduce((at, event) => transition(machine, at, event)[0] as AnyMachineSnapshot, started).value;
  };

  it('is green once it sees completed, and red whatever else it sees or does not get to see', () => {
    const sampled = (state: string) => ({ type: 'xstate.done.actor.sampleApply', output: { state } });
    expect(after(sampled('completed'))).toBe('green');
    for (const state of ['pending', 'running', 'failed', 'stopped']) expect(after(sampled(state))).toBe('red');
    expect(after({ type: 'xstate.error.actor.sampleApply', error: new Error('timeout') })).toBe('red');
  });
});
