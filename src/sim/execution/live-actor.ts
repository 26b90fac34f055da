/** One real XState actor under control: its promises and its clock are held until the scheduler lets them go. */
import {
  createActor,
  fromPromise,
  type AnyActor,
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyStateMachine,
} from 'xstate';
import { withAmbient } from '../user-code/ambient.ts';
import { NotPlainData, own, type Json } from '../data/canonical.ts';
import type { SentEvent } from '../machine/effects.ts';
import { runBeginning, runTransition, withOwnData } from '../machine/own-snapshot.ts';
import type { Reply, Request, Slot, Timer } from '../machine/slot.ts';
import { SystemError, type ActorDefinition } from '../contract/system.ts';
import { dropTimer, fireTimer, NO_TIMERS, pass, setTimer, type Zone } from '../machine/zone.ts';

/** What a live actor tells its execution. */
export interface Listener {
  readonly invoked: (source: string) => void;
  readonly emitted: (event: SentEvent) => void;
}

interface HeldRequest extends Request {
  readonly child: AnyActorRef;
  readonly settle: (reply: Reply) => void;
}

type Scope = Parameters<AnyStateMachine['transition']>[2];

interface HeldTimer extends Timer {
  readonly handle: number;
  readonly run: () => void;
}

export class LiveActor {
  readonly #actor: AnyActor;
  readonly #listener: Listener;
  #requests: HeldRequest[] = [];
  #timers: HeldTimer[] = [];
  #zone: Zone = NO_TIMERS;
  #mailbox: SentEvent[] = [];
  #handles = 0;
  /** What the machine did against the rules: XState would show it as an actor that failed. */
  #mistake: SystemError | null = null;

  constructor(definition: ActorDefinition, listener: Listener) {
    this.#listener = listener;
    this.#actor = createActor(this.#controlled(definition), {
      input: own(definition.input),
      clock: {
        setTimeout: (run, delay) => this.#setTimer(run, delay),
        clearTimeout: (handle: number) => this.#clearTimer(handle),
      },
    });
    this.#actor.on('*', (event: SentEvent) => listener.emitted(own(event)));
    // XState throws what nobody listens for into the event loop; an actor that failed shows it in its status instead.
    this.#actor.subscribe({ error: () => {} });
  }

  start(): void {
    this.#actor.start();
    this.#requireNoMistake();
  }

  /** What the scheduler may choose from, in the same form as the model's. The snapshot number means nothing here. */
  get slot(): Slot {
    const mailbox = this.#active ? this.#mailbox : [];
    return { snapshot: 0, requests: this.#requests, timers: this.#timers, zone: this.#zone, mailbox };
  }

  get snapshot(): ReturnType<AnyActor['getSnapshot']> {
    return this.#actor.getSnapshot();
  }

  post(event: SentEvent): void {
    this.#mailbox = [...this.#mailbox, event];
  }

  receive(): void {
    const [event, ...rest] = this.#mailbox;
    this.#mailbox = rest;
    if (event !== undefined) this.send(event);
  }

  send(event: SentEvent): void {
    if (this.#active) this.#actor.send(event);
    this.#requireNoMistake();
  }

  /** An actor that finished or failed receives nothing any more. */
  get #active(): boolean {
    return this.snapshot.status === 'active';
  }

  reply(id: string, reply: Reply): void {
    this.#requests = this.#requests.map((request) => (request.id === id ? { ...request, reply } : request));
  }

  /** Lets the invoked promise settle, and waits until its actor has told its parent. */
  async answer(id: string, reply: Reply): Promise<void> {
    const request = this.#requests.find((candidate) => candidate.id === id);
    if (request === undefined) throw new RangeError(`no request "${id}" is pending`);
    this.#requests = this.#requests.filter((other) => other !== request);
    const told = new Promise<void>((resolve) => {
      request.child.subscribe({ complete: resolve, error: () => resolve() });
    });
    request.settle(reply);
    await told;
    this.#requireNoMistake();
  }

  fire(index: number): void {
    const timer = this.#timers[index];
    if (timer === undefined) throw new RangeError(`there is no timer ${index}`);
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#zone = fireTimer(this.#zone, index);
    timer.run();
    this.#requireNoMistake();
  }

  /** The step is over: until the next one, any time may pass on the actor's clock. */
  afterStep(): void {
    this.#zone = pass(this.#zone);
  }

  crash(): void {
    this.#actor.stop();
  }

  #controlled({ machine, ignoredActions = [] }: ActorDefinition): AnyStateMachine {
    const actors = Object.keys(machine.implementations.actors).map((source) => [source, this.#held(source)]);
    const actions = ignoredActions.map((type) => [type, () => {}]);
    const provided = machine.provide({
      actors: Object.fromEntries(actors),
      actions: Object.fromEntries(actions),
    }) as AnyStateMachine;
    return this.#lent(provided);
  }

  /** The machine, held to the rules that the model holds it to. Only what XState does itself may read the clock. */
  #lent(machine: AnyStateMachine): AnyStateMachine {
    const { id } = machine;
    const transition = machine.transition.bind(machine);
    const begin = machine.getInitialSnapshot.bind(machine);
    const own = (scope: Scope): Scope => ({
      ...scope,
      actionExecutor: (action) => withAmbient(() => scope.actionExecutor(action)),
    });
    machine.transition = (snapshot, event, scope) =>
      this.#noting(id, () =>
        runTransition(id, { snapshot, event }, (lent) =>
          withOwnData(transition(lent.snapshot, lent.event, own(scope))),
        ),
      );
    machine.getInitialSnapshot = (scope, input) =>
      this.#noting(id, () => runBeginning(id, input, (lent) => withOwnData(begin(own(scope), lent as never))));
    return machine;
  }

  #noting(id: string, run: () => AnyMachineSnapshot): AnyMachineSnapshot {
    try {
      return run();
    } catch (error) {
      if (error instanceof SystemError) this.#mistake = error;
      if (error instanceof NotPlainData)
        this.#mistake = new SystemError(`machine "${id}": ${error.message}`, { cause: error });
      throw error;
    }
  }

  #requireNoMistake(): void {
    if (this.#mistake !== null) throw this.#mistake;
  }

  #held(source: string) {
    return fromPromise<Json, Json>(
      ({ input, self, signal }) =>
        new Promise((resolve, reject) => {
          const id = self.id;
          if (this.#requests.some((request) => request.id === id))
            this.#mistake = new SystemError(
              `"${source}" is invoked under the id "${id}" while another actor of the same machine has that id: give them different ids`,
            );
          const settle = (reply: Reply): void => (reply.ok ? resolve(reply.value) : reject(reply.value));
          this.#requests = [
            ...this.#requests,
            { id, source, input: own(input ?? null), reply: null, child: self, settle },
          ];
          signal.addEventListener('abort', () => this.#drop(self));
          this.#listener.invoked(source);
        }),
    );
  }

  #drop(child: AnyActorRef): void {
    this.#requests = this.#requests.filter((request) => request.child !== child);
  }

  /** XState has written down what it schedules just before it asks the clock: that entry is the one not held yet. */
  #setTimer(run: () => void, delay: number): number {
    const scheduled = Object.values(this.#actor.system.getSnapshot()._scheduledEvents);
    const entry = scheduled.find(
      ({ id, delay: wait }) => wait === delay && !this.#timers.some((timer) => timer.id === id),
    );
    const event = (entry?.event ?? { type: 'unknown timer' }) as SentEvent;
    this.#handles += 1;
    this.#timers = [...this.#timers, { id: entry?.id ?? '', event, handle: this.#handles, run }];
    this.#zone = setTimer(this.#zone, delay);
    return this.#handles;
  }

  #clearTimer(handle: number): void {
    const at = this.#timers.findIndex((timer) => timer.handle === handle);
    if (at < 0) return;
    this.#timers = this.#timers.toSpliced(at, 1);
    this.#zone = dropTimer(this.#zone, at);
  }
}
