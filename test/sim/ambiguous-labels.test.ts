/** A label is about one thing: where it could be read in two ways, both are named. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../src/sim/search/explore.ts';
import { ModelExecution } from '../../src/sim/execution/execution.ts';
import { Kernel } from '../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../src/sim/execution/labels.ts';
import { LiveExecution } from '../../src/sim/execution/live.ts';
import { findPossible } from '../../src/sim/execution/replay.ts';
import { setup } from 'xstate';
import { SystemError, type AnySystem, type Property } from '../../src/sim/contract/system.ts';
import { possibleSteps } from '../../src/sim/shrink/simpler.ts';
import { asked } from './little-machines.ts';
import { small } from './systems.ts';

/** Asks a service of that name. */
const asks = (src: string) =>
  setup({ actors: { [src]: asked } }).createMachine({
    id: 'asks',
    initial: 'asking',
    states: { asking: { invoke: { src, onDone: 'done' } }, done: {} },
  } as never) as never;
const service = { access: 'write', run: () => null } as never;

interface Names {
  readonly actors?: readonly (readonly [actor: string, source: string])[];
  readonly environment?: readonly string[];
  readonly properties?: readonly Property<never>[];
}

function named({ actors = [], environment = [], properties = [] }: Names): AnySystem {
  return small('named', {
    store: { x: 0 },
    actors: Object.fromEntries(actors.map(([actor, source]) => [actor, { machine: asks(source) }])),
    services: Object.fromEntries(actors.map(([, source]) => [source, service])),
    environment: Object.fromEntries(environment.map((label) => [label, { run: () => {} }])),
    properties: properties as never,
  });
}

describe('refused, with both readings, is', () => {
  it.each<[string, Names, string]>([
    [
      'an environment action that is called like a service taking effect',
      { actors: [['a', 'q']], environment: ['a q takes effect'] },
      'the label "a q takes effect" may be read in two ways: as the environment action "a q takes effect", and as service "q" of actor "a"',
    ],
    [
      'one that is called like a numbered request',
      { actors: [['a', 'q']], environment: ['a q#1 takes effect'] },
      'as the environment action "a q#1 takes effect", and as service "q" of actor "a"',
    ],
    [
      'one that is called like an answer',
      { actors: [['a', 'q']], environment: ['a q#7 is answered'] },
      'as the environment action "a q#7 is answered", and as service "q" of actor "a"',
    ],
    [
      'two requests whose actors and services make up the same words',
      {
        actors: [
          ['a b', 'q'],
          ['a', 'b q'],
        ],
      },
      'as service "q" of actor "a b", and as service "b q" of actor "a"',
    ],
    [
      'a service with a number that reads like a request with one',
      {
        actors: [
          ['a', 'q'],
          ['a q#1', 'x'],
        ],
        environment: ['a q#1 x takes effect'],
      },
      'the label "a q#1 x takes effect"',
    ],
  ])('%s', (_what, names, message) => {
    const system = named(names);
    expect(() => explore(new Kernel(system))).toThrow(SystemError);
    expect(() => explore(new Kernel(system))).toThrow(message);
  });

  it('the same on live actors', () => {
    const live = new LiveExecution(
      named({
        actors: [
          ['a b', 'q'],
          ['a', 'b q'],
        ],
      }),
    );
    expect(() => live.possible()).toThrow('as service "q" of actor "a b", and as service "b q" of actor "a"');
  });

  it.each(['crash a', 'restart a'])('an environment action called "%s"', (label) => {
    const { actors, ...rest } = named({ actors: [['a', 'q']], environment: [label] });
    const a = { ...actors['a'], crashes: true };
    const system = { ...rest, actors: { a }, faults: { crash: 1 } } as unknown as AnySystem;
    expect(() => explore(new Kernel(system))).toThrow(
      `the label "${label}" may be read in two ways: as the environment action "${label}", and as a step of actor "a" itself`,
    );
  });
});

describe('names that can be told apart are let pass:', () => {
  it.each<[string, Names]>([
    [
      'with spaces',
      {
        actors: [
          ['a b', 'q r'],
          ['a', 'q'],
        ],
        environment: ['a q', 'a b q r is', 'takes effect'],
      },
    ],
    [
      'with numbers',
      {
        actors: [
          ['a#1', 'q'],
          ['a#2', 'q#1'],
        ],
        environment: ['ticket #1 is sold', 'ticket #2 is sold'],
      },
    ],
  ])('%s', (_what, names) => {
    expect(explore(new Kernel(named(names))).verdict).toBe('exhausted');
  });

  it('and replay the step that they name, though there are numbers in them', () => {
    const system = named({
      actors: [
        ['a#1', 'q'],
        ['a#2', 'q'],
      ],
      environment: ['ticket #1 is sold', 'ticket #2 is sold'],
    });
    const kernel = new Kernel(system);
    const possible = new ModelExecution(kernel).possible();
    const labels = possible.map(({ label }) => label);
    expect(labels).toEqual(['a#1 q#1 takes effect', 'a#2 q#1 takes effect', 'ticket #1 is sold', 'ticket #2 is sold']);
    for (const label of labels) expect(findPossible(possible, label)?.label).toBe(label);
    expect(findPossible(possible, 'a#2 q takes effect')?.label).toBe('a#2 q#1 takes effect');
    expect(possibleSteps(kernel, labels)).toEqual(labels);
    expect(labelsOf(kernel, [])).toEqual([]);
  });
});

describe('names', () => {
  const property = (kind: 'witness' | 'safety', name: string): Property<never> =>
    ({ kind, name, summary: '', check: () => null, reached: () => true }) as unknown as Property<never>;

  it.each<[string, () => AnySystem, string]>([
    [
      'two witnesses of one name',
      () => named({ properties: [property('witness', 'w'), property('witness', 'w')] }),
      'two properties are called "w" (a witness and a witness)',
    ],
    [
      'a witness and a property of one name',
      () => named({ properties: [property('safety', 'w'), property('witness', 'w')] }),
      'two properties are called "w" (a safety and a witness)',
    ],
    ['an empty actor', () => named({ actors: [['', 'q']] }), 'the name of an actor is empty'],
    ['an empty service', () => named({ actors: [['a', '']] }), 'the name of a service is empty'],
    ['an empty action', () => named({ environment: [' '] }), 'the name of an environment action is empty'],
    [
      'a line break',
      () => named({ environment: ['a\nb'] }),
      'the name "a\\nb" of an environment action has a line break',
    ],
    [
      'a cell with a line break',
      () => small('cell', { store: { 'x\ry': 0 }, actors: {} }),
      'the name "x\\ry" of a cell has a line break',
    ],
    [
      'a property without a name',
      () => named({ properties: [property('safety', '')] }),
      'the name of a property is empty',
    ],
    [
      'a budget that is the kernel’s',
      () => small('budget', { actors: {}, environment: { go: { budget: 'crash', run: () => {} } } }),
      'environment action "go" has the budget "crash", which is the kernel\'s own fault',
    ],
  ])('are refused: %s', (_what, make, message) => {
    expect(() => new Kernel(make())).toThrow(message);
    expect(() => new LiveExecution(make())).toThrow(message);
  });
});
