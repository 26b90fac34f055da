import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelExecution } from '../../../src/sim/execution/execution.ts';
import { explore, Explorer, type Exploration } from '../../../src/sim/search/explore.ts';
import { Enabled } from '../../../src/sim/tables/enabled.ts';
import { Kernel } from '../../../src/sim/kernel/kernel.ts';
import { labelsOf } from '../../../src/sim/execution/labels.ts';
import { LiveExecution } from '../../../src/sim/execution/live.ts';
import { replay } from '../../../src/sim/execution/replay.ts';
import {
  BLOCKED,
  type AnySystem,
  type LivenessProperty,
  type SafetyProperty,
  type Transaction,
  type View,
  type Witness,
} from '../../../src/sim/contract/system.ts';
import { anySpec, build } from '../any-system.ts';
import { naive, shortest, stuck, type Graph, type TextOf } from '../naive.ts';
import { small, systemNamed, SYSTEMS, type Counters } from '../systems.ts';

const RUNS = 10;
/** Worlds of an arbitrary system; the naive explorer is quadratic. */
const MAX = 100;

/** A condition on the cells and actors of arbitrary systems. */
interface Atom {
  readonly of: 'x' | 'y' | 'm0' | 'm1';
  readonly is: number;
}

const anyAtom: fc.Arbitrary<Atom> = fc.record({ of: fc.constantFrom('x', 'y', 'm0', 'm1'), is: fc.nat(3) });
const anyAtoms = fc.array(anyAtom, { minLength: 1, maxLength: 2 });

function meets(world: View<never>, { of, is }: Atom): boolean {
  const seen = world as unknown as View;
  if (of === 'x' || of === 'y') return seen.read(of) === is;
  return JSON.stringify(seen.actor(of)?.value ?? 'down').includes(`s${is}`);
}

const meetsAll = (world: View<never>, atoms: readonly Atom[]): boolean => atoms.every((atom) => meets(world, atom));

/** `never` a world like that; `kept`: once a world is like that, it stays so; `frozen`: from then on y stays as it is. */
interface Law {
  readonly kind: 'never' | 'kept' | 'frozen';
  readonly atoms: readonly Atom[];
}

const anyLaw: fc.Arbitrary<Law> = fc.record({ kind: fc.constantFrom('never', 'kept', 'frozen'), atoms: anyAtoms });

function breaks({ kind, atoms }: Law, after: View<never>, before: View<never>): boolean {
  if (kind === 'never') return meetsAll(after, atoms);
  if (!meetsAll(before, atoms)) return false;
  if (kind === 'kept') return !meetsAll(after, atoms);
  return (after as unknown as View).read('y') !== (before as unknown as View).read('y');
}

function safety(law: Law, index: number): SafetyProperty<never> {
  const check = (after: View<never>, before: View<never>): string | null =>
    breaks(law, after, before) ? law.kind : null;
  return { kind: 'safety', name: `arbitrary ${index}`, summary: '', check };
}

/** Every word of the world, with timers and request ids: what two worlds must have in common to be one. */
function exactText(kernel: Kernel): TextOf {
  return (execution) => {
    const { words } = execution as ModelExecution;
    const { slots, cells, firstCell, values } = kernel.layout;
    const actors = slots.map((slot, word) => slot.value(words[word] ?? 0));
    return JSON.stringify([actors, cells.map((_, cell) => values[cell]?.value(words[firstCell + cell] ?? 0))]);
  };
}

/** How often each fault was injected, as the explorer counts it: a transition for each choice in each world. */
function injected({ edges }: Graph, faults: readonly string[]): Record<string, number> {
  return Object.fromEntries(faults.map((name) => [name, edges.filter(({ fault }) => fault === name).length]));
}

interface Compared {
  readonly exploration: Exploration;
  readonly graph: Graph;
  readonly laws: readonly Law[];
  readonly goal: (world: View<never>) => boolean;
}

function expectSameCounts({ exploration, graph }: Compared): void {
  expect(exploration).toMatchObject({
    verdict: 'exhausted',
    states: graph.worlds.length,
    transitions: graph.edges.length,
    depth: Math.max(...graph.worlds.map(({ path }) => path.length)),
    faultsInjected: injected(graph, Object.keys(exploration.faultsInjected)),
  });
}

function expectSameFindings({ exploration, graph, laws, goal }: Compared): void {
  const [stranded] = stuck(graph, goal);
  const liveness = stranded === undefined ? null : (graph.worlds[stranded]?.path.length ?? 0);
  const expected = laws.map((law) => shortest(graph, (after, before) => breaks(law, after, before)));
  expect(exploration.findings.map(({ path }) => path?.choices.length ?? null)).toEqual([...expected, liveness]);
  expect(exploration.findings.map(({ result }) => result)).toEqual(
    [...expected, liveness].map((length) => (length === null ? 'holds' : 'violated')),
  );
  expect(exploration.witnesses).toEqual([{ name: 'met', reached: graph.worlds.some(({ view }) => goal(view)) }]);
}

describe('an exploration of an arbitrary system', () => {
  it('counts what a naive explorer counts, and finds what it finds, by paths that are as short', async () => {
    const anyLaws = fc.array(anyLaw, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anySpec, anyLaws, anyAtoms, async (spec, laws, atoms) => {
        const system = build(spec, 2);
        const goal = (world: View<never>) => meetsAll(world, atoms);
        const liveness: LivenessProperty<never> = { kind: 'liveness', name: 'goal', summary: '', goal };
        const witness: Witness<never> = { kind: 'witness', name: 'met', summary: '', reached: goal };
        const properties = [...laws.map(safety), liveness, witness];
        const exploration = explore(new Kernel(system), { properties, fairness: 'transition', maxStates: MAX });
        fc.pre(exploration.verdict === 'exhausted');
        const kernel = new Kernel(system);
        const graph = await naive(system, () => new ModelExecution(kernel), { textOf: exactText(kernel) });
        expectSameCounts({ exploration, graph, laws, goal });
        expectSameFindings({ exploration, graph, laws, goal });
      }),
      { numRuns: RUNS },
    );
  });
});

/** Searches deeper and deeper, remembering nothing: the length of a shortest violation, or null up to the limit. */
function deepen(kernel: Kernel, broken: (after: View<never>) => boolean, limit: number): number | null {
  const view = (words: Int32Array) => kernel.view(words) as unknown as View<never>;
  const within = (words: Int32Array, steps: number): boolean => {
    if (broken(view(words))) return true;
    if (steps === 0) return false;
    const { count, choices, outcomes } = kernel.enabled(words, new Enabled());
    const next = new Int32Array(kernel.width);
    for (let i = 0; i < count; i += 1) {
      kernel.apply(words, choices[i] ?? 0, outcomes[i] ?? 0, next);
      if (within(next, steps - 1)) return true;
    }
    return false;
  };
  for (let steps = 0; steps <= limit; steps += 1) if (within(kernel.initial(), steps)) return steps;
  return null;
}

/** Systems in which the first actor can change its state or context. */
const MOVING = SYSTEMS.filter(({ name }) => name !== 'delayed events of one type, none of which can be cancelled');

describe('an exploration of a small system', () => {
  it('counts what live actors have, replayed from the start for each world', async () => {
    const system = { ...systemNamed('machines that finish with an output'), faults: {} };
    const graph = await naive(system, () => new LiveExecution(system));
    expect(explore(new Kernel(system))).toMatchObject({
      verdict: 'exhausted',
      states: graph.worlds.length,
      transitions: graph.edges.length,
    });
  });

  it.each(MOVING.map((system) => [system.name, system] as const))(
    'finds as short a path as iterative deepening: %s',
    (_name, system) => {
      const kernel = new Kernel(system);
      const [actor = ''] = kernel.layout.actors;
      const shown = (world: View) => JSON.stringify([world.actor(actor)?.value, world.actor(actor)?.context]);
      const start = shown(kernel.view(kernel.initial()));
      const moved = (world: View<never>) => shown(world as unknown as View) !== start;
      const property: SafetyProperty<never> = {
        kind: 'safety',
        name: 'stays',
        summary: '',
        check: (after) => (moved(after) ? 'moved' : null),
      };
      const { findings } = explore(kernel, { properties: [property], maxDepth: 4 });
      const length = deepen(new Kernel(system), moved, 4);
      expect(findings[0]?.path?.choices.length ?? null).toBe(length);
      expect(length).not.toBeNull();
    },
  );

  it('gives a path that its labels replay', async () => {
    const system = systemNamed('atomic services that fail, block and write');
    const kernel = new Kernel(system);
    const full: SafetyProperty<never> = {
      kind: 'safety',
      name: 'never-full',
      summary: '',
      check: (after) => ((after as unknown as View).read('x') === 3 ? 'x is 3' : null),
    };
    const [finding] = explore(kernel, { properties: [full] }).findings;
    const labels = labelsOf(kernel, finding?.path?.choices ?? []);
    const trace = await replay(new LiveExecution(system), labels, { properties: [full] });
    expect(trace.steps.map(({ violations }) => violations.length)).toEqual([...labels.slice(1).map(() => 0), 1]);
  });
});

/** A system of an idle actor and these environment actions. */
function acting(
  cells: Record<string, number>,
  actions: Record<string, (tx: Transaction<Counters>) => unknown>,
): AnySystem {
  const environment = Object.entries(actions).map(([label, run]) => [
    label,
    { run: (tx: Transaction<Counters>) => (run(tx) === BLOCKED ? BLOCKED : undefined) },
  ]);
  const machine = systemNamed('a state that remembers where it was').actors['memory'];
  return small('acting', {
    store: cells,
    actors: { idle: machine as never },
    environment: Object.fromEntries(environment),
  });
}

const never = (
  name: string,
  broken: (after: View<Counters>, before: View<Counters>) => boolean,
): SafetyProperty<never> => ({
  kind: 'safety',
  name,
  summary: '',
  check: ((after: View<Counters>, before: View<Counters>) => (broken(after, before) ? name : null)) as never,
});

const results = (system: AnySystem, properties: SafetyProperty<never>[]) =>
  explore(new Kernel(system), { properties }).findings.map(({ result }) => result);

describe('a safety property is looked at', () => {
  it('when another is broken by the same step', () => {
    const system = acting({ x: 0 }, { 'set x': (tx) => tx.write('x', 1) });
    const set = (after: View<Counters>) => after.read('x') === 1;
    expect(results(system, [never('one', set), never('two', set), never('three', set)])).toEqual([
      'violated',
      'violated',
      'violated',
    ]);
  });

  it('on the second way to a world, which is the wrong one', () => {
    const from = (one: number, other: number) => (tx: Transaction<Counters>) =>
      tx.read('x') === one ? tx.write('x', other) : BLOCKED;
    const system = acting({ x: 0 }, { near: from(0, 1), far: from(0, 2), right: from(1, 3), wrong: from(2, 3) });
    const wrong = never('wrong', (after, before) => before.read('x') === 2 && after.read('x') === 3);
    const [finding] = explore(new Kernel(system), { properties: [wrong] }).findings;
    expect(finding).toMatchObject({ result: 'violated', path: { message: 'wrong' } });
  });

  it('for each item that it goes through', () => {
    const system = acting({ one: 0, two: 0 }, { set: (tx) => tx.write('two', 1) });
    const property: SafetyProperty<Counters> = {
      kind: 'safety',
      name: 'none is set',
      summary: '',
      each: ['one', 'two'],
      check: (after, _, cell) => (after.read(cell) === 1 ? `${cell} is set` : null),
    };
    const [finding] = explore(new Kernel(system), { properties: [property as SafetyProperty<never>] }).findings;
    expect(finding).toMatchObject({ result: 'violated', path: { message: 'two is set' } });
  });

  it('where it reads something only once something else has happened', () => {
    const system = acting(
      { gate: 0, y: 0 },
      {
        open: (tx) => (tx.read('gate') === 1 ? BLOCKED : tx.write('gate', 1)),
        change: (tx) => (tx.read('gate') === 0 ? BLOCKED : tx.write('y', 1)),
      },
    );
    const frozen = never(
      'frozen',
      (after, before) => before.read('gate') === 1 && after.read('y') !== before.read('y'),
    );
    expect(results(system, [frozen])).toEqual(['violated']);
  });

  it('where it reads more words than fit into a mask, and then fewer', () => {
    const cells = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const system = acting(
      { mode: 0, ...Object.fromEntries(cells.map((cell) => [cell, 0])) },
      { toggle: (tx) => tx.write('mode', 1 - tx.read('mode')), spoil: (tx) => tx.write('c7', 1) },
    );
    const clean = never('clean', (after) => after.read('mode') === 0 && cells.some((cell) => after.read(cell) !== 0));
    expect(results(system, [clean])).toEqual(['violated']);
  });

  it('in the initial world', () => {
    const [finding] = explore(new Kernel(acting({ x: 1 }, {})), {
      properties: [never('zero', (after) => after.read('x') === 1)],
    }).findings;
    expect(finding).toMatchObject({ result: 'violated', path: { choices: [], message: 'zero' } });
  });
});

describe('a property that depends on more than the world', () => {
  it('is named', () => {
    let calls = 0;
    const moody = never('moody', (after) => after.read((calls += 1) % 2 === 0 ? 'x' : 'y') > 5);
    const system = acting(
      { x: 0, y: 0 },
      { 'add x': (tx) => tx.write('x', tx.read('x') + 1), 'add y': (tx) => tx.write('y', tx.read('y') + 1) },
    );
    const run = () => explore(new Kernel(system), { properties: [moody], maxStates: 50 });
    expect(run).toThrow('property "moody" is not deterministic: asked twice about the same step, it gave two answers');
  });
});

const counter = acting({ x: 0 }, { add: (tx) => (tx.read('x') === 9 ? BLOCKED : tx.write('x', tx.read('x') + 1)) });
const below = (bound: number) => never(`below ${bound}`, (after) => after.read('x') >= bound);
const tenth: LivenessProperty<never> = {
  kind: 'liveness',
  name: 'reaches nine',
  summary: '',
  goal: (world) => (world as unknown as View).read('x') === 9,
};

describe('an exploration that is cut short', () => {
  it.each([
    ['max-states 5', { maxStates: 5 }],
    ['max-depth 4', { maxDepth: 4 }],
  ])('says so (%s), and knows only what it has seen', (bound, limits) => {
    const exploration = explore(new Kernel(counter), { properties: [below(3), below(9), tenth], ...limits });
    expect(exploration).toMatchObject({ verdict: 'bounded', bound });
    expect(exploration.findings.map(({ result }) => result)).toEqual(['violated', 'inconclusive', 'inconclusive']);
  });

  it('says why its owner stopped it', () => {
    const explorer = new Explorer(new Kernel(counter), { properties: [tenth] });
    expect(explorer.advance(3)).toBe(true);
    expect(explorer.result('out of time')).toMatchObject({ verdict: 'bounded', bound: 'out of time' });
    expect(new Explorer(new Kernel(counter), {}).result()).toMatchObject({
      verdict: 'bounded',
      bound: 'stopped early',
    });
  });

  it('finds the same in many small goes as in one', () => {
    const system = systemNamed('parallel states that invoke one service');
    const explorer = new Explorer(new Kernel(system), { maxStates: 700 });
    while (explorer.advance(7));
    expect(explorer.result()).toEqual(explore(new Kernel(system), { maxStates: 700 }));
  });

  it('is exhausted where the limits are wide enough', () => {
    const exploration = explore(new Kernel(counter), { properties: [below(10), tenth], maxStates: 11, maxDepth: 10 });
    expect(exploration).toMatchObject({ verdict: 'exhausted', bound: null, states: 10, transitions: 9, depth: 9 });
    expect(exploration.findings.map(({ result }) => result)).toEqual(['holds', 'holds']);
  });
});

describe('an exploration without faults', () => {
  it('injects none, whatever is left of their budgets', () => {
    const system = systemNamed('machines that finish with an output');
    const calm = explore(new Kernel(system), { faultFree: true });
    const { faults: _none, ...rest } = system;
    expect(calm.faultsInjected).toEqual({ crash: 0 });
    expect(calm.states).toBe(explore(new Kernel(rest as AnySystem)).states);
    expect(calm.states).toBeLessThan(explore(new Kernel(system)).states);
  });

  it('may begin in any world', () => {
    const kernel = new Kernel(counter);
    const execution = new ModelExecution(kernel);
    for (let i = 0; i < 4; i += 1) execution.take(execution.possible().find(({ label }) => label === 'add') as never);
    expect(explore(kernel, { from: execution.words }).states).toBe(6);
  });
});
