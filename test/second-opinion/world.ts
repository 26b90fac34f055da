/** Worlds as plain data, and what one step makes of them. Written from the documentation alone: nothing here is shared with `src/sim`. */
import { initialTransition, transition, type AnyMachineSnapshot, type ExecutableActionsFrom } from 'xstate';
import type { AnyStateMachine, EventObject } from 'xstate';
import type { Cells, Service, System, Transaction, View } from '../../src/sim/contract/system.ts';

type Json = Cells[string];
export type Event = EventObject & { readonly [key: string]: unknown };
export type Reply = { readonly ok: boolean; readonly value: unknown };
export interface Request {
  readonly id: string;
  readonly source: string;
  readonly input: unknown;
  readonly reply: Reply | null;
}
/** `left` counts ticks until it is due. */
export interface Timer {
  readonly id: string;
  readonly event: Event;
  readonly left: number;
}
/** Everything that is an actor's own. Its snapshot is known by its text. */
export interface Actor {
  readonly snapshot: string;
  readonly requests: readonly Request[];
  readonly timers: readonly Timer[];
  readonly mailbox: readonly Event[];
}
/** `old` are versions of the store that a stale read may see, the youngest first; `left` is what is left of each budget. */
export interface World {
  readonly actors: { readonly [name: string]: Actor | null };
  readonly cells: Cells;
  readonly old: readonly Cells[];
  readonly left: { readonly [fault: string]: number };
}
/** A step under way, and whose clock stands still since it has begun. */
interface Draft {
  readonly world: World;
  readonly instant: readonly string[];
}
export type Ran = {
  readonly reply: Reply;
  readonly cells: Cells;
  readonly sends: readonly (readonly [string, Event])[];
};

export const TIMEOUT: Reply = { ok: false, value: { name: 'Timeout', message: 'timeout' } };
export const equal = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Two requests, or two timers, of one id are one to those who name them: such a machine is refused. */
export class Refused extends Error {}

export class Semantics {
  readonly system: System;
  readonly #ticks: number;
  readonly #snapshots = new Map<string, AnyMachineSnapshot>();

  readonly #moves = new Map<string, Move>();

  /** @param ticks how many instants a clock may stop at within one unit of delay; 0 where no actor has two timers */
  constructor(system: System, ticks: number) {
    this.system = system;
    this.#ticks = ticks;
  }

  snapshot(actor: Actor): AnyMachineSnapshot {
    return this.#snapshots.get(actor.snapshot) as AnyMachineSnapshot;
  }

  isActive(actor: Actor | null | undefined): actor is Actor {
    return actor !== null && actor !== undefined && (actor.snapshot === '' || this.snapshot(actor).status === 'active');
  }

  initial(): World {
    const names = Object.keys(this.system.actors);
    const blank: Actor = { snapshot: '', requests: [], timers: [], mailbox: [] };
    const world: World = {
      actors: Object.fromEntries(names.map((name) => [name, blank])),
      cells: this.system.store,
      old: [],
      left: { ...this.system.faults },
    };
    return names.reduce((sofar, name) => this.start(sofar, name), world);
  }

  /** Starts an actor anew; what it has been sent already stays. */
  start(world: World, name: string): World {
    const { machine, input } = this.system.actors[name] as { machine: AnyStateMachine; input?: unknown };
    const actor = { snapshot: '', requests: [], timers: [], mailbox: world.actors[name]?.mailbox ?? [] };
    return this.#carryOut(withActor(world, name, actor), name, initialTransition(machine, input as never));
  }

  /** What an event makes of an actor: one draft for each time that may have passed for it, unless the event says how long. */
  deliver({ world, instant }: Draft, name: string, event: Event, waited?: number): Draft[] {
    const actor = world.actors[name];
    if (!this.isActive(actor)) return [{ world, instant }];
    const call = `${actor.snapshot} ${JSON.stringify(event)}`;
    const { machine } = this.system.actors[name] as { machine: AnyStateMachine };
    const moved = this.#moves.get(call) ?? transition(machine, this.snapshot(actor), event as never);
    this.#moves.set(call, moved);
    // No clock goes beyond the instant at which the next timer is due, or on within a step.
    const stands = this.#ticks === 0 || actor.timers.length === 0 || instant.includes(name);
    const due = stands ? 0 : Math.min(...actor.timers.map(({ left }) => left));
    const passed = waited === undefined ? Array.from({ length: due + 1 }, (_, ticks) => ticks) : [waited];
    return passed.map((ticks) => {
      const timers = actor.timers.map((timer) => ({ ...timer, left: timer.left - ticks }));
      const after = this.#carryOut(withActor(world, name, { ...actor, timers }), name, moved);
      return { world: after, instant: [...instant, name] };
    });
  }

  #carryOut(world: World, name: string, [snapshot, actions]: Move): World {
    const { value, context, status, output, error, historyValue, children } = snapshot;
    const history = Object.entries(historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id)]);
    // Which child was invoked last is what no machine can ask for.
    const text = JSON.stringify([name, value, context, status, output, error, history, Object.keys(children).sort()]);
    if (!this.#snapshots.has(text)) this.#snapshots.set(text, snapshot);
    let next = changeActor(world, name, () => ({ snapshot: text }));
    for (const action of actions) next = this.#act(next, name, action as Action);
    return status === 'active' ? next : changeActor(next, name, () => ({ requests: [], timers: [], mailbox: [] }));
  }

  #act(world: World, name: string, { type, params }: Action): World {
    const { event = { type: '' }, id = '', src = '', delay = 0, sendId = '', input = null } = params ?? {};
    if (type === 'xstate.raise' && id !== '' && world.actors[name]?.timers.some((timer) => timer.id === id))
      throw new Refused(`${name} delays twice under ${id}`);
    if (type === 'xstate.raise')
      return changeActor(world, name, ({ timers }) => ({
        timers: [...timers, { id, event, left: delay * Math.max(1, this.#ticks) }],
      }));
    if (type === 'xstate.cancel')
      return changeActor(world, name, ({ timers }) => ({ timers: timers.filter((timer) => timer.id !== sendId) }));
    if (type === 'xstate.spawnChild' && world.actors[name]?.requests.some((request) => request.id === id))
      throw new Refused(`${name} asks twice under ${id}`);
    if (type === 'xstate.spawnChild')
      return changeActor(world, name, ({ requests }) => ({
        requests: [...requests, { id, source: src, input, reply: null }],
      }));
    if (type === 'xstate.stopChild')
      return changeActor(world, name, ({ requests }) => ({
        requests: requests.filter((request) => request.id !== id),
      }));
    if (type !== 'xstate.emit') throw new Error(`the second opinion does not know ${type}`);
    const receivers: readonly string[] = this.system.actors[name]?.routes?.[event.type] ?? [];
    return receivers.reduce(
      (sofar, receiver) =>
        this.isActive(sofar.actors[receiver])
          ? changeActor(sofar, receiver, ({ mailbox }) => ({ mailbox: [...mailbox, event] }))
          : sofar,
      world,
    );
  }

  view({ actors, cells }: World): View {
    return {
      read: (cell: string) => cells[cell] as never,
      actor: (name: string) => {
        const actor = actors[name];
        if (actor === null || actor === undefined) return null;
        const { value, context, status } = this.snapshot(actor);
        return { value, context, status } as never;
      },
    };
  }

  /** Runs a service or the environment on a version of the store; null where it is blocked. */
  run(world: World, cells: Cells, body: (tx: Transaction) => unknown): Ran | null {
    let written = cells;
    const sends: [string, Event][] = [];
    const tx: Transaction = {
      ...this.view(world),
      read: (cell: string) => written[cell] as never,
      write: (cell: string, value: Json) => (written = { ...written, [cell]: value }),
      send: (name: string, event: unknown) => sends.push([name, event as Event]),
    };
    try {
      const value = body(tx);
      if (typeof value === 'symbol') return null;
      return { reply: { ok: true, value: value ?? null }, cells: written, sends };
    } catch (failure) {
      const { name, message } = failure as Error;
      return { reply: { ok: false, value: { name, message } }, cells, sends: [] };
    }
  }

  send(world: World, sends: Ran['sends']): Draft[] {
    const begin: Draft[] = [{ world, instant: [] }];
    return sends.reduce((drafts, [name, event]) => drafts.flatMap((draft) => this.deliver(draft, name, event)), begin);
  }

  service(source: string): Service<Cells, unknown> {
    return this.system.services[source] as unknown as Service<Cells, unknown>;
  }
}

type Move = [AnyMachineSnapshot, ExecutableActionsFrom<AnyStateMachine>[]];

interface Action {
  readonly type: string;
  readonly params?: {
    readonly event?: Event;
    readonly id?: string;
    readonly src?: string;
    readonly delay?: number;
    readonly sendId?: string;
    readonly input?: unknown;
  };
}

const withActor = (world: World, name: string, actor: Actor | null): World => ({
  ...world,
  actors: { ...world.actors, [name]: actor },
});

export function changeActor(world: World, name: string, change: (actor: Actor) => Partial<Actor>): World {
  const actor = world.actors[name] as Actor;
  return withActor(world, name, { ...actor, ...change(actor) });
}

export const crashed = (world: World, name: string): World => withActor(world, name, null);
