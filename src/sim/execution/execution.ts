/** A system run step by step by labels: the contract that the model and live actors under control both meet. */
import type { Json } from '../data/canonical.ts';
import type { Choice } from '../kernel/choices.ts';
import { Enabled } from '../tables/enabled.ts';
import type { Kernel, Outcome } from '../kernel/kernel.ts';
import { requireDistinct } from '../kernel/label-book.ts';
import type { Reply, Slot } from '../machine/slot.ts';
import type { View } from '../contract/system.ts';

/** One thing that may happen next, with the label by which a token names it. */
export interface Possible {
  readonly label: string;
  readonly choice: Choice;
}

/** An actor as both executions can show it: what is compared to tell whether they agree. */
export interface ActorPicture {
  readonly state: Json;
  readonly context: Json;
  readonly status: string;
  readonly requests: readonly {
    readonly id: string;
    readonly source: string;
    readonly input: Json;
    readonly reply: Json;
  }[];
  readonly timers: readonly string[];
  readonly mailbox: readonly Json[];
}

/** A whole world in comparable form; null for an actor that is down. */
export interface Picture {
  readonly actors: { readonly [name: string]: ActorPicture | null };
  readonly store: { readonly [cell: string]: Json };
}

/** A run of a system that is told what happens next. */
export interface Execution {
  possible(): readonly Possible[];
  take(possible: Possible): Promise<void> | void;
  /** What a request is going to be answered if this lets it take effect here; null for a step by which none does. */
  replyTo(possible: Possible): Reply | null;
  /** The world now. A view taken before a step still shows the world before it. */
  view(): View;
  picture(): Picture;
}

/** Numbers the requests of each actor to each service along a path, so that labels can say which one they mean. */
export class Ordinals {
  readonly #counts = new Map<string, number>();

  count(invoked: Outcome['invoked']): void {
    for (const { actor, source } of invoked) {
      const key = JSON.stringify([actor, source]);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  label({ actor, before, source, after }: Choice): string {
    const number = source === null ? '' : `#${this.#counts.get(JSON.stringify([actor, source])) ?? 0}`;
    return `${before}${number}${after}`;
  }
}

/** The model: pure transitions on packed words. */
export class ModelExecution implements Execution {
  readonly kernel: Kernel;
  readonly #ordinals = new Ordinals();
  readonly #enabled = new Enabled();
  #words: Int32Array;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#words = kernel.initial();
    this.#ordinals.count(kernel.initiallyInvoked);
  }

  /** The packed words of the world now; not to be written to. */
  get words(): Int32Array {
    return this.#words;
  }

  possible(): Possible[] {
    const { count, choices } = this.kernel.enabled(this.#words, this.#enabled);
    // The environment's choices were numbered in their order, before any actor's.
    const ordered = [...choices.subarray(0, count)].toSorted((a, b) => this.#order(a, b));
    const possible = ordered.map((id) => {
      const choice = this.kernel.choice(id);
      return { label: this.#ordinals.label(choice), choice };
    });
    requireDistinct(possible.map(({ label }) => label));
    return possible;
  }

  #order(a: number, b: number): number {
    const environment = (id: number): boolean => this.kernel.choice(id).actor === null;
    return environment(a) && environment(b) ? a - b : Number(environment(a)) - Number(environment(b));
  }

  take({ choice }: Possible): void {
    const { count, choices, outcomes } = this.kernel.enabled(this.#words, this.#enabled);
    const index = choices.subarray(0, count).findIndex((id) => this.kernel.choice(id) === choice);
    if (index < 0) throw new RangeError('that choice is not possible in this world');
    this.takeAt(choices[index] as number, outcomes[index] as number);
  }

  /** Takes a choice by the numbers that the kernel gave it. */
  takeAt(choice: number, outcome: number): void {
    const next = new Int32Array(this.kernel.width);
    this.kernel.apply(this.#words, choice, outcome, next);
    this.#ordinals.count(this.kernel.outcome(outcome).invoked);
    this.#words = next;
  }

  replyTo({ choice }: Possible): Reply | null {
    return this.kernel.replyTo(this.#words, choice);
  }

  view(): View {
    return this.kernel.view(this.#words);
  }

  picture(): Picture {
    return pictureOf(this.kernel, this.#words);
  }
}

/** A packed world as a picture. */
export function pictureOf(kernel: Kernel, words: Int32Array): Picture {
  const { layout } = kernel;
  const view = kernel.view(words);
  return {
    actors: Object.fromEntries(layout.actors.map((name, word) => [name, actorPicture(kernel, words, word)])),
    store: Object.fromEntries(layout.cells.map((cell) => [cell, view.read(cell)])),
  };
}

function actorPicture({ layout }: Kernel, words: Int32Array, word: number): ActorPicture | null {
  const slot = layout.slots[word]?.value(words[word] as number) as Slot;
  if (slot.snapshot === null) return null;
  const { value, context, status } = layout.table(layout.actors[word] as string).view(slot.snapshot);
  return {
    state: value as Json,
    context: context as Json,
    status,
    requests: slot.requests.map(({ id, source, input, reply }) => ({ id, source, input, reply: reply as Json })),
    timers: slot.timers.map((timer) => timer.event.type),
    mailbox: slot.mailbox,
  };
}
