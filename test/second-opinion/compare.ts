/** Asks both explorers about one system, and lists what they do not agree about. */
import { pictureOf } from '../../src/sim/execution/execution.ts';
import { Enabled } from '../../src/sim/tables/enabled.ts';
import {
  explore,
  Kernel,
  type Exploration,
  type ExploreOptions,
  type Property,
  type System,
} from '../../src/sim/index.ts';
import { build } from './build.ts';
import { explorePlainly, judge, type Opinion } from './opinion.ts';
import type { Plan } from './plan.ts';
import type { World } from './world.ts';

export interface Answer {
  readonly name: string;
  readonly result: string;
  readonly length?: number;
}

/** What an exploration answers, in the order of the properties. */
export function answersOf(system: System, { findings, witnesses }: Exploration, lengths = true): Answer[] {
  return (system.properties ?? []).map(({ name, kind }) => {
    const witness = witnesses.find((one) => one.name === name);
    if (witness !== undefined) return { name, result: witness.reached ? 'reached' : 'not reached' };
    const finding = findings.find(({ property }) => property.name === name);
    const { result = 'not asked', path } = finding ?? {};
    return kind === 'safety' && path !== undefined && lengths
      ? { name, result, length: path.choices.length }
      : { name, result };
  });
}

/** Adds a property that looks at everything, and remembers each step that it is shown. */
function spied(system: System): { readonly asked: System; readonly seen: Set<string> } {
  const seen = new Set<string>();
  const look = sightOf(system);
  const spy: Property = {
    kind: 'safety',
    name: 'spy',
    summary: '',
    check: (after, before) => {
      const [then, now] = [look(before), look(after)];
      if (then !== now) seen.add(`${then} → ${now}`);
      return null;
    },
  };
  return { asked: { ...system, properties: [...(system.properties ?? []), spy] }, seen };
}

type Sight = Parameters<NonNullable<Extract<Property, { kind: 'witness' }>['reached']>>[0];
const sightOf = (system: System) => (world: Sight) =>
  JSON.stringify([
    Object.keys(system.actors).map((name) => world.actor(name)),
    Object.keys(system.store).map((cell) => world.read(cell)),
  ]);

/** Steps that change what can be seen, as the plain explorer sees them. */
function stepsSeen(system: System, { worlds, edges, semantics }: Opinion): Set<string> {
  const look = sightOf(system);
  const sights = worlds.map((world) => look(semantics.view(world)));
  const changes = edges.flatMap((here, from) =>
    here.flatMap(({ to }) =>
      to.filter((world) => sights[world] !== sights[from]).map((world) => `${sights[from]} → ${sights[world]}`),
    ),
  );
  return new Set(changes);
}

/** A world without what is left of its timers' time, its budgets and its versions. */
function pictured(world: World, { semantics }: Opinion): string {
  return JSON.stringify([
    Object.entries(world.actors).map(([name, actor]) => {
      if (actor === null) return [name, null];
      const { value, context, status } = semantics.snapshot(actor);
      return [name, value, context, status, actor.requests, actor.timers.map(({ event }) => event.type), actor.mailbox];
    }),
    world.cells,
  ]);
}

/** The same of a kernel's worlds, all of them. */
function picturesIn(kernel: Kernel, system: System, limit: number): Set<string> {
  const pictures = new Set<string>();
  const seen = new Set([kernel.initial().join()]);
  for (const text of seen) {
    if (seen.size > limit) break;
    const words = Int32Array.from(text.split(','), Number);
    const { actors, store } = pictureOf(kernel, words);
    const own = Object.keys(system.actors).map((name) => {
      const actor = actors[name] ?? null;
      if (actor === null) return [name, null];
      const { state, context, status, requests, timers, mailbox } = actor;
      return [name, state, context, status, requests, timers, mailbox];
    });
    pictures.add(JSON.stringify([own, store]));
    for (const next of successors(kernel, words)) seen.add(next.join());
  }
  return pictures;
}

function successors(kernel: Kernel, words: Int32Array): Int32Array[] {
  const enabled = kernel.enabled(words, new Enabled());
  const { count } = enabled;
  const pairs = Array.from({ length: count }, (_, index) => [enabled.choices[index], enabled.outcomes[index]] as const);
  return pairs.map(([choice, outcome]) => {
    const next = new Int32Array(words.length);
    kernel.apply(words, choice as number, outcome as number, next);
    return next;
  });
}

/** The first few members of one that the other lacks. */
function lacking(what: string, ours: ReadonlySet<string>, theirs: ReadonlySet<string>): string[] {
  const missing = [...theirs].filter((text) => !ours.has(text)).slice(0, 2);
  const extra = [...ours].filter((text) => !theirs.has(text)).slice(0, 2);
  return [
    ...missing.map((text) => `${what} is left out: ${text}`),
    ...extra.map((text) => `${what} is too much: ${text}`),
  ];
}

function differing(what: string, ours: unknown, theirs: unknown): string[] {
  const [one, other] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return one === other ? [] : [`${what}: Holdfast ${one}, second opinion ${other}`];
}

/** Null where the system is larger than the limit. */
export function differences(plan: Plan, limit: number, options: ExploreOptions = {}): string[] | null {
  const system = build(plan);
  const opinion = explorePlainly(system, limit);
  if (opinion === null) return null;
  const { asked, seen } = spied(build(plan));
  const kernel = new Kernel(asked as never);
  const found = explore(kernel, options);
  return [
    ...differing('verdict', found.verdict, 'exhausted'),
    ...(opinion.clocks
      ? []
      : [
          ...differing('worlds', found.states, opinion.worlds.length),
          ...differing(
            'transitions',
            found.transitions,
            opinion.edges.reduce((sum, here) => sum + here.length, 0),
          ),
          ...differing('depth', found.depth, Math.max(...opinion.depth)),
          ...differing('faults injected', found.faultsInjected, injectedIn(system, opinion)),
        ]),
    ...differing(
      'faults that happen',
      possibleFaults(found.faultsInjected),
      possibleFaults(injectedIn(system, opinion)),
    ),
    ...differing('answers', answersOf(system, found), judge(system, opinion)),
    ...lacking('a step', seen, stepsSeen(system, opinion)),
    ...lacking(
      'a world',
      picturesIn(kernel, system, 20 * limit),
      new Set(opinion.worlds.map((world) => pictured(world, opinion))),
    ),
  ];
}

function injectedIn(system: System, { edges }: Opinion): Record<string, number> {
  const faults = Object.entries(system.faults ?? {}).filter(([, budget]) => budget > 0);
  const counts = faults.map(([fault]) => [fault, edges.flat().filter((edge) => edge.fault === fault).length]);
  return Object.fromEntries(counts) as Record<string, number>;
}

const possibleFaults = (injected: { readonly [fault: string]: number }): string[] =>
  Object.keys(injected).filter((fault) => (injected[fault] ?? 0) > 0);
