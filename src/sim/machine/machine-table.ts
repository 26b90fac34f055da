/**
 * XState, called once for each (snapshot, event): the table that stands for a machine.
 *
 * Snapshots are recognised by state value, context, status and the ids of children, never by identity: the references to
 * child actors, the session ids and the wall time inside XState's objects differ from run to run.
 */
import {
  initialTransition,
  transition,
  type AnyActorLogic,
  type AnyMachineSnapshot,
  type AnyStateMachine,
} from 'xstate';
import { canonical, NotPlainData, own, type Json } from '../data/canonical.ts';
import { Doubt } from '../user-code/doubt.ts';
import { effectsOf, type Effect } from './effects.ts';
import { Exercise } from './exercise.ts';
import { Interner } from '../data/interner.ts';
import { runBeginning, runTransition, withOwnData } from './own-snapshot.ts';
import { SystemError, type ActorView } from '../contract/system.ts';

/** Where a transition leads: the number of the next snapshot, and what the machine asks for. */
export interface Step {
  readonly snapshot: number;
  readonly effects: readonly Effect[];
}

/** A transition that was run, and what came out. */
interface Doubted {
  readonly run: () => Transition;
  readonly step: Step;
}

type Transition = ReturnType<typeof transition<AnyStateMachine>>;

/** Bytes of a snapshot beside what its text says, and of a step with few effects. As measured. */
const BYTES_OF_A_SNAPSHOT = 700;
const BYTES_OF_A_STEP = 250;

const NOT_BEGUN = { status: 'active', output: undefined, error: undefined } as const;

/**
 * The machine without its beginning. To have a scope for a transition, XState makes an actor of the logic, and so works out an
 * initial snapshot that nobody looks at (without the input, which often makes the context throw). That took three quarters of
 * the time of a transition.
 */
function continued(machine: AnyStateMachine): AnyActorLogic {
  return {
    transition: (snapshot: AnyMachineSnapshot, event, scope) => machine.transition(snapshot, event, scope),
    getInitialSnapshot: () => NOT_BEGUN,
    getPersistedSnapshot: (snapshot) => snapshot,
  };
}

/** The machine's beginning, once: the first is the one that nobody looks at, and whose guards answer without the input. */
function beginning(machine: AnyStateMachine): AnyActorLogic {
  let looked = false;
  return {
    ...continued(machine),
    getInitialSnapshot: (scope, input: unknown) => {
      if (looked) return machine.getInitialSnapshot(scope as never, input as never);
      looked = true;
      return NOT_BEGUN;
    },
  };
}

export class MachineTable {
  readonly machine: AnyStateMachine;
  /** What of the machine was gone through. */
  readonly exercise: Exercise;
  readonly #continued: AnyActorLogic;
  readonly #ignored: ReadonlySet<string>;
  readonly #snapshots = new Interner<AnyMachineSnapshot>(BYTES_OF_A_SNAPSHOT);
  readonly #steps = new Map<string, Step>();
  readonly #doubt = new Doubt<Doubted>();
  #calls = 0;
  /** Characters of the keys of steps. */
  #characters = 0;

  constructor(machine: AnyStateMachine, ignoredActions: readonly string[] = []) {
    this.machine = machine;
    this.exercise = new Exercise(machine);
    this.#continued = continued(this.exercise.machine);
    this.#ignored = new Set(ignoredActions);
  }

  /** How often XState was called. */
  get calls(): number {
    return this.#calls;
  }

  /** How many distinct snapshots were met. */
  get size(): number {
    return this.#snapshots.size;
  }

  /** Bytes in use, roughly. */
  get bytes(): number {
    return this.#snapshots.bytes + this.#steps.size * BYTES_OF_A_STEP + this.#characters;
  }

  start(input: unknown): Step {
    const given = plain(`the input of machine "${this.machine.id}"`, () => own(input));
    return this.#memo(`start ${canonical(given)}`, 'its initial state', () => this.#beginning(given));
  }

  step(snapshot: number, event: { readonly type: string }): Step {
    return this.#memo(`${snapshot} ${canonical(event)}`, event.type, () =>
      this.#continuedFrom(this.snapshot(snapshot), own(event)),
    );
  }

  snapshot(id: number): AnyMachineSnapshot {
    return this.#snapshots.value(id);
  }

  /** The number of the snapshot that holds the images of this one's data; its states, children and history stay as they are. */
  imageOf(id: number, image: <T>(data: T) => T): number {
    const { context, output, error, status, ...rest } = this.snapshot(id);
    const plain = status === 'error' ? plainError(error) : error;
    const data = { context: image(context), output: image(output), error: image(plain) };
    const snapshot = { ...rest, ...data, status } as AnyMachineSnapshot;
    return this.#snapshots.id(this.#key(snapshot, `machine "${this.machine.id}"`), () => withOwnData(snapshot));
  }

  view(id: number): ActorView {
    const { value, context, status } = this.snapshot(id);
    return { value, context, status };
  }

  #memo(key: string, event: string, run: () => Transition): Step {
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const step = this.#intern(run(), event);
    if (this.#doubt.next(event)) this.#runAgain(event, { run, step });
    this.#steps.set(key, step);
    this.#characters += key.length;
    return step;
  }

  /** Runs the transition again: a machine that rolls dice or remembers answers differently, and is named. */
  #runAgain(event: string, doubted: Doubted): void {
    for (const { run, step } of this.#doubt.again(event, doubted)) {
      if (canonical(this.#intern(run(), event)) === canonical(step)) continue;
      throw new SystemError(
        `machine "${this.machine.id}" is not deterministic: the same transition on "${event}" gave two results. ` +
          'It may read a clock, call Math.random or use state outside its context; take such values from its input or from an actor.',
      );
    }
  }

  #intern([snapshot, actions]: Transition, event: string): Step {
    this.#calls += 1;
    const where = `machine "${this.machine.id}", state ${canonical(snapshot.value)}, on "${event}"`;
    plain(where, () => withOwnData(snapshot));
    const id = this.#snapshots.id(this.#key(snapshot, where), () => snapshot);
    const effects = effectsOf(this.exercise.asked(actions), where, this.#ignored);
    return { snapshot: id, effects: plain(where, () => own(effects, 'effects')) };
  }

  #key(snapshot: AnyMachineSnapshot, where: string): string {
    const children = Object.keys(snapshot.children).toSorted();
    const history = Object.entries(snapshot.historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id)]);
    const { value, context, status, output } = snapshot;
    const error = status === 'error' ? plainError(snapshot.error) : null;
    return plain(where, () => canonical({ value, context, status, output, error, children, history }));
  }

  #beginning(input: unknown): Transition {
    try {
      return runBeginning(this.machine.id, input, (lent) => {
        const result = initialTransition(beginning(this.exercise.machine), lent) as Transition;
        if (result[0].status === 'error') throw result[0].error;
        return result;
      });
    } catch (error) {
      if (error instanceof SystemError) throw error;
      throw this.#thrown('cannot start', error);
    }
  }

  #thrown(what: string, cause: unknown): SystemError {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new SystemError(`machine "${this.machine.id}" ${what}: ${message}`, { cause });
  }

  #continuedFrom(snapshot: AnyMachineSnapshot, event: { readonly type: string }): Transition {
    try {
      return runTransition(this.machine.id, { snapshot, event }, (lent) =>
        transition(this.#continued, lent.snapshot, lent.event),
      ) as Transition;
    } catch (error) {
      if (error instanceof SystemError) throw error;
      throw this.#thrown(`throws in state ${canonical(snapshot.value)} on "${event.type}"`, error);
    }
  }
}

/** What it gives, or what of it is no plain data. */
function plain<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof NotPlainData) throw new SystemError(`${where}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** An error as plain data: a world holds its name and message. */
function plainError(error: unknown): Json {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return error === undefined ? null : (error as Json);
}
