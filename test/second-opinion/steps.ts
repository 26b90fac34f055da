/** What may happen next in a world, each with the kind of step that fairness is about. */
import type { Cells, Transaction } from '../../src/sim/contract/system.ts';
import { changeActor, crashed, equal, TIMEOUT } from './world.ts';
import type { Ran, Reply, Request, Semantics, World } from './world.ts';

/** A choice, with the worlds that it may lead to: one, unless actors have several timers. */
export interface Step {
  /** The label without the request's number. */
  readonly unit: string;
  readonly fault: string | null;
  readonly worlds: readonly World[];
}

export class Steps {
  readonly #semantics: Semantics;
  readonly #depth: number;

  constructor(semantics: Semantics) {
    this.#semantics = semantics;
    this.#depth = semantics.system.staleVersions ?? 1;
  }

  of(world: World): Step[] {
    const names = Object.keys(this.#semantics.system.actors);
    const steps = [...names.flatMap((name) => this.#actor(world, name)), ...this.#environment(world)];
    return steps
      .filter(({ fault }) => fault === null || (world.left[fault] ?? 0) > 0)
      .map((step) => ({ ...step, worlds: step.worlds.map((next) => this.#account(world, next, step.fault)) }));
  }

  /** Spends the budget, and keeps the store's old versions for as long as a stale read may see them. */
  #account(before: World, after: World, fault: string | null): World {
    const left = fault === null ? after.left : { ...after.left, [fault]: (after.left[fault] ?? 0) - 1 };
    const old = equal(before.cells, after.cells) ? before.old : [before.cells, ...before.old];
    return { ...after, left, old: (left['stale'] ?? 0) > 0 ? old.slice(0, this.#depth) : [] };
  }

  #actor(world: World, name: string): Step[] {
    const actor = world.actors[name] ?? null;
    if (actor === null) return [{ unit: `restart ${name}`, fault: null, worlds: [this.#semantics.start(world, name)] }];
    const [message, ...mailbox] = actor.mailbox;
    const [timer] = actor.timers.toSorted((one, other) => one.left - other.left);
    const steps: Step[] = actor.requests.flatMap((request) => this.#request(world, name, request));
    if (message !== undefined) {
      const taken = changeActor(world, name, () => ({ mailbox }));
      const drafts = this.#semantics.deliver({ world: taken, instant: [] }, name, message);
      steps.push({ unit: `${name} receives ${message.type}`, fault: null, worlds: drafts.map((draft) => draft.world) });
    }
    if (timer !== undefined) {
      const rest = changeActor(world, name, ({ timers }) => ({ timers: timers.filter((one) => one !== timer) }));
      const drafts = this.#semantics.deliver({ world: rest, instant: [] }, name, timer.event, timer.left);
      const delay = /^xstate\.after\.([^.]*)\./.exec(timer.event.type)?.[1] ?? timer.event.type;
      steps.push({ unit: `${name} timer ${delay} fires`, fault: null, worlds: drafts.map((draft) => draft.world) });
    }
    const crashes = this.#semantics.system.actors[name]?.crashes === true;
    if (crashes) steps.push({ unit: `crash ${name}`, fault: 'crash', worlds: [crashed(world, name)] });
    return steps;
  }

  #request(world: World, name: string, { id, source, input, reply }: Request): Step[] {
    const semantics = this.#semantics;
    const { access, replica, atomic, run: body } = semantics.service(source);
    // Of two that are asked of one service at once each is a kind of its own.
    const isTwin = world.actors[name]?.requests.some((other) => other.source === source && other.id !== id);
    const label = isTwin === true ? `${name} ${source}(${id})` : `${name} ${source}`;
    const replied = (on: World, answer: Request['reply']): World =>
      changeActor(on, name, ({ requests }) => ({
        requests: requests.map((one) => (one.id === id ? { ...one, reply: answer } : one)),
      }));
    const answered = (on: World, answer: Reply, instant: readonly string[]): World[] => {
      const request = on.actors[name]?.requests.find((one) => one.id === id);
      if (request === undefined) return [on];
      const type = `xstate.${answer.ok ? 'done' : 'error'}.actor.${id}`;
      const event = { type, [answer.ok ? 'output' : 'error']: answer.value, actorId: id };
      const rest = changeActor(on, name, ({ requests }) => ({ requests: requests.filter((one) => one !== request) }));
      return semantics.deliver({ world: rest, instant }, name, event).map((draft) => draft.world);
    };
    if (reply !== null) return [{ unit: `${label} is answered`, fault: null, worlds: answered(world, reply, []) }];
    const replying = (on: World, answer: Reply, instant: readonly string[] = []): World[] =>
      atomic === true ? answered(on, answer, instant) : [replied(on, answer)];
    const effect = (ran: Ran, answer: Reply): World[] =>
      semantics
        .send({ ...world, cells: ran.cells }, ran.sends)
        .flatMap((draft) => replying(draft.world, answer, draft.instant));
    const runOn = (cells: Cells): Ran | null =>
      semantics.run(world, cells, (tx) => body(input, tx as Transaction<Cells>, name));

    const fresh = runOn(world.cells);
    const steps: Step[] = [];
    if (fresh !== null) steps.push({ unit: `${label} takes effect`, fault: null, worlds: effect(fresh, fresh.reply) });
    if (access === 'observation') return steps;
    steps.push({ unit: `${label} fails: timeout`, fault: access, worlds: answered(world, TIMEOUT, []) });
    if (access === 'write' && fresh?.reply.ok === true)
      steps.push({ unit: `${label} takes effect, acknowledgement lost`, fault: 'ack', worlds: effect(fresh, TIMEOUT) });
    if (access === 'write' || replica === false) return steps;
    for (const [version, cells] of world.old.entries()) {
      const stale = runOn(cells);
      if (stale === null || (fresh !== null && equal([stale.reply, stale.sends], [fresh.reply, fresh.sends]))) continue;
      const worlds = effect({ ...stale, cells: world.cells }, stale.reply);
      steps.push({ unit: `${label} takes effect, stale by ${version + 1}`, fault: 'stale', worlds });
    }
    return steps;
  }

  #environment(world: World): Step[] {
    const { environment = {} } = this.#semantics.system;
    return Object.entries(environment).flatMap(([label, { budget, run }]) => {
      const ran = this.#semantics.run(world, world.cells, run);
      if (ran === null) return [];
      const drafts = this.#semantics.send({ ...world, cells: ran.cells }, ran.sends);
      return [{ unit: label, fault: budget ?? null, worlds: drafts.map((draft) => draft.world) }];
    });
  }
}
