/** From a plan to a system. */
import type { AnyStateMachine } from 'xstate';
import {
  BLOCKED,
  Failure,
  type Json,
  type Property,
  type System,
  type Transaction,
  type View,
} from '../../src/sim/index.ts';
import { eventName, machineOf, placesOf, VALUES } from './machine.ts';
import type { Atom, EnvironmentPlan, Plan, PropertyPlan, Send, ServicePlan } from './plan.ts';

const MEMBERS = ['A', 'B', 'C'];
const modulo = <Item>(list: readonly Item[], index: number): Item => list[index % list.length] as Item;
const withMember = (name: string, member: string): string => (member === '' ? name : `${name}:${member}`);
/** Whose an actor is. */
const memberOf = (actor: string): string => actor.split(':')[1] ?? '';
const object = <Value>(entries: readonly (readonly [string, Value])[]): { readonly [key: string]: Value } =>
  Object.fromEntries(entries);

/** The names of a plan, as one member sees them. */
class Names {
  readonly plan: Plan;
  readonly member: string;

  constructor(plan: Plan, member: string) {
    this.plan = plan;
    this.member = member;
  }

  actor(number: number): string {
    return withMember(modulo(this.plan.actors, number).name, this.member);
  }

  /** Members have all cells for themselves but the last. */
  cell(number: number): string {
    const { cells, members = 0 } = this.plan;
    const index = number % cells;
    return members > 0 && index === cells - 1 ? `c${index}` : withMember(`c${index}`, this.member);
  }
}

/** Each call makes machines of its own. */
export function build(plan: Plan): System {
  const members = plan.members === undefined ? [''] : MEMBERS.slice(0, plan.members);
  const all = members.map((member) => new Names(plan, member));
  const services = plan.services.map(({ name }, index) => name ?? `q${index}`);
  const machines = plan.actors.map(({ machine }) => machineOf(machine, services));
  const { environment = [], staleVersions, faults = {} } = plan;
  return {
    name: 'drawn',
    config: plan as unknown as Json,
    ...(plan.members === undefined ? {} : { symmetry: [members] }),
    actors: object(
      all.flatMap((names) =>
        plan.actors.map(({ crashes = false, routes = [] }, index) => {
          const receivers = routes.map((list) => [...new Set(list.map((number) => names.actor(number)))]);
          const routed = object(receivers.map((list, event) => [eventName(event), list]));
          return [names.actor(index), { machine: machines[index] as AnyStateMachine, crashes, routes: routed }];
        }),
      ),
    ),
    store: object(
      all.flatMap((names) => Array.from({ length: plan.cells }, (_, index) => [names.cell(index), 0] as const)),
    ),
    services: object(
      plan.services.map((service, index) => [services[index] as string, serviceOf(service, plan)]),
    ) as never,
    environment: object(
      all.flatMap((names) =>
        environment.map((action) => [withMember(action.name, names.member), environmentOf(action, names)] as const),
      ),
    ),
    faults: spent(faults, environment),
    ...(staleVersions === undefined ? {} : { staleVersions }),
    properties: plan.properties.map((property, index) => propertyOf(property, String(index), all)) as never,
  };
}

/** A budget of disturbances that nothing spends is refused as a slip. */
function spent({ upset, ...faults }: NonNullable<Plan['faults']>, environment: readonly EnvironmentPlan[]) {
  return upset !== undefined && environment.some(({ budget }) => budget === 'upset') ? { ...faults, upset } : faults;
}

/** A service may not send to the actor that asked. */
function send(tx: Transaction, sends: readonly Send[] | undefined, value: number, names: Names, self = ''): void {
  for (const { actor, event, if: only } of sends ?? []) {
    const name = names.actor(actor);
    if ((only === undefined || only === value) && name !== self) tx.send(name, { type: eventName(event) } as never);
  }
}

const written = (how: 'count' | number | undefined, value: number, asked: number): number =>
  how === 'count' ? (value + 1) % VALUES : (how ?? asked);

const serviceOf = (service: ServicePlan, plan: Plan): unknown => ({
  access: service.access,
  ...(service.atomic === true ? { atomic: true } : {}),
  ...(service.replica === false ? { replica: false } : {}),
  run: (input: number, tx: Transaction, self: string) => {
    const names = new Names(plan, memberOf(self));
    const cell = names.cell(service.cell);
    const value = tx.read(cell) as number;
    if (value === service.blocked) return BLOCKED;
    if (service.access === 'write') tx.write(cell, written(service.write, value, input));
    send(tx, service.sends, value, names, self);
    if (value === service.failure) throw new Failure('Refused', 'it is so');
    return service.tells === true ? value : null;
  },
});

const environmentOf = (action: EnvironmentPlan, names: Names) => ({
  ...(action.budget === undefined ? {} : { budget: action.budget }),
  run: (tx: Transaction) => {
    const cell = names.cell(action.cell);
    const value = tx.read(cell) as number;
    if (value === action.blocked) return BLOCKED;
    if (action.write !== undefined) tx.write(cell, written(action.write, value, value));
    return send(tx, action.sends, value, names);
  },
});

/** Whether an atom is true of a world. Asked of `item`, an actor's atom is about that actor. */
function isTrue(atom: Atom, world: View, names: Names, item = ''): boolean {
  if ('cell' in atom) return world.read(names.cell(atom.cell)) === atom.is;
  const actor = world.actor(item === '' ? names.actor(atom.actor) : item);
  if ('down' in atom) return actor === null;
  if ('n' in atom) return (actor?.context as { readonly n: number } | undefined)?.n === atom.n;
  // A node is in the text of a state's value by its name, which no other's contains between quotes.
  const places = placesOf(modulo(names.plan.actors, atom.actor).machine);
  return places.length > 0 && JSON.stringify(actor?.value ?? null).includes(`"${modulo(places, atom.node)}"`);
}

function propertyOf(property: PropertyPlan, name: string, all: readonly Names[]): Property {
  const every = (atoms: readonly Atom[], world: View, names: Names, item = '') =>
    atoms.every((atom) => isTrue(atom, world, names, item));
  const called = { name, summary: '' };
  if (property.kind === 'witness')
    return { ...called, kind: 'witness', reached: (world) => all.some((names) => every(property.after, world, names)) };
  if (property.kind === 'goal') {
    const goal = (world: View) => all.some((names) => property.any.some((atom) => isTrue(atom, world, names)));
    return { ...called, kind: 'liveness', fairness: property.fairness, goal };
  }
  const { after, before = [], each = false } = property;
  const wrong = (now: View, then: View, names: Names, item = '') =>
    every(after, now, names, item) && every(before, then, names, item);
  const items = all.flatMap((names) => names.plan.actors.map((_, index) => names.actor(index)));
  return {
    ...called,
    kind: 'safety',
    ...(each ? { each: items } : {}),
    check: (now, then, item) => {
      const asked = all.filter(({ member }) => item === '' || member === memberOf(item));
      return asked.some((names) => wrong(now, then, names, item)) ? 'so it is' : null;
    },
  };
}
