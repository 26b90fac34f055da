/** What schedulers want to know of a choice, looked up once for each: its thread, its label and whether it waits for time. */
import { GrowingInts } from '../growing.ts';
import type { Kernel } from '../kernel.ts';

const TIMER = 1;

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
  /** By choice: one more than its thread (0: not looked up yet), its label, and whether it is a timer that fires. */
  readonly #facts = new GrowingInts();
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
    return this.#facts.at(this.#at(choice)) - 1;
  }

  /** The number of the choice's label, apart from the `#n` that a path gives it. */
  labelOf(choice: number): number {
    return this.#facts.at(this.#at(choice) + 1);
  }

  /** Whether it lets time pass for its actor. */
  isTimer(choice: number): boolean {
    return this.#facts.at(this.#at(choice) + 2) === TIMER;
  }

  #at(choice: number): number {
    const at = choice * 3;
    if (at >= this.#facts.size || this.#facts.at(at) === 0) this.#learn(choice, at);
    return at;
  }

  #learn(choice: number, at: number): void {
    const { actor, act, before, after } = this.#kernel.choice(choice);
    const { actors } = this.#kernel.layout;
    const thread = actor === null ? actors.length + this.#actions.indexOf(before) : actors.indexOf(actor);
    this.#facts.set(at + 2, act.kind === 'fire' ? TIMER : 0);
    this.#facts.set(at + 1, this.#label(`${before}${after}`));
    this.#facts.set(at, thread + 1);
  }

  #label(text: string): number {
    const known = this.#labels.get(text) ?? this.#labels.size;
    this.#labels.set(text, known);
    return known;
  }
}
