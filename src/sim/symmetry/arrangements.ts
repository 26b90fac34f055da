/** In which orders the members of a world may stand, where sorting alone does not say it. */
import type { Names, Permutation } from './member-names.ts';
import { SystemError } from '../contract/system.ts';

/** The most arrangements that are gone through for one world: those of 8 members, no two alike. */
const MOST_ARRANGEMENTS = 40_320;

/** Whether two members may change places without changing the world. */
export type MayExchange = (one: number, other: number) => boolean;

/**
 * Members in places. A class is a run of places whose members have the same signature; a block is those of a class that may change
 * places with each other. Only the members of different blocks of one class have to be tried in several orders.
 */
export class Arrangements {
  readonly #names: Names;
  /** By place: the member that is sorted to it. */
  readonly #order: Int32Array;
  /** By place: the first place of its class, and the first place of its block. */
  readonly #classOf: Int32Array;
  readonly #blockOf: Int32Array;
  /** By first place of a block: how many of its members have a place in the arrangement that is tried. */
  readonly #used: Int32Array;
  readonly #trial: Permutation;

  constructor(names: Names) {
    const { length } = names.members;
    this.#names = names;
    this.#order = new Int32Array(length);
    this.#classOf = new Int32Array(length);
    this.#blockOf = new Int32Array(length);
    this.#used = new Int32Array(length);
    this.#trial = new Int32Array(length);
  }

  /** Sorts the members of each set by signature, in their own order where it is the same; whether it ever is. */
  sort(signatures: Int32Array): boolean {
    for (let place = 0; place < this.#order.length; place += 1) this.#insert(place, signatures);
    return this.#findClasses(signatures);
  }

  /** Sorts each class into blocks; whether every class is one block, so that the order found is as good as any. */
  findBlocks(mayExchange: MayExchange): boolean {
    let single = true;
    for (let place = 0; place < this.#order.length; place += 1) {
      this.#blockOf[place] = this.#blockFor(place, mayExchange);
      single &&= this.#blockOf[place] === this.#classOf[place];
    }
    return single;
  }

  /** Writes where the order that was found sends each member; false if each stays where it is. */
  read(into: Permutation): boolean {
    let moved = false;
    for (let place = 0; place < this.#order.length; place += 1) {
      const member = this.#order[place] as number;
      into[member] = place;
      moved ||= member !== place;
    }
    return moved;
  }

  /**
   * Tries every order that makes a difference. The permutation that `attempt` gets is only lent.
   *
   * @throws SystemError if there are more than 40,320
   */
  each(attempt: (to: Permutation) => void): void {
    this.#requireFew();
    this.#used.fill(0);
    this.#fill(0, attempt);
  }

  #insert(member: number, signatures: Int32Array): void {
    const order = this.#order;
    const { setOf } = this.#names;
    const signature = signatures[member] as number;
    let place = member;
    for (; place > 0 && setOf[place - 1] === setOf[member]; place -= 1) {
      const before = order[place - 1] as number;
      if ((signatures[before] as number) <= signature) break;
      order[place] = before;
    }
    order[place] = member;
  }

  #findClasses(signatures: Int32Array): boolean {
    const order = this.#order;
    const { setOf } = this.#names;
    let ties = false;
    for (let place = 0; place < order.length; place += 1) {
      const before = place - 1;
      const tied =
        setOf[before] === setOf[place] && signatures[order[before] as number] === signatures[order[place] as number];
      this.#classOf[place] = tied ? (this.#classOf[before] as number) : place;
      ties ||= tied;
    }
    return ties;
  }

  /** The first place of the block that the member at this place belongs to; the place itself for a new block. */
  #blockFor(place: number, mayExchange: MayExchange): number {
    const member = this.#order[place] as number;
    for (let first = this.#classOf[place] as number; first < place; first += 1) {
      if (this.#blockOf[first] === first && mayExchange(this.#order[first] as number, member)) return first;
    }
    return place;
  }

  /** Fills the places from this one on, with the next member of one block of its class after the other. */
  #fill(place: number, attempt: (to: Permutation) => void): void {
    if (place === this.#order.length) return attempt(this.#trial);
    const start = this.#classOf[place] as number;
    for (let block = start; this.#classOf[block] === start; block += 1) {
      const member = this.#blockOf[block] === block ? this.#nextOf(block) : -1;
      if (member < 0) continue;
      this.#used[block] = (this.#used[block] as number) + 1;
      this.#trial[member] = place;
      this.#fill(place + 1, attempt);
      this.#used[block] = (this.#used[block] as number) - 1;
    }
  }

  /** The first member of a block that has no place yet, or -1. */
  #nextOf(block: number): number {
    let used = this.#used[block] as number;
    for (let place = block; this.#classOf[place] === this.#classOf[block]; place += 1) {
      if (this.#blockOf[place] !== block) continue;
      if (used === 0) return this.#order[place] as number;
      used -= 1;
    }
    return -1;
  }

  /** Multinomial coefficients: of each class n! by the b! of each of its blocks. */
  #requireFew(): void {
    let count = 1;
    for (let place = 0; place < this.#order.length; place += 1)
      count = (count * (place - (this.#classOf[place] as number) + 1)) / this.#rankInBlock(place);
    if (Math.round(count) <= MOST_ARRANGEMENTS) return;
    const tied = this.#order.filter((_, place) => this.#isTied(place));
    throw new SystemError(
      `symmetry: ${this.#names.list(tied)} see the same of a world that still tells them apart: ${Math.round(count)} orders, ` +
        `and at most ${MOST_ARRANGEMENTS} are gone through. Let less data name them, or declare fewer of them interchangeable.`,
    );
  }

  /** Which of its block the member at this place is, counted from 1. */
  #rankInBlock(place: number): number {
    let rank = 0;
    for (let other = 0; other <= place; other += 1) if (this.#blockOf[other] === this.#blockOf[place]) rank += 1;
    return rank;
  }

  #isTied(place: number): boolean {
    return this.#classOf[place] !== place || this.#classOf[place + 1] === place;
  }
}
