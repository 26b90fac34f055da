/** What the values of a world's words say of members, and the values that they become when members are exchanged. */
import { canonical, own, type Json } from '../data/canonical.ts';
import type { SentEvent } from '../machine/effects.ts';
import type { Interner } from '../data/interner.ts';
import type { Layout } from '../kernel/layout.ts';
import { slotKey, type Request, type Slot, type Timer } from '../machine/slot.ts';
import type { Names, Permutation } from './member-names.ts';
import { SystemError } from '../contract/system.ts';

/** The values of actors, cells and old versions of the store, seen through the names in them. Budgets name nobody. */
export class WordValues {
  readonly #layout: Layout;
  readonly #names: Names;

  constructor(layout: Layout, names: Names) {
    this.#layout = layout;
    this.#names = names;
  }

  /** What the word is called: an actor, a cell, or an old version of the store. */
  called(word: number): string {
    const { actors, cells, firstCell, firstOld } = this.#layout;
    if (word < firstCell) return `actor "${actors[word]}"`;
    if (word < firstOld) return `cell "${cells[word - firstCell]}"`;
    return `the store ${word - firstOld + 1} versions ago`;
  }

  /**
   * The data that the value stands for, part after part: their order means something, unlike that of lists.
   *
   * @throws SystemError for a machine that names members where no data can be exchanged
   */
  parts(word: number, value: number): readonly unknown[] {
    const { firstCell, firstOld } = this.#layout;
    if (word < firstCell) return this.#slotParts(word, this.#slots(word).value(value));
    if (word < firstOld) return [this.#cells(word).value(value)];
    return value === 0 ? [] : [Object.fromEntries(this.#storeOf(value))];
  }

  /** The number of the image of a value, among the values of the word it goes to. */
  image(word: number, value: number, to: Permutation, target: number): number {
    const { firstCell, firstOld } = this.#layout;
    if (word < firstCell) return this.#intern(target, this.#slotImage(word, this.#slots(word).value(value), to));
    if (word < firstOld) return this.#internCell(target, this.#names.image(this.#cells(word).value(value), to));
    return value === 0 ? 0 : this.#versionImage(value, to);
  }

  #slotParts(word: number, { snapshot, requests, timers, mailbox }: Slot): unknown[] {
    return [
      snapshot === null ? null : this.#snapshotData(word, snapshot),
      ...requests.map((request) => ({ request })),
      ...timers.map((timer) => ({ timer })),
      ...mailbox.map((event) => ({ event })),
    ];
  }

  #snapshotData(word: number, id: number): unknown {
    const actor = this.#layout.actors[word] as string;
    const { value, status, context, output, error, children, historyValue } = this.#layout.table(actor).snapshot(id);
    const history = Object.values(historyValue).flatMap((nodes) => nodes.map((node) => node.id));
    const fixed = this.#names.mentions([value, Object.keys(children), history]);
    if (fixed.length > 0)
      throw new SystemError(
        `symmetry: actor "${actor}" has ${this.#names.list(fixed)} in the name of a state or in the id of an actor that it invokes. ` +
          'Only data can be exchanged: keep who it is in the context.',
      );
    const plain = error instanceof Error ? { name: error.name, message: error.message } : error;
    return { value, status, context, output, error: plain };
  }

  #slotImage(word: number, { snapshot, requests, timers, zone, mailbox }: Slot, to: Permutation): Slot {
    const image = <T>(data: T): T => this.#names.image(data, to);
    const table = this.#layout.table(this.#layout.actors[word] as string);
    return {
      snapshot: snapshot === null ? null : table.imageOf(snapshot, image),
      requests: requests.map(({ id, source, input, reply }): Request => {
        const answer = reply === null ? null : { ok: reply.ok, value: image(reply.value) };
        return { id: image(id), source: image(source), input: image(input), reply: answer };
      }),
      timers: timers.map(({ id, event }): Timer => ({ id: image(id), event: image(event) })),
      zone,
      mailbox: mailbox.map((event): SentEvent => image(event)),
    };
  }

  #versionImage(value: number, to: Permutation): number {
    const { cells, versions, firstCell } = this.#layout;
    const store = new Int32Array(cells.length);
    for (const [cell, data] of this.#storeOf(value)) {
      const target = this.#layout.cellWord(this.#names.renamed(cell, to));
      store[target - firstCell] = this.#internCell(target, this.#names.image(data, to));
    }
    const inserted = versions.insert(store);
    return (inserted < 0 ? -1 - inserted : inserted) + 1;
  }

  #storeOf(value: number): [string, Json][] {
    const { cells, versions, firstCell } = this.#layout;
    const store = new Int32Array(cells.length);
    versions.read(value - 1, store);
    return cells.map((cell, index) => [cell, this.#cells(firstCell + index).value(store[index] as number)]);
  }

  #intern(word: number, slot: Slot): number {
    return this.#slots(word).id(slotKey(slot), () => slot);
  }

  #internCell(word: number, value: Json): number {
    return this.#cells(word).id(canonical(value), () => own(value));
  }

  #slots(word: number): Interner<Slot> {
    return this.#layout.slots[word] as Interner<Slot>;
  }

  #cells(word: number): Interner<Json> {
    return this.#layout.values[word - this.#layout.firstCell] as Interner<Json>;
  }
}
