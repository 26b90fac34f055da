/** A system of live XState actors in which every instant is a task of fast-check's scheduler. */
import type { Scheduler } from 'fast-check';
import { createActor, fromPromise, type AnyActor, type AnyStateMachine } from 'xstate';
import {
  BLOCKED,
  type ActorDefinition,
  type ActorView,
  type Blocked,
  type Json,
  type System,
  type Transaction,
  type View,
} from '../src/sim/index.ts';

type Instant<Result> = (tx: Transaction) => Result | Blocked;
type Cells = ReadonlyMap<string, Json>;

/** A service, whatever its store and its input. */
interface AnyService {
  readonly access: string;
  readonly atomic?: boolean;
  readonly run: (input: unknown, tx: Transaction, self: string) => unknown;
}

/** Microtasks from the end of a task to the machine's next request, and some to spare. A careful check sees too few. */
const SETTLE = 16;

export class ScheduledSystem {
  readonly #system: System<never>;
  readonly #scheduler: Scheduler;
  /** The number of the read that fails. */
  readonly #failing: number;
  readonly #actors: ReadonlyMap<string, AnyActor>;
  #cells: Cells;
  #parked: { readonly instant: Instant<unknown>; readonly wake: () => void }[] = [];
  #reads = 0;
  #steps = 0;

  constructor(system: System<never>, scheduler: Scheduler, failing: number) {
    this.#system = system;
    this.#scheduler = scheduler;
    this.#failing = failing;
    this.#cells = new Map(Object.entries<Json>(system.store));
    this.#actors = new Map(Object.entries(system.actors).map(([name, actor]) => [name, this.#create(name, actor)]));
  }

  /** How many tasks did something. */
  get steps(): number {
    return this.#steps;
  }

  /** Runs until nothing is left to happen, and looks after every step. */
  async run(look: (after: View, before: View) => void): Promise<void> {
    for (const actor of this.#actors.values()) actor.start();
    for (const [label, { budget, run }] of Object.entries(this.#system.environment ?? {})) {
      const allowed = budget === undefined || this.#system.faults?.[budget];
      if (allowed) void this.#keepHappening(label, run as unknown as Instant<void>);
    }
    await this.#scheduler.waitAll(async (task) => {
      const [before, steps] = [this.#view(), this.#steps];
      await task();
      await settled();
      if (this.#steps === steps) return;
      if (this.#wake()) await settled();
      look(this.#view(), before);
    });
  }

  #create(name: string, { machine, input }: ActorDefinition): AnyActor {
    const actor = createActor(scheduled(machine), { input, clock: this.#clock(name) });
    askers.set(actor.system, (source, given) => this.#request(name, source, given));
    return actor;
  }

  async #request(self: string, source: string, input: unknown): Promise<unknown> {
    const { access, atomic, run } = this.#system.services[source] as unknown as AnyService;
    if (access === 'read' && ++this.#reads === this.#failing) return this.#fail(`${self} ${source} fails`);
    const reply = await this.#happen(`${self} ${source} takes effect`, (tx) => run(input, tx, self));
    if (atomic !== true) await this.#turn(`${self} ${source} is answered`);
    return reply;
  }

  async #fail(label: string): Promise<never> {
    await this.#turn(label);
    throw new Error('timeout');
  }

  async #keepHappening(label: string, instant: Instant<void>): Promise<never> {
    for (;;) await this.#happen(label, instant);
  }

  /** Happens when the scheduler chooses; if it is blocked then, at a later instant, once something has changed. */
  async #happen<Result>(label: string, instant: Instant<Result>): Promise<Result> {
    for (;;) {
      await this.#scheduler.schedule(DONE, label);
      const result = this.#attempt(instant, true);
      if (result !== BLOCKED) return result;
      await new Promise<void>((wake) => this.#parked.push({ instant, wake }));
    }
  }

  /** A step that changes nothing but the actor who waits for it. */
  async #turn(label: string): Promise<void> {
    await this.#scheduler.schedule(DONE, label);
    this.#steps += 1;
  }

  #attempt<Result>(instant: Instant<Result>, keep: boolean): Result | Blocked {
    const writes = new Map<string, Json>();
    const sends: { readonly actor: string; readonly event: { readonly type: string } }[] = [];
    const result = instant({
      read: (cell) => (writes.has(cell) ? writes : this.#cells).get(cell) as never,
      actor: (name) => (this.#actors.get(name)?.getSnapshot() ?? null) as ActorView | null,
      write: (cell, value) => void writes.set(cell, value),
      send: (actor, event) => void sends.push({ actor, event }),
    });
    if (result === BLOCKED || !keep) return result;
    this.#steps += 1;
    if (writes.size > 0) this.#cells = new Map([...this.#cells, ...writes]);
    for (const { actor, event } of sends) this.#actors.get(actor)?.send(event);
    return result;
  }

  /** Lets go on what is no longer blocked; whether there was something. */
  #wake(): boolean {
    const possible = this.#parked.filter(({ instant }) => this.#attempt(instant, false) !== BLOCKED);
    if (possible.length === 0) return false;
    this.#parked = this.#parked.filter((parked) => !possible.includes(parked));
    for (const { wake } of possible) wake();
    return true;
  }

  #clock(name: string) {
    const cancelled = new Set<number>();
    let timers = 0;
    return {
      setTimeout: (run: () => void): number => {
        timers += 1;
        const timer = timers;
        void this.#turn(`${name} timer fires`).then(() => (cancelled.has(timer) ? undefined : run()));
        return timer;
      },
      clearTimeout: (timer: number): void => void cancelled.add(timer),
    };
  }

  /** The world now, and still the same once it has changed. */
  #view(): View {
    const cells = this.#cells;
    const actors = new Map([...this.#actors].map(([name, actor]) => [name, actor.getSnapshot() as ActorView]));
    return { read: (cell) => cells.get(cell) as never, actor: (name) => actors.get(name) ?? null };
  }
}

type Ask = (source: string, input: unknown) => Promise<unknown>;

/** Who answers the requests of an actor, by the actor system that it is the root of. */
const askers = new WeakMap<object, Ask>();
const scheduledMachines = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** The machine with its actors provided: once, not for each schedule: it takes XState most of a millisecond. */
function scheduled(machine: AnyStateMachine): AnyStateMachine {
  const known = scheduledMachines.get(machine);
  if (known !== undefined) return known;
  const sources = Object.keys(machine.implementations.actors);
  const provided = machine.provide({ actors: Object.fromEntries(sources.map((source) => [source, asking(source)])) });
  scheduledMachines.set(machine, provided);
  return provided;
}

const asking = (source: string) =>
  fromPromise<unknown, unknown>(({ input, system }) => {
    const ask = askers.get(system);
    if (ask === undefined) throw new Error(`nobody answers "${source}"`);
    return ask(source, input);
  });

const DONE = Promise.resolve();

async function settled(): Promise<void> {
  for (let i = 0; i < SETTLE; i += 1) await DONE;
}
