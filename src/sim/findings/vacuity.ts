/** What a check only seems to have tested. */
import { viewOf } from '../kernel/draft.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { LivenessProperty, Property, SafetyProperty } from '../contract/system.ts';

/** Something that tested nothing, and why. @public */
export interface Vacuity {
  readonly kind: 'fault' | 'witness' | 'safety' | 'liveness' | 'environment' | 'service';
  readonly name: string;
  readonly message: string;
}

/** Of an exploration or a sampling, what says whether it tested anything. @public */
export interface Tested {
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[];
  readonly faultsInjected: { readonly [fault: string]: number };
}

/** Properties that remember something of what they were asked: explore or sample with `properties`, then ask the rest. @public */
export interface Watched {
  readonly properties: readonly Property<never>[];
  /** Whether the goal of this name was ever looked at, and was never found open. */
  readonly neverOpen: (name: string) => boolean;
}

/** Watches the goals of liveness properties. @public */
export function watch(properties: readonly Property<never>[]): Watched {
  const asked = new Map<string, boolean>();
  const watched = (property: LivenessProperty<never>): LivenessProperty<never> => ({
    ...property,
    goal: (world) => {
      const reached = property.goal(world);
      asked.set(property.name, (asked.get(property.name) ?? false) || !reached);
      return reached;
    },
  });
  return {
    properties: properties.map((property) => (property.kind === 'liveness' ? watched(property) : property)),
    neverOpen: (name) => asked.get(name) === false,
  };
}

/**
 * Lists what the kernel's explorations or samplings tested nothing of:
 *
 * - a fault with a budget that was never injected, and a witness that was never reached;
 * - a safety property all of whose answers are about the same: it reads nothing of the world, or only cells and actors that never
 *   became anything else (as it depends on nothing but what it reads, one evaluation tells what it reads then);
 * - a liveness property whose goal held wherever it was looked at, so that nothing had to be reached;
 * - an action of the environment that was never possible, a service that nothing invoked or that never took effect.
 *
 * Empty if there is nothing of the kind, which doesn't prove that the properties are the right ones.
 *
 * @public
 */
export function vacuousIn(kernel: Kernel, { witnesses, faultsInjected }: Tested, watched: Watched): Vacuity[] {
  const { layout, system } = kernel;
  return [
    ...layout.faults
      .filter((fault) => (faultsInjected[fault] ?? 0) === 0)
      .map((name) => vacuity('fault', name, `was never injected, although ${system.faults?.[name]} allowed`)),
    ...witnesses.filter(({ reached }) => !reached).map(({ name }) => vacuity('witness', name, 'was never reached')),
    ...watched.properties.flatMap((property) => ofProperty(kernel, property, watched)),
    ...ofEnvironment(kernel),
    ...ofServices(kernel),
  ];
}

function vacuity(kind: Vacuity['kind'], name: string, why: string): Vacuity {
  const what =
    { liveness: 'liveness property', safety: 'safety property', environment: 'action' }[kind as string] ?? kind;
  return { kind, name, message: `${what} "${name}" ${why}` };
}

function ofProperty(kernel: Kernel, property: Property<never>, { neverOpen }: Watched): Vacuity[] {
  const { kind, name } = property;
  if (kind === 'liveness' && neverOpen(name))
    return [vacuity(kind, name, 'had its goal reached in every world: nothing had to happen for it')];
  if (kind !== 'safety') return [];
  const words = wordsRead(kernel, property);
  if (words.length === 0)
    return [vacuity(kind, name, 'reads neither a cell nor an actor: its answer was always the same')];
  if (words.some((word) => valuesOf(kernel, word) > 1)) return [];
  const named = words.map((word) => wordName(kernel, word)).join(', ');
  return [vacuity(kind, name, `reads only ${named}, which never changed: it was asked one question`)];
}

/** The words that the property reads of a step from the initial world that changes nothing. */
function wordsRead(kernel: Kernel, { check, each = [''] }: SafetyProperty<never>): number[] {
  const world = kernel.initial();
  const words = new Set<number>();
  const view = viewOf(kernel.layout, (word) => {
    words.add(word);
    return world[word] as number;
  });
  for (const item of each) check(view as never, view as never, item);
  return [...words];
}

function valuesOf({ layout }: Kernel, word: number): number {
  return (layout.slots[word] ?? layout.values[word - layout.firstCell])?.size ?? 0;
}

function wordName({ layout }: Kernel, word: number): string {
  const actor = layout.actors[word];
  return actor === undefined ? `cell "${layout.cells[word - layout.firstCell]}"` : `actor "${actor}"`;
}

function* choicesIn(kernel: Kernel) {
  for (let id = 0; id < kernel.learned.choices; id += 1)
    yield { ...kernel.choice(id), possible: kernel.wasPossible(id) };
}

function ofEnvironment(kernel: Kernel): Vacuity[] {
  const own = [...choicesIn(kernel)].filter(({ actor, possible }) => actor === null && !possible);
  return own.map(({ before }) => vacuity('environment', before, 'was never possible'));
}

function ofServices(kernel: Kernel): Vacuity[] {
  const effects = new Map<string, boolean>();
  for (const { act, source, possible } of choicesIn(kernel)) {
    if (act.kind === 'effect' && source !== null) effects.set(source, (effects.get(source) ?? false) || possible);
  }
  return Object.keys(kernel.system.services).flatMap((name) => {
    if (!effects.has(name)) return [vacuity('service', name, 'was never invoked')];
    return effects.get(name) === true ? [] : [vacuity('service', name, 'was invoked and never took effect')];
  });
}
