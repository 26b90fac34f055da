/** A world in the making: reads are recorded for the memo table, changes are collected until the step is over. */
import { canonical, own, type Json } from '../data/canonical.ts';
import type { SentEvent } from '../machine/effects.ts';
import type { Happened, Worlds } from './instant.ts';
import type { Layout } from './layout.ts';
import { afterStep, deliver, post, slotKey, type Moved, type Slot } from '../machine/slot.ts';
import type { ActorView, AnySystem, View } from '../contract/system.ts';

/** Gives the value number of a word. */
export type ReadWord = (word: number) => number;

/** A world seen through its words. */
export function viewOf(layout: Layout, read: ReadWord): View {
  return {
    read: (cell) => {
      const word = layout.cellWord(cell);
      return (layout.values[word - layout.firstCell] as { value(id: number): Json }).value(read(word));
    },
    actor: (name) => slotView(layout, name, read(layout.actorWord(name))),
  };
}

function slotView(layout: Layout, name: string, id: number): ActorView | null {
  const slot = layout.slots[layout.actorWord(name)]?.value(id);
  return slot?.snapshot === null || slot === undefined ? null : layout.table(name).view(slot.snapshot);
}

/** The store as it was; actors are seen as they are now. Null if the history does not reach back so far. */
function pastView(layout: Layout, read: ReadWord, versions: number): View | null {
  const version = read(layout.firstOld + versions - 1);
  if (version === 0) return null;
  const cells = new Int32Array(layout.cells.length);
  layout.versions.read(version - 1, cells);
  return viewOf(layout, (word) => (word < layout.firstCell ? read(word) : (cells[word - layout.firstCell] as number)));
}

/** One step under way. */
export class Draft {
  readonly #layout: Layout;
  readonly #system: AnySystem;
  readonly #words: Int32Array;
  readonly #own: number;
  readonly #seen = new Set<number>();
  readonly #slots = new Map<string, Slot>();
  readonly #updates = new Map<number, number>();
  /** word, value, word, value … in the order of first reads; the word of the actor whose choice this is counts as known. */
  readonly reads: number[] = [];
  readonly invoked: { readonly actor: string; readonly source: string }[] = [];
  readonly emitted: { readonly actor: string; readonly event: SentEvent }[] = [];

  /** @param own the actor's word, whose value the choice already determines; -1 for the environment */
  constructor(system: AnySystem, layout: Layout, words: Int32Array, own: number) {
    this.#system = system;
    this.#layout = layout;
    this.#words = words;
    this.#own = own;
  }

  readonly read: ReadWord = (word) => this.#updates.get(word) ?? this.#track(word);

  get worlds(): Worlds {
    return {
      now: viewOf(this.#layout, this.read),
      past: (versions) => pastView(this.#layout, this.read, versions),
    };
  }

  slot(actor: string): Slot {
    const changed = this.#slots.get(actor);
    if (changed !== undefined) return changed;
    const word = this.#layout.actorWord(actor);
    return (this.#layout.slots[word] as { value(id: number): Slot }).value(this.read(word));
  }

  setSlot(actor: string, slot: Slot): void {
    this.#slots.set(actor, slot);
  }

  /** The step is over: the words that it changes, with their new values. */
  finish(): ReadonlyMap<number, number> {
    for (const [actor, slot] of this.#slots) this.#intern(actor, afterStep(slot));
    return this.#updates;
  }

  setCell(cell: string, value: Json): void {
    const word = this.#layout.cellWord(cell);
    const interner = this.#layout.values[word - this.#layout.firstCell] as {
      id(key: string, make: () => Json): number;
    };
    this.#updates.set(
      word,
      interner.id(canonical(value, cell), () => own(value, cell)),
    );
  }

  #intern(actor: string, slot: Slot): void {
    const word = this.#layout.actorWord(actor);
    const interner = this.#layout.slots[word] as { id(key: string, make: () => Slot): number };
    this.#updates.set(
      word,
      interner.id(slotKey(slot), () => slot),
    );
  }

  /** Keeps what an actor's step did: its slot, what it invoked, and the messages that its emitted events become. */
  move(actor: string, { slot, emitted, invoked }: Moved): void {
    this.setSlot(actor, slot);
    for (const source of invoked) this.invoked.push({ actor, source });
    for (const event of emitted) this.#route(actor, event);
  }

  /** Carries out what a service or the environment did. */
  apply({ writes, sends }: Happened): void {
    for (const [cell, value] of writes) this.setCell(cell, value);
    for (const { actor, event } of sends) this.move(actor, deliver(this.#layout.table(actor), this.slot(actor), event));
  }

  #route(actor: string, event: SentEvent): void {
    const targets = this.#system.actors[actor]?.routes?.[event.type] ?? [];
    for (const target of targets) this.setSlot(target, post(this.#layout.table(target), this.slot(target), event));
  }

  #track(word: number): number {
    const value = this.#words[word] as number;
    if (word !== this.#own && !this.#seen.has(word)) {
      this.#seen.add(word);
      this.reads.push(word, value);
    }
    return value;
  }
}
