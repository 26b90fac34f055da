/** Whether what a system declares of interchangeable members has counterparts when they are exchanged. */
import { canonical, inOrder, type Json } from '../data/canonical.ts';
import type { Names, Permutation } from './member-names.ts';
import { SystemError, type ActorDefinition, type AnySystem, type Property } from '../contract/system.ts';

type Declared<T> = { readonly [name: string]: T };

/** One exchange of two members, with the words to speak of it. */
interface Exchange {
  readonly to: Permutation;
  readonly pair: string;
  readonly names: Names;
}

/**
 * Compares actors, cells, services, environment and properties with their images under the exchange of any two neighbours.
 *
 * @throws SystemError that names the first one that differs, and in what
 */
export function requireCounterparts(system: AnySystem, names: Names): void {
  requireNamed(system, names);
  requireSharedBudgets(system, names);
  for (const [one, other] of names.neighbours) {
    const exchange = { to: names.exchange(one, other), pair: names.list([one, other]), names };
    requireAlike('actor', system.actors, exchange, actorData);
    requireMachines(system.actors, exchange);
    requireAlike('cell', system.store as Declared<unknown>, exchange, () => ({}));
    requireAlike('environment action', system.environment ?? {}, exchange, ({ budget = null }) => ({ budget }));
    requireAlike('service', system.services, exchange, ({ access, atomic = false }) => ({ access, atomic }));
    for (const property of system.properties ?? []) requireItems(property, exchange);
  }
}

/** The image of what is called by a name must exist, and say the same with members exchanged. */
function requireAlike<T>(kind: string, declared: Declared<T>, exchange: Exchange, dataOf: (item: T) => Json): void {
  const { to, pair, names } = exchange;
  for (const [name, item] of Object.entries(declared)) {
    const image = names.renamed(name, to);
    if (!Object.hasOwn(declared, image))
      throw new SystemError(`not interchangeable: ${pair}: ${kind} "${name}" has no counterpart "${image}"`);
    const expected = canonical(inOrder(names.image(dataOf(item), to)));
    const found = canonical(inOrder(dataOf(declared[image] as T)));
    if (expected !== found)
      throw new SystemError(
        `not interchangeable: ${pair}: ${kind} "${image}" is ${found}; as the counterpart of "${name}" it should be ${expected}`,
      );
  }
}

/** A budget is one number for all: one of its own for each member would have to move with it. */
function requireSharedBudgets(system: AnySystem, names: Names): void {
  const own = Object.keys(system.faults ?? {}).find((fault) => names.namedBy(fault).length > 0);
  if (own === undefined) return;
  throw new SystemError(
    `symmetry: the fault "${own}" is one member's. Give all of ${names.list(names.identity)} one fault, with one budget.`,
  );
}

function requireMachines(actors: AnySystem['actors'], { to, pair, names }: Exchange): void {
  for (const [name, { machine }] of Object.entries(actors)) {
    const image = names.renamed(name, to);
    if (actors[image]?.machine === machine) continue;
    throw new SystemError(
      `not interchangeable: ${pair}: actors "${name}" and "${image}" run different machines. ` +
        'Create the machine once, and tell the actors apart by their input.',
    );
  }
}

function actorData({ crashes = false, routes = {}, ignoredActions = [] }: ActorDefinition): Json {
  return { crashes, routes, ignoredActions: ignoredActions.toSorted() };
}

function requireItems(property: Property<never>, { to, pair, names }: Exchange): void {
  const items = property.kind === 'safety' ? (property.each ?? []) : [];
  const missing = items.find((item) => !items.includes(names.renamed(item, to)));
  if (missing === undefined) return;
  throw new SystemError(
    `not interchangeable: ${pair}: property "${property.name}" is asked for "${missing}" and not for "${names.renamed(missing, to)}"`,
  );
}

/** A member that nothing is named after and no initial data mention is most likely a slip. */
function requireNamed(system: AnySystem, names: Names): void {
  const said = [Object.keys(system.actors), Object.entries(system.store), Object.keys(system.environment ?? {})];
  const inputs = Object.values(system.actors).map(({ input }) => input);
  const mentioned = new Set(names.mentions([said, inputs]));
  const missing = [...names.identity].filter((member) => !mentioned.has(member));
  if (missing.length === 0) return;
  throw new SystemError(
    `symmetry: nothing is called ${names.list(missing)}: no actor, cell, environment action or input of the system. ` +
      `Actors: ${Object.keys(system.actors).join(', ')}`,
  );
}
