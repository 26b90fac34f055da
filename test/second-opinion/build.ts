/** From a plan to a system. */
import { BLOCKED, Failure, type Json, type Property, type System, type Transaction, type View } from '../../src/sim/index.ts';
import { eventName, machineOf, placesOf, VALUES } from './machine.ts';
import type { Atom, EnvironmentPlan, Plan, PropertyPlan, Send, ServicePlan } from './plan.ts';

const modulo = <Item>(list: readonly Item[], index: number): Item => list[index % list.length] as Item;
const numbered = (plan: Plan) => Array.from({ length: plan.cells }, (_, index) => `c${index}`);

/** Each call makes machines of its own. */
export function build(plan: Plan): System {
  const cells = numbered(plan);
  const names = plan.actors.map(({ name }) => name);
  const services = plan.services.map((_, index) => `q${index}`);
  return {
    name: 'drawn',
    config: plan as unknown as Json,
    actors: Object.fromEntries(
      plan.actors.map(({ name, machine, crashes = false, routes = [] }) => [
        name,
        {
          machine: machineOf(machine, services),
          crashes,
          routes: Object.fromEntries(
            routes.map((receivers, event) => [
              eventName(event),
              [...new Set(receivers.map((receiver) => modulo(names, receiver)))],
            ]),
          ),
        },
      ]),
    ),
    store: Object.fromEntries(cells.map((cell) => [cell, 0])),
    services: Object.fromEntries(
      plan.services.map((service, index) => [services[index], serviceOf(service, modulo(cells, service.cell), names)]),
    ) as never,
    environment: Object.fromEntries(
      (plan.environment ?? []).map((action) => [action.name, environmentOf(action, modulo(cells, action.cell), names)]),
    ),
    faults: plan.faults ?? {},
    ...(plan.staleVersions === undefined ? {} : { staleVersions: plan.staleVersions }),
    properties: plan.properties.map((property, index) => propertyOf(property, String(index), plan)) as never,
  };
}

/** A service may not send to the actor that asked. */
function send(
  tx: Transaction,
  sends: readonly Send[] | undefined,
  value: number,
  names: readonly string[],
  self = '',
): void {
  for (const { actor, event, if: only } of sends ?? []) {
    const name = modulo(names, actor);
    if ((only === undefined || only === value) && name !== self) tx.send(name, { type: eventName(event) } as never);
  }
}

const written = (how: 'count' | number | undefined, value: number, asked: number): number =>
  how === 'count' ? (value + 1) % VALUES : (how ?? asked);

function serviceOf(plan: ServicePlan, cell: string, names: readonly string[]): unknown {
  return {
    access: plan.access,
    ...(plan.atomic === true ? { atomic: true } : {}),
    ...(plan.replica === false ? { replica: false } : {}),
    run: (input: number, tx: Transaction, self: string) => {
      const value = tx.read(cell) as number;
      if (value === plan.blocked) return BLOCKED;
      if (plan.access === 'write') tx.write(cell, written(plan.write, value, input));
      send(tx, plan.sends, value, names, self);
      if (value === plan.failure) throw new Failure('Refused', 'it is so');
      return plan.tells === true ? value : null;
    },
  };
}

const environmentOf = (plan: EnvironmentPlan, cell: string, names: readonly string[]) => ({
  ...(plan.budget === undefined ? {} : { budget: plan.budget }),
  run: (tx: Transaction) => {
    const value = tx.read(cell) as number;
    if (value === plan.blocked) return BLOCKED;
    if (plan.write !== undefined) tx.write(cell, written(plan.write, value, value));
    return send(tx, plan.sends, value, names);
  },
});

/** Whether an atom is true of a world. Asked of `item`, an actor's atom is about that actor. */
function isTrue(atom: Atom, world: View, plan: Plan, item = ''): boolean {
  if ('cell' in atom) return world.read(modulo(numbered(plan), atom.cell)) === atom.is;
  const { name: first, machine } = modulo(plan.actors, atom.actor);
  const actor = world.actor(item === '' ? first : item);
  if ('down' in atom) return actor === null;
  if ('n' in atom) return (actor?.context as { readonly n: number } | undefined)?.n === atom.n;
  // A node is in the text of a state's value by its name, which no other's contains between quotes.
  const text = JSON.stringify(actor?.value ?? null);
  const places = placesOf(machine);
  return places.length > 0 && text.includes(`"${modulo(places, atom.node)}"`);
}

function propertyOf(property: PropertyPlan, name: string, plan: Plan): Property {
  const all = (atoms: readonly Atom[], world: View, item = '') => atoms.every((atom) => isTrue(atom, world, plan, item));
  if (property.kind === 'witness')
    return { kind: 'witness', name, summary: '', reached: (world) => all(property.after, world) };
  if (property.kind === 'goal') {
    const { any, fairness } = property;
    return { kind: 'liveness', name, summary: '', fairness, goal: (world) => any.some((atom) => isTrue(atom, world, plan)) };
  }
  const { after, before = [], each = false } = property;
  return {
    kind: 'safety',
    name,
    summary: '',
    ...(each ? { each: plan.actors.map((actor) => actor.name) } : {}),
    check: (now, then, item) => (all(after, now, item) && all(before, then, item) ? 'so it is' : null),
  };
}
