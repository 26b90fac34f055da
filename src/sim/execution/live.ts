/**
 * Execution on live actors: the real XState actor system, with real promises, where the scheduler holds every reply and clock.
 *
 * The services and the environment are the same as in the model; everything else (snapshots, invocations, timers) is XState's
 * own doing, so a run that agrees with the model step for step says that the model has XState right.
 */
import { canonical, own, type Json } from '../data/canonical.ts';
import { budgetOf, choicesOf, environmentChoices, historyDepth, serviceOf, type Choice } from '../kernel/choices.ts';
import { Ordinals, type ActorPicture, type Execution, type Picture, type Possible } from './execution.ts';
import { happen, takeEffect, TIMEOUT, type Effected, type Happened, type Worlds } from '../kernel/instant.ts';
import { LabelBook, requireDistinct } from '../kernel/label-book.ts';
import { LiveActor } from './live-actor.ts';
import { requireSystem } from '../contract/require-system.ts';
import { DOWN, type Reply, type Request } from '../machine/slot.ts';
import { BLOCKED, SystemError, type ActorView, type AnySystem, type Blocked, type View } from '../contract/system.ts';

type Store = ReadonlyMap<string, Json>;

export class LiveExecution implements Execution {
  readonly #system: AnySystem;
  readonly #actors = new Map<string, LiveActor | null>();
  readonly #ordinals = new Ordinals();
  readonly #labels = new LabelBook();
  readonly #budget = new Map<string, number>();
  #store: Store;
  /** Older versions of the store, the newest first. */
  #history: Store[] = [];

  constructor(system: AnySystem) {
    requireSystem(system);
    this.#system = system;
    this.#store = new Map(Object.entries<Json>(system.store).map(([cell, value]) => [cell, own(value, cell)]));
    for (const fault of Object.keys(system.faults ?? {})) this.#budget.set(fault, budgetOf(system, fault));
    const actors = Object.keys(system.actors).map((name) => this.#create(name));
    for (const actor of actors) actor.start();
    this.#afterStep();
  }

  possible(): Possible[] {
    const own = [...this.#actors].flatMap(([name, actor]) => choicesOf(this.#system, name, actor?.slot ?? DOWN));
    const possible = [...own, ...environmentChoices(this.#system)]
      .filter((choice) => this.#isPossible(choice))
      .map((choice) => ({ label: this.#ordinals.label(choice), choice }));
    for (const { choice } of possible) this.#labels.add(choice);
    requireDistinct(possible.map(({ label }) => label));
    return possible;
  }

  async take({ choice }: Possible): Promise<void> {
    const { actor, act, fault } = choice;
    const store = this.#store;
    if (actor === null) this.#commit(happen(this.#action(choice), this.view(), choice.before));
    else if (act.kind === 'restart') this.#create(actor).start();
    else if (act.kind === 'crash') this.#crash(actor);
    else await this.#step(actor, choice);
    this.#afterStep();
    this.#pushVersion(store);
    if (fault !== null) this.#spend(fault);
  }

  replyTo({ choice: { actor, act } }: Possible): Reply | null {
    if (actor === null || act.kind !== 'effect') return null;
    const effected = this.#takeEffect(actor, this.#live(actor), act);
    return effected === BLOCKED ? null : effected.reply;
  }

  view(): View {
    const store = this.#store;
    const actors = new Map([...this.#actors].map(([name, actor]) => [name, actor === null ? null : actor.snapshot]));
    return {
      read: (cell) => readCell(store, cell),
      actor: (name) => {
        if (!actors.has(name)) throw new SystemError(`the system has no actor "${name}"`);
        return (actors.get(name) ?? null) as ActorView | null;
      },
    };
  }

  picture(): Picture {
    return {
      actors: Object.fromEntries(
        [...this.#actors].map(([name, actor]) => [name, actor === null ? null : pictureOf(actor)]),
      ),
      store: Object.fromEntries(this.#store),
    };
  }

  #create(name: string): LiveActor {
    const definition = this.#system.actors[name];
    if (definition === undefined) throw new SystemError(`the system has no actor "${name}"`);
    const actor = new LiveActor(definition, {
      invoked: (source) => this.#ordinals.count([{ actor: name, source }]),
      emitted: (event) => {
        for (const target of definition.routes?.[event.type] ?? []) this.#actors.get(target)?.post(event);
      },
    });
    this.#actors.set(name, actor);
    return actor;
  }

  #afterStep(): void {
    for (const actor of this.#actors.values()) actor?.afterStep();
  }

  #crash(name: string): void {
    this.#live(name).crash();
    this.#actors.set(name, null);
  }

  async #step(name: string, { act }: Choice): Promise<void> {
    const actor = this.#live(name);
    if (act.kind === 'receive') actor.receive();
    else if (act.kind === 'fire') actor.fire(act.timer);
    else if (act.kind === 'fail') await actor.answer(act.request, TIMEOUT);
    else if (act.kind === 'answer') await actor.answer(act.request, requestOf(actor, act.request).reply ?? TIMEOUT);
    else if (act.kind === 'effect') await this.#effect(name, actor, act);
  }

  async #effect(name: string, actor: LiveActor, act: Extract<Choice['act'], { kind: 'effect' }>): Promise<void> {
    const effected = this.#takeEffect(name, actor, act);
    if (effected === BLOCKED) throw new RangeError('that choice is not possible in this world');
    this.#commit(effected);
    const atomic = serviceOf(this.#system, requestOf(actor, act.request).source, name).atomic === true;
    if (atomic) await actor.answer(act.request, effected.reply);
    else actor.reply(act.request, effected.reply);
  }

  #takeEffect(name: string, actor: LiveActor, act: Extract<Choice['act'], { kind: 'effect' }>): Effected | Blocked {
    const request = requestOf(actor, act.request);
    return takeEffect(serviceOf(this.#system, request.source, name), request, act.variant, this.#worlds(), name);
  }

  #isPossible(choice: Choice): boolean {
    const { actor, act, fault } = choice;
    if (fault !== null && (this.#budget.get(fault) ?? 0) === 0) return false;
    if (actor === null) return happen(this.#action(choice), this.view(), choice.before) !== BLOCKED;
    return act.kind !== 'effect' || this.#takeEffect(actor, this.#live(actor), act) !== BLOCKED;
  }

  #worlds(): Worlds {
    const now = this.view();
    return {
      now,
      past: (versions) => {
        const store = this.#history[versions - 1];
        return store === undefined ? null : { ...now, read: (cell) => readCell(store, cell) };
      },
    };
  }

  #commit(happened: Happened | Blocked): void {
    if (happened === BLOCKED) throw new RangeError('that choice is not possible in this world');
    this.#store = new Map([...this.#store, ...happened.writes]);
    for (const { actor, event } of happened.sends) this.#actors.get(actor)?.send(event);
  }

  #pushVersion(before: Store): void {
    const depth = (this.#budget.get('stale') ?? 0) > 0 ? historyDepth(this.#system) : 0;
    if (depth === 0 || canonical([...before]) === canonical([...this.#store])) return;
    this.#history = [before, ...this.#history].slice(0, depth);
  }

  #spend(fault: string): void {
    const left = (this.#budget.get(fault) ?? 0) - 1;
    this.#budget.set(fault, left);
    if (fault === 'stale' && left === 0) this.#history = [];
  }

  #action({ before }: Choice) {
    const action = this.#system.environment?.[before];
    if (action === undefined) throw new SystemError(`the environment has no action "${before}"`);
    return action;
  }

  #live(name: string): LiveActor {
    const actor = this.#actors.get(name);
    if (actor === undefined || actor === null) throw new RangeError(`actor "${name}" is not running`);
    return actor;
  }
}

function readCell(store: Store, cell: string): never {
  const value = store.get(cell);
  if (value === undefined)
    throw new SystemError(`the system has no cell "${cell}". It has: ${[...store.keys()].join(', ')}`);
  return value as never;
}

function requestOf(actor: LiveActor, id: string): Request {
  const request = actor.slot.requests.find((candidate) => candidate.id === id);
  if (request === undefined) throw new RangeError(`no request "${id}" is pending`);
  return request;
}

function pictureOf(actor: LiveActor): ActorPicture {
  const { value, context, status } = actor.snapshot as { value: Json; context: Json; status: string };
  const { requests, timers, mailbox } = actor.slot;
  return {
    state: value,
    context,
    status,
    requests: requests.map(({ id, source, input, reply }) => ({ id, source, input, reply: reply as Json })),
    timers: timers.map((timer) => timer.event.type),
    mailbox,
  };
}
