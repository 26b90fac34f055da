/** What schedulers want to know of a choice, looked up once for each: its thread, its label and whether it waits for time. */
import { GrowingInts } from '../../data/growing.ts';
import type { Kernel } from '../../kernel/kernel.ts';

const NO_TIMER = 1;
const TIMER = 2;

/**
 * Threads are what the literature on schedulers has priorities for: here each actor is one, numbered as in the system, and
 * behind them each action of the environment is one of its own. Choices of a label are one choice in different worlds.
 */
export class ChoiceFacts {
  /** How many threads there are. */
  readonly threads: number;
  /** How many of them are actors; these come first. */
  readonly actors: number;
  readonly #kernel: Kernel;
  readonly #actions: readonly string[];
  /** By choice one more than its thread, one more than its label, and whether it is a timer that fires; 0 where it wasn't looked up yet. */
  readonly #threadOf = new GrowingInts();
  readonly #labelOf = new GrowingInts();
  readonly #timing = new GrowingInts();
  readonly #labels = new Map<string, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#actions = Object.keys(kernel.system.environment ?? {});
    this.actors = kernel.layout.actors.length;
    this.threads = this.actors + this.#actions.length;
  }

  /** How many labels were asked for. */
  get labels(): number {
    return this.#labels.size;
  }

  threadOf(choice: number): number {
    // Beyond the end there is nothing, which is not above 0 either.
    const known = this.#threadOf.data[choice] as number;
    return known > 0 ? known - 1 : this.#learn(choice).thread;
  }

  /** The number of the choice's label, apart from the `#n` that a path gives it. */
  labelOf(choice: number): number {
    const known = this.#labelOf.data[choice] as number;
    return known > 0 ? known - 1 : this.#learn(choice).label;
  }

  /** Whether it lets time pass for its actor. */
  isTimer(choice: number): boolean {
    const known = this.#timing.data[choice] as number;
    return known > 0 ? known === TIMER : this.#learn(choice).isTimer;
  }

  #learn(choice: number): { readonly thread: number; readonly label: number; readonly isTimer: boolean } {
    const { actor, act, before, after } = this.#kernel.choice(choice);
    const { actors } = this.#kernel.layout;
    const thread = actor === null ? actors.length + this.#actions.indexOf(before) : actors.indexOf(actor);
    const label = this.#label(`${before}${after}`);
    const isTimer = act.kind === 'fire';
    this.#threadOf.set(choice, thread + 1);
    this.#labelOf.set(choice, label + 1);
    this.#timing.set(choice, isTimer ? TIMER : NO_TIMER);
    return { thread, label, isTimer };
  }

  #label(text: string): number {
    const known = this.#labels.get(text) ?? this.#labels.size;
    this.#labels.set(text, known);
    return known;
  }
}
